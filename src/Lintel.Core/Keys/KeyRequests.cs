using System.Collections.Frozen;
using System.Net;

namespace Lintel.Keys;

/// <summary>A key that is to be issued.</summary>
public sealed record NewKey
{
    /// <summary>The account that it belongs to; the key is of the account's API.</summary>
    public required string AccountId { get; init; }

    /// <summary>The name for people, 1 to 100 characters.</summary>
    public required string Name { get; init; }

    /// <summary>The scopes; each must be the contract's.</summary>
    public IReadOnlyList<string> Scopes { get; init; } = [];

    /// <summary>The networks from which it may be used; empty for everywhere. Only where the contract's order has <c>address</c>.</summary>
    public IReadOnlyList<IPNetwork> Addresses { get; init; } = [];

    /// <summary>The applications of the account that it may be used for; null for all. Only where the contract's order has <c>application</c>.</summary>
    public IReadOnlyList<string>? Applications { get; init; }

    /// <summary>When it ends; null for never. A moment that has passed makes a key that is expired from the start.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Rate limit policies that admit another number for this key, by name.</summary>
    public IReadOnlyDictionary<string, int> Limits { get; init; } = new Dictionary<string, int>();

    /// <summary>Names and texts to keep with the key: at most 50, names of 1 to 40 characters, texts of at most 500.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = FrozenDictionary<string, string>.Empty;

    /// <summary>The environment; null for the process' own.</summary>
    public string? Environment { get; init; }

    /// <summary>The id of the operator whose personal token it is; null for a key of the account itself.</summary>
    internal string? OperatorId { get; init; }
}

/// <summary>What is to be changed of a key; null leaves things as they are.</summary>
internal sealed record KeyEdit
{
    /// <summary>The name for people, 1 to 100 characters.</summary>
    public string? Name { get; init; }

    /// <summary>All scopes that it has from now on.</summary>
    public IReadOnlyList<string>? Scopes { get; init; }

    /// <summary>All networks from which it may be used from now on; empty for everywhere.</summary>
    public IReadOnlyList<IPNetwork>? Addresses { get; init; }

    /// <summary>The applications that it may be used for from now on.</summary>
    public KeyApplications? Applications { get; init; }

    /// <summary>When it ends.</summary>
    public KeyExpiry? Expiry { get; init; }

    /// <summary>All rate limit policies that admit another number from now on.</summary>
    public IReadOnlyDictionary<string, int>? Limits { get; init; }

    /// <summary>All names and texts that are kept with the key from now on.</summary>
    public IReadOnlyDictionary<string, string>? Metadata { get; init; }

    /// <summary>Makes the change that leads from one key to another.</summary>
    /// <exception cref="InvalidOperationException">They differ in more than what can be changed.</exception>
    public static KeyEdit Between(ApiKey before, ApiKey after)
    {
        var rest = after with
        {
            Name = before.Name,
            Scopes = before.Scopes,
            Addresses = before.Addresses,
            Applications = before.Applications,
            ExpiresAt = before.ExpiresAt,
            Limits = before.Limits,
            Metadata = before.Metadata,
        };
        return rest != before
            ? throw new InvalidOperationException(
                $"Only name, scopes, addresses, applications, expiry, limits and metadata of {before.Id} can be changed. Return key with {{ … }} of these.")
            : new KeyEdit
            {
                Name = after.Name == before.Name ? null : after.Name,
                Scopes = after.Scopes == before.Scopes ? null : after.Scopes,
                Addresses = after.Addresses == before.Addresses ? null : after.Addresses,
                Applications = after.Applications == before.Applications ? null : new KeyApplications(after.Applications),
                Expiry = after.ExpiresAt == before.ExpiresAt ? null : new KeyExpiry(after.ExpiresAt),
                Limits = after.Limits == before.Limits ? null : after.Limits,
                Metadata = after.Metadata == before.Metadata ? null : after.Metadata,
            };
    }
}

/// <summary>The end of a key.</summary>
/// <param name="At">The moment; null for never.</param>
internal readonly record struct KeyExpiry(DateTimeOffset? At);

/// <summary>The applications of a key.</summary>
/// <param name="Ids">Their ids; null for all of the account.</param>
internal readonly record struct KeyApplications(IReadOnlyList<string>? Ids);

/// <summary>What came of changing a key. A closed type.</summary>
public abstract record KeyResult
{
    private KeyResult()
    {
    }

    /// <summary>The change is in the store and holds on the very next request.</summary>
    /// <param name="Key">The key after the change.</param>
    public sealed record Changed(ApiKey Key) : KeyResult
    {
        /// <summary>The key before the change.</summary>
        internal ApiKey? Before { get; init; }
    }

    /// <summary>There is a new secret, which is shown this once.</summary>
    /// <param name="Key">The stored key.</param>
    /// <param name="Secret">The whole text, as a caller presents it.</param>
    public sealed record Issued(ApiKey Key, string Secret) : KeyResult
    {
        /// <summary>The key before the rotation; null for a new key.</summary>
        internal ApiKey? Before { get; init; }

        /// <summary>The key's id: the secret has no business in a log.</summary>
        public override string ToString() => Key.Id;
    }

    /// <summary>There is no such key, or no such account; deleted keys are missing.</summary>
    public sealed record Missing : KeyResult;

    /// <summary>Somebody else has changed the key since the version that the change was meant for.</summary>
    /// <param name="Current">The key as it is now.</param>
    public sealed record Stale(ApiKey Current) : KeyResult;

    /// <summary>The key's state does not admit the change: a revoked key stays revoked.</summary>
    /// <param name="Current">The key as it is now.</param>
    /// <param name="Problem">Says why, in public words that follow the key's id: "is revoked and cannot be changed."</param>
    public sealed record Impossible(ApiKey Current, string Problem) : KeyResult;

    /// <summary>What was asked for is wrong.</summary>
    /// <param name="Faults">Every fault.</param>
    public sealed record Invalid(IReadOnlyList<FieldFault> Faults) : KeyResult;
}
