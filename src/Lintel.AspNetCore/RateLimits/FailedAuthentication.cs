using Lintel.RateLimits;
using Lintel.Requests;

namespace Lintel.AspNetCore;

/// <summary>
/// Counts failed authentications by address. It is asked only after a credential has failed, so that good keys behind the same address are
/// never blocked; and it never charges a key or an account.
/// </summary>
internal sealed class FailedAuthentication
{
    private readonly RateLimitPolicy _policy;
    private readonly RateLimiter _limiter;
    private readonly RateLimitRefusals _refusals;

    public FailedAuthentication(string api, int perMinute, RequestClock clock)
    {
        _policy = new RateLimitPolicy
        {
            Name = "failed-authentication",
            Per = RateLimitPartition.Address,
            Allow = perMinute,
            Window = TimeSpan.FromMinutes(1),
            WindowText = "1 minute",
            Headers = RateLimitHeaders.None,
        };
        _limiter = new RateLimiter(api, [_policy], clock, store: null);
        _refusals = new RateLimitRefusals(_limiter.Policies);
    }

    /// <summary>The refusal as it stands, or <c>rate.exceeded</c> where the address has failed too often.</summary>
    public Refusal Count(ApiCall call, Refusal refusal)
    {
        var request = new RateLimitRequest(0, RateLimitKey.Of(call.Address), _policy.Allow);

        // The policy is not durable, so there is an answer.
        _ = _limiter.TryAcquire(new ReadOnlySpan<RateLimitRequest>(in request), call.Started, out var answer);
        return answer.Admitted ? refusal : _refusals.Of(answer).BecauseOf(new InternalCause(refusal.ToString()));
    }
}
