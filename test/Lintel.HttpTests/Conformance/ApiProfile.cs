using Lintel.Contracts;

namespace Lintel.HttpTests.Conformance;

/// <summary>What the assertions need to know of an API beyond its contract: requests that work, and records and keys for those that must not.</summary>
internal sealed record ApiProfile
{
    public required Contract Contract { get; init; }

    /// <summary>The path of the operations.</summary>
    public required string Base { get; init; }

    /// <summary>A key that may do everything, with limits out of the way.</summary>
    public required string Key { get; init; }

    /// <summary>A read that succeeds.</summary>
    public required Request Read { get; init; }

    /// <summary>A read whose data is in <see cref="StoreFile"/>.</summary>
    public required Request StoredRead { get; init; }

    public required string StoreFile { get; init; }

    /// <summary>A write with a body that succeeds any number of times.</summary>
    public required Request Write { get; init; }

    /// <summary>Its body with several faulty fields, and their names.</summary>
    public required (string Body, string[] Fields) Faulty { get; init; }

    /// <summary>Paths with exactly the methods that they have.</summary>
    public required IReadOnlyList<(string Target, string Allow)> Paths { get; init; }

    /// <summary>Keys of the same account that open nothing (any more), by the condition that they must meet.</summary>
    public required IReadOnlyList<(Condition Condition, string Key)> DeadKeys { get; init; }

    /// <summary>A key without a scope, a request that needs it, and the scope; null where the API has none.</summary>
    public (string Key, Request Request, string Scope)? Unscoped { get; init; }

    /// <summary>A key of an account without the plan; null where the API does not look at plans.</summary>
    public string? PlanlessKey { get; init; }

    /// <summary>A key that may only be used from 203.0.113.7, and one only from 127.0.0.16; null where the API does not look at addresses.</summary>
    public (string Elsewhere, string Mapped)? AddressKeys { get; init; }

    /// <summary>A request for a record of another account and one for a record that nobody has, each with the id; null where accounts have no records.</summary>
    public ((Request Request, string Id) Hidden, (Request Request, string Id) Absent)? Hiding { get; init; }

    /// <summary>A key that may do only so many of these reads in its window; null where the API limits failed authentications only.</summary>
    public (string Key, Request Request, int Allow)? Limited { get; init; }

    /// <summary>Adds a credential as the contract wants it.</summary>
    public Request Signed(Request request, string key)
    {
        var scheme = Contract.Credentials[0];
        return request.With(scheme.Header, scheme.Kind == CredentialKind.Bearer ? $"Bearer {key}" : key);
    }
}
