namespace Lintel.Accounts;

/// <summary>Accounts by id, read through to the store and kept; a change holds on the very next request.</summary>
public sealed class AccountRing
{
    /// <summary>Finds an account; synchronous where it is kept.</summary>
    public ValueTask<Account?> FindAsync(string id, CancellationToken cancellationToken) => throw new NotSupportedException();
}
