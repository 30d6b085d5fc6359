namespace Lintel.RateLimits;

/// <summary>Makes the limiter of each contract: in memory by default, on a shared engine where the application has one.</summary>
internal interface IRateLimiterFactory
{
    /// <summary>Makes a limiter, once for each contract while the application starts.</summary>
    /// <param name="api">The contract's name.</param>
    /// <param name="policies">The policies, by place.</param>
    IRateLimiter Create(string api, IReadOnlyList<RateLimitPolicy> policies);
}

/// <summary>Makes limiters that count in the memory of this process.</summary>
/// <param name="store">Where durable policies keep their counts.</param>
/// <param name="clock">The clock that tells when requests come.</param>
internal sealed class MemoryRateLimiterFactory(IRateLimitStore store, RequestClock clock) : IRateLimiterFactory
{
    /// <inheritdoc/>
    public IRateLimiter Create(string api, IReadOnlyList<RateLimitPolicy> policies) => new RateLimiter(api, policies, clock, store);
}
