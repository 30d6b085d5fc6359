namespace Lintel.Accounts;

/// <summary>Which accounts a list shows.</summary>
/// <param name="Api">Only of this API; null for all.</param>
/// <param name="After">Only those with an id after this one; null for the first page.</param>
/// <param name="Limit">How many at most, 1 to 200.</param>
internal sealed record AccountQuery(string? Api, string? After, int Limit)
{
    /// <summary>Only the one with this id in another system; null for all.</summary>
    internal string? ExternalId { get; init; }

    /// <summary>Only those with this in their id, their name or their id in another system, whatever its case; null for all.</summary>
    internal string? Text { get; init; }

    /// <summary>Only those with these ids; null for all.</summary>
    internal IReadOnlyList<string>? Ids { get; init; }

    /// <summary>Only those with these metadata; empty for all.</summary>
    internal IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>();
}

/// <summary>The outcome of a change of an account in the store.</summary>
internal enum AccountWrite
{
    /// <summary>It is made.</summary>
    Done,

    /// <summary>The stored version is another, or there is no such account.</summary>
    Stale,

    /// <summary>Another account has the external id.</summary>
    ExternalIdTaken,
}

/// <summary>Where accounts are kept. Every write that ends well survives <c>kill -9</c>.</summary>
internal interface IAccountStore
{
    /// <summary>Finds an account by id.</summary>
    ValueTask<Account?> FindAsync(string id, CancellationToken cancellationToken);

    /// <summary>Lists accounts by id.</summary>
    ValueTask<IReadOnlyList<Account>> ListAsync(AccountQuery query, CancellationToken cancellationToken);

    /// <summary>Adds an account.</summary>
    /// <returns>False where another account has its external id; then nothing was added.</returns>
    ValueTask<bool> AddAsync(Account account, CancellationToken cancellationToken);

    /// <summary>Replaces an account whose version is one less.</summary>
    ValueTask<AccountWrite> UpdateAsync(Account account, CancellationToken cancellationToken);
}
