using System.Collections.Frozen;

namespace Lintel;

/// <summary>A tenant of one API: a company, an organisation, a workspace.</summary>
public sealed record Account
{
    /// <summary>The id, such as <c>acct_…</c>; unique in the store.</summary>
    public required string Id { get; init; }

    /// <summary>The API's name.</summary>
    public required string Api { get; init; }

    /// <summary>The name for people.</summary>
    public required string Name { get; init; }

    /// <summary>The plan, in the words of the API's contract.</summary>
    public required string Plan { get; init; }

    /// <summary>The state of the subscription, in the words of the API's contract.</summary>
    public required string Subscription { get; init; }

    /// <summary>Rate limit policies that admit another number for this account, by name.</summary>
    public IReadOnlyDictionary<string, int> Limits { get; init; } = FrozenDictionary<string, int>.Empty;

    /// <summary>The account's id in another system, such as a billing system; unique in the store. null for none.</summary>
    public string? ExternalId { get; init; }

    /// <summary>Names and texts that are kept with the account, and read by nobody here.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = FrozenDictionary<string, string>.Empty;

    /// <summary>
    /// <see langword="true"/> for an account of the demo data, whose ids and passwords are well known: its credentials open nothing where
    /// demo accounts are not admitted.
    /// </summary>
    public bool IsDemo { get; init; }

    /// <summary>When it was created.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The moment at which the account was suspended; null for one that may call its API.</summary>
    public DateTimeOffset? SuspendedAt { get; init; }

    /// <summary>Counts the changes, from 1; a change of an older version is refused.</summary>
    public long Version { get; init; } = 1;

    /// <summary>A new id.</summary>
    public static string NewId() => "acct_" + Base62.Random(20);
}
