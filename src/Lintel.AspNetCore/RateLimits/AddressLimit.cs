using System.Net;
using Lintel.RateLimits;

namespace Lintel.AspNetCore;

/// <summary>Counts by address alone, with no key or account charged. IPv6 is counted by /64, and with higher numbers by /56 and /48.</summary>
internal sealed class AddressLimit
{
    private readonly RateLimiter _limiter;

    /// <param name="api">The API, or what else the counters belong to.</param>
    /// <param name="name">The name of the policy.</param>
    /// <param name="perMinute">How often an address may do it in a minute.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="metrics">Tells what was decided.</param>
    public AddressLimit(string api, string name, int perMinute, RequestClock clock, LimiterMetrics metrics)
    {
        var policy = new RateLimitPolicy
        {
            Name = name,
            Per = RateLimitPartition.Address,
            Allow = perMinute,
            Window = TimeSpan.FromMinutes(1),
            WindowText = "1 minute",
            Headers = RateLimitHeaders.None,
        };
        _limiter = metrics.Add(new RateLimiter(api, NetworkPolicies.Widen([policy]), clock, store: null));
    }

    public IReadOnlyList<RateLimitPolicy> Policies => _limiter.Policies;

    /// <summary>Charges an address.</summary>
    /// <param name="address">The client's address.</param>
    /// <param name="now">The moment, by the clock of requests.</param>
    public RateLimitResult Take(IPAddress address, long now)
    {
        var requests = default(RateLimitClaims);
        for (var i = 0; i < _limiter.Policies.Count; i++)
        {
            var policy = _limiter.Policies[i];
            if (NetworkPolicies.CounterOf(policy, address) is { } counter)
            {
                requests.Add(new RateLimitClaim(i, counter, policy.Allow));
            }
        }

        // The policies are not durable, so there is an answer.
        _ = _limiter.TryAcquire(requests.AsSpan(), now, out var answer);
        return answer;
    }
}
