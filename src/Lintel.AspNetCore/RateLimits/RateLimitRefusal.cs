using Lintel.RateLimits;
using Lintel.Requests;

namespace Lintel.AspNetCore;

/// <summary>A limiter's answer as a refusal.</summary>
internal static class RateLimitRefusal
{
    public static Refusal Of(RateLimitPolicy policy, in RateLimitAnswer answer) => Refusal.OverLimit(answer.Status.Limit, policy.WindowText, answer.RetryAfter);
}
