using Lintel.Cluster;

namespace Lintel.RateLimits;

/// <summary>
/// Makes limiters that count in the store alone, which several processes share: exact, and a transaction for each request, so for small limits.
/// </summary>
/// <param name="store">The store.</param>
/// <param name="nodes">The processes that share limits while the store does not answer.</param>
/// <param name="clock">The clock of requests.</param>
internal sealed class StoreRateLimiterFactory(IRateLimitStore store, INodeRegistry nodes, RequestClock clock) : IRateLimiterFactory
{
    /// <inheritdoc/>
    public IRateLimiter Create(string api, IReadOnlyList<RateLimitPolicy> policies)
    {
        var counters = new StoreCounters(api, store);
        return new SharedRateLimiter(api, policies, clock, counters, counters, nodes, checkpoint: static _ => Task.CompletedTask);
    }
}
