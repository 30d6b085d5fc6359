using System.Collections.Frozen;
using Lintel.Keys;

namespace Lintel.Accounts;

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

/// <summary>Which accounts a list shows.</summary>
/// <param name="Api">Only of this API; null for all.</param>
/// <param name="After">Only those with an id after this one; null for the first page.</param>
/// <param name="Limit">How many at most, 1 to 200.</param>
public sealed record AccountQuery(string? Api, string? After, int Limit);

/// <summary>Where accounts are kept. Every write that ends well survives <c>kill -9</c>.</summary>
public interface IAccountStore
{
    /// <summary>Finds an account by id.</summary>
    ValueTask<Account?> FindAsync(string id, CancellationToken cancellationToken);

    /// <summary>Lists accounts by id.</summary>
    ValueTask<IReadOnlyList<Account>> ListAsync(AccountQuery query, CancellationToken cancellationToken);

    /// <summary>Adds an account.</summary>
    ValueTask AddAsync(Account account, CancellationToken cancellationToken);

    /// <summary>Replaces an account whose version is one less.</summary>
    /// <returns>False where the stored version is another.</returns>
    ValueTask<bool> UpdateAsync(Account account, CancellationToken cancellationToken);
}
