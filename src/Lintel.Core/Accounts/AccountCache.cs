using Lintel.Caching;
using Lintel.Telemetry;

namespace Lintel.Accounts;

/// <summary>Accounts by id, read through to the store and kept; a change holds on the very next request.</summary>
internal sealed class AccountCache
{
    private readonly ReadThroughCache<string, Account> _cache;

    /// <summary>Makes an empty cache.</summary>
    /// <param name="store">Where the accounts are.</param>
    /// <param name="time">The clock.</param>
    /// <param name="options">The bounds; null for the defaults.</param>
    /// <param name="trust">Tells whether what is kept may be believed; null where nobody else changes accounts.</param>
    internal AccountCache(IAccountStore store, TimeProvider time, RecordCacheOptions? options = null, CacheTrust? trust = null) =>
        _cache = new ReadThroughCache<string, Account>(store.FindAsync, time, options ?? new RecordCacheOptions(), trust);

    /// <summary>How many accounts are kept.</summary>
    public int Count => _cache.Count;

    internal LookupCounts Lookups => _cache.Lookups;

    /// <summary>Looks for an account without asking the store; takes no lock and allocates nothing.</summary>
    /// <returns>False where only the store can tell; true with null where it is known to have no such account.</returns>
    public bool TryGetKept(string id, out Account? account) => _cache.TryGetKept(id, out account);

    /// <summary>Finds an account; synchronous, without lock and allocation where it is kept.</summary>
    public ValueTask<Account?> FindAsync(string id, CancellationToken cancellationToken) => _cache.FindAsync(id, cancellationToken);

    /// <summary>Forgets an account; to be called after its change is in the store and before the change is acknowledged.</summary>
    public void Forget(string id) => _cache.Forget(id);

    /// <summary>Forgets all accounts.</summary>
    public void ForgetAll() => _cache.ForgetAll();
}
