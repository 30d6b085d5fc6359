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
    public ValueTask<Decision> CountAsync(ApiCall call, Refusal refusal)
    {
        var request = new RateLimitRequest(0, RateLimitKey.Of(call.Address), _policy.Allow);
        var pending = _limiter.AcquireAsync(new ReadOnlySpan<RateLimitRequest>(in request), call.Started, call.Aborted);
        return pending.IsCompletedSuccessfully ? ValueTask.FromResult<Decision>(Decide(pending.Result, refusal)) : AwaitAsync(pending, refusal);
    }

    private async ValueTask<Decision> AwaitAsync(ValueTask<RateLimitAnswer> pending, Refusal refusal) => Decide(await pending, refusal);

    private Refusal Decide(in RateLimitAnswer answer, Refusal refusal) =>
        answer.Admitted ? refusal : _refusals.Of(answer).BecauseOf(new InternalCause(refusal.ToString()));
}
