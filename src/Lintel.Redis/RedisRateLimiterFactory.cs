using Lintel.Cluster;
using Lintel.RateLimits;

namespace Lintel.Redis;

/// <summary>Makes limiters that count in Redis, and in the store where counts must not be lost.</summary>
/// <param name="engine">The engine.</param>
/// <param name="store">The store.</param>
/// <param name="nodes">The processes that share limits while the engine is lost.</param>
/// <param name="clock">The clock of requests.</param>
internal sealed class RedisRateLimiterFactory(RedisEngine engine, IRateLimitStore store, INodeRegistry nodes, RequestClock clock) : IRateLimiterFactory
{
    private readonly RedisScripts _scripts = new();

    /// <inheritdoc/>
    public IRateLimiter Create(string api, IReadOnlyList<RateLimitPolicy> policies)
    {
        var owed = new OwedCharges(clock);
        var counters = new RedisCounters(api, engine, _scripts, store, owed);
        var inStore = new StoreCounters(api, store);
        return new SharedRateLimiter(api, policies, clock, counters, inStore, nodes, owed, CheckpointAsync);

        async Task CheckpointAsync(CancellationToken cancellationToken)
        {
            await counters.CheckpointAsync(cancellationToken);
            await inStore.CheckpointAsync(cancellationToken);
        }
    }
}
