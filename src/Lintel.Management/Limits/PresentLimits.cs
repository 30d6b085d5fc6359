using Lintel.AspNetCore;
using Lintel.RateLimits;

namespace Lintel.Management.Limits;

/// <summary>Looks at the counters of an account or a key, and charges nothing.</summary>
internal static class PresentLimits
{
    // With room for every request, what remains tells how many are counted, also where a limit was lowered below that.
    private const int Everything = int.MaxValue;

    /// <summary>Looks at all policies that count by the account or the key.</summary>
    /// <exception cref="StoreUnavailableException">The counters cannot be reached.</exception>
    public static async Task<LimitsShape> OfAsync(ApiCall call, LimitSubject subject)
    {
        var data = new List<LimitShape>();
        var leftOut = new List<OtherLimitShape>();
        foreach (var (contract, limiter) in subject.ApisOf(call))
        {
            for (var place = 0; place < contract.Limits.Count; place++)
            {
                var policy = contract.Limits[place];
                if (subject.CounterOf(policy) is not { } counter)
                {
                    leftOut.Add(new OtherLimitShape(contract.Api, policy.Name, OtherLimitShape.WordOf(policy.Per)));
                    continue;
                }

                var status = await LookAsync(call, limiter, new RateLimitClaim(place, RateLimitKey.Of(counter), Everything), subject.Account.Id);
                data.Add(ShapeOf(contract.Api, policy, subject, counter, status));
            }
        }

        return new LimitsShape(subject.Account.Id, subject.Key?.Id, data, leftOut);
    }

    private static async Task<RateLimitStatus> LookAsync(ApiCall call, IRateLimiter limiter, RateLimitClaim claim, string account)
    {
        try
        {
            return (await limiter.PeekAsync([claim], account, call.Runtime.Clock.Now, call.Aborted)).Status;
        }
        catch (CountersNotReachedException exception)
        {
            throw new StoreUnavailableException("The counters of rate limits cannot be reached.", exception);
        }
    }

    private static LimitShape ShapeOf(string api, RateLimitPolicy policy, LimitSubject subject, string counter, RateLimitStatus status)
    {
        var allow = policy.AllowFor(subject.Key, subject.Account);
        var used = Everything - status.Remaining;
        return new LimitShape(
            api,
            policy.Name,
            OtherLimitShape.WordOf(policy.Per),
            counter,
            policy.Kind == RateLimitKind.Fixed ? "fixed" : "rolling",
            policy.WindowText,
            (long)policy.Window.TotalSeconds,
            allow,
            policy.Allow,
            subject.OwnerOf(policy),
            used,
            Math.Max(0, allow - used),
            used == 0 ? null : DateTimeOffset.FromUnixTimeSeconds(status.ResetAt));
    }
}
