using Lintel.Caching;
using Lintel.Telemetry;

namespace Lintel.Operators;

/// <summary>Operators by id, read through to the store and kept; a change holds on the very next request.</summary>
internal sealed class OperatorCache
{
    private readonly ReadThroughCache<string, Operator> _cache;

    /// <summary>Makes an empty cache.</summary>
    /// <param name="store">Where the operators are.</param>
    /// <param name="time">The clock.</param>
    /// <param name="options">The bounds; null for the defaults.</param>
    /// <param name="trust">Tells whether what is kept may be believed; null where nobody else changes operators.</param>
    public OperatorCache(IOperatorStore store, TimeProvider time, RecordCacheOptions? options = null, CacheTrust? trust = null) =>
        _cache = new ReadThroughCache<string, Operator>(store.FindAsync, time, options ?? new RecordCacheOptions(), trust);

    /// <summary>The number of operators that are kept.</summary>
    public int Count => _cache.Count;

    internal LookupCounts Lookups => _cache.Lookups;

    /// <summary>Finds an operator, here or in the store.</summary>
    public ValueTask<Operator?> FindAsync(string id, CancellationToken cancellationToken) => _cache.FindAsync(id, cancellationToken);

    /// <summary>Forgets an operator; to be called after their change is in the store and before the change is acknowledged.</summary>
    public void Forget(string id) => _cache.Forget(id);

    /// <summary>Forgets all operators.</summary>
    public void ForgetAll() => _cache.ForgetAll();
}
