using Lintel.Cluster;

namespace Lintel.AspNetCore;

/// <summary>
/// Counts failed authentications by address. It is asked only after a credential has failed, so that good keys behind the same address are
/// never blocked; and it never charges a key or an account.
/// </summary>
internal sealed class FailedAuthentication
{
    private readonly AddressLimit _limit;
    private readonly RateLimitRefusals _refusals;

    public FailedAuthentication(string api, int perMinute, INodeRegistry nodes, RequestClock clock, LimiterMetrics metrics)
    {
        _limit = new AddressLimit(api, "failed-authentication", perMinute, nodes, clock, metrics);
        _refusals = new RateLimitRefusals(_limit.Policies);
    }

    /// <summary>The refusal as it stands, or <c>rate.exceeded</c> where the address has failed too often.</summary>
    public Refusal Count(ApiCall call, Refusal refusal)
    {
        var answer = call.IsRehearsal ? _limit.Peek(call.Address, call.Started) : _limit.Take(call.Address, call.Started);
        return answer.Admitted ? refusal : _refusals.Of(answer).BecauseOf(refusal.ToString());
    }
}
