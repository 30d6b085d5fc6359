namespace Lintel.Accounts;

/// <summary>Which accounts a list shows.</summary>
/// <param name="Api">Only of this API; null for all.</param>
/// <param name="After">Only those with an id after this one; null for the first page.</param>
/// <param name="Limit">How many at most, 1 to 200.</param>
public sealed record AccountQuery(string? Api, string? After, int Limit);

/// <summary>Where accounts are kept. Every write that ends well survives <c>kill -9</c>.</summary>
internal interface IAccountStore
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
