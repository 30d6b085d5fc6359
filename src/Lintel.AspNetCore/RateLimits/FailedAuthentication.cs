using Lintel.RateLimits;

namespace Lintel.AspNetCore;

/// <summary>
/// Counts failed authentications by address. It is asked only after a credential has failed, so that good keys behind the same address are
/// never blocked; and it never charges a key or an account. IPv6 is counted by /64, and with higher numbers by /56 and /48.
/// </summary>
internal sealed class FailedAuthentication
{
    private readonly RateLimiter _limiter;
    private readonly RateLimitRefusals _refusals;

    public FailedAuthentication(string api, int perMinute, RequestClock clock, LimiterMetrics metrics)
    {
        var policy = new RateLimitPolicy
        {
            Name = "failed-authentication",
            Per = RateLimitPartition.Address,
            Allow = perMinute,
            Window = TimeSpan.FromMinutes(1),
            WindowText = "1 minute",
            Headers = RateLimitHeaders.None,
        };
        _limiter = metrics.Add(new RateLimiter(api, NetworkPolicies.Widen([policy]), clock, store: null));
        _refusals = new RateLimitRefusals(_limiter.Policies);
    }

    /// <summary>The refusal as it stands, or <c>rate.exceeded</c> where the address has failed too often.</summary>
    public Refusal Count(ApiCall call, Refusal refusal)
    {
        var requests = default(RateLimitClaims);
        for (var i = 0; i < _limiter.Policies.Count; i++)
        {
            var policy = _limiter.Policies[i];
            if (NetworkPolicies.CounterOf(policy, call.Address) is { } counter)
            {
                requests.Add(new RateLimitClaim(i, counter, policy.Allow));
            }
        }

        // The policies are not durable, so there is an answer.
        _ = _limiter.TryAcquire(requests.AsSpan(), call.Started, out var answer);
        return answer.Admitted ? refusal : _refusals.Of(answer).BecauseOf(new InternalCause(refusal.ToString()));
    }
}
