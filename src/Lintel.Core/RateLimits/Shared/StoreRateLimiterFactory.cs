using Lintel.Cluster;

namespace Lintel.RateLimits;

/// <summary>
/// Makes limiters that count in the store alone, which several processes share: exact, and a transaction for each request, so for small limits. While the
/// store does not answer nobody is admitted, whatever a policy's <c>whenLost</c> says: it is about an engine beside the store.
/// </summary>
/// <param name="store">The store.</param>
/// <param name="nodes">The processes that share the limits.</param>
/// <param name="clock">The clock of requests.</param>
internal sealed class StoreRateLimiterFactory(IRateLimitStore store, INodeRegistry nodes, RequestClock clock) : IRateLimiterFactory
{
    /// <inheritdoc/>
    public IRateLimiter Create(string api, IReadOnlyList<RateLimitPolicy> policies)
    {
        var counters = new StoreCounters(api, store);
        return new SharedRateLimiter(api, policies, clock, counters, counters, nodes, owed: null, counters.CheckpointAsync);
    }
}
