using System.Net;
using Lintel.Cluster;
using Lintel.RateLimits;

namespace Lintel.AspNetCore;

/// <summary>
/// Counts by address alone, with no key or account charged. IPv6 is counted by /64, and with higher numbers by /56 and /48. Each node counts in its own memory,
/// up to its share: an address that goes to all nodes has no more attempts than with one.
/// </summary>
internal sealed class AddressLimit
{
    private readonly RateLimiter _limiter;
    private readonly INodeRegistry _nodes;

    /// <param name="api">The API, or what else the counters belong to.</param>
    /// <param name="name">The name of the policy.</param>
    /// <param name="perMinute">How often an address may do it in a minute, over all nodes.</param>
    /// <param name="nodes">The nodes.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="metrics">Tells what was decided.</param>
    public AddressLimit(string api, string name, int perMinute, INodeRegistry nodes, RequestClock clock, LimiterMetrics metrics)
    {
        _nodes = nodes;
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

    /// <summary>Decides as <see cref="Take"/> does and charges nothing.</summary>
    public RateLimitResult Peek(IPAddress address, long now)
    {
        var requests = ClaimsOf(address);

        // As below.
        _ = _limiter.TryPeek(requests.AsSpan(), now, out var answer);
        return answer;
    }

    /// <summary>Charges an address.</summary>
    /// <param name="address">The client's address.</param>
    /// <param name="now">The moment, by the clock of requests.</param>
    public RateLimitResult Take(IPAddress address, long now)
    {
        var requests = ClaimsOf(address);

        // The policies are not durable, so there is an answer.
        _ = _limiter.TryAcquire(requests.AsSpan(), now, out var answer);
        return answer;
    }

    private RateLimitClaims ClaimsOf(IPAddress address)
    {
        var requests = default(RateLimitClaims);
        var nodes = Math.Max(1, _nodes.LiveNodes);
        for (var i = 0; i < _limiter.Policies.Count; i++)
        {
            var policy = _limiter.Policies[i];
            if (NetworkPolicies.CounterOf(policy, address) is { } counter)
            {
                requests.Add(new RateLimitClaim(i, counter, Math.Max(1, policy.Allow / nodes)));
            }
        }

        return requests;
    }
}
