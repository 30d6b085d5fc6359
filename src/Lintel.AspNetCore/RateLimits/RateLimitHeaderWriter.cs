using Lintel.RateLimits;
using Microsoft.AspNetCore.Http;

namespace Lintel.AspNetCore;

/// <summary>Tells the caller how much is left, in the fields that the contract names.</summary>
internal static class RateLimitHeaderWriter
{
    /// <param name="headers">Where they go.</param>
    /// <param name="policy">The policy that the status is of.</param>
    /// <param name="status">What is left.</param>
    /// <param name="retryAfter">The wait of a refusal; a policy that resets later leaves its time out.</param>
    public static void Write(IHeaderDictionary headers, RateLimitPolicy policy, in RateLimitStatus status, int? retryAfter)
    {
        switch (policy.Headers)
        {
            case RateLimitHeaders.XRateLimit:
                headers["X-RateLimit-Limit"] = NumberTexts.OfRepeated(status.Limit);
                headers["X-RateLimit-Remaining"] = NumberTexts.Of(status.Remaining);
                headers["X-RateLimit-Reset"] = NumberTexts.OfRepeated(status.ResetAt);
                break;
            case RateLimitHeaders.Ietf:
                headers["RateLimit-Policy"] = PolicyItem(policy, status);
                headers["RateLimit"] = StatusItem(policy, status, retryAfter);
                break;
            default:
                break;
        }
    }

    /// <summary>Writes the fields of draft-ietf-httpapi-ratelimit-headers with every policy that is told there.</summary>
    /// <param name="headers">Where they go.</param>
    /// <param name="policies">The contract's policies, by place.</param>
    /// <param name="all">What is left of each.</param>
    /// <param name="retryAfter">As for <see cref="Write"/>.</param>
    public static void WriteAll(IHeaderDictionary headers, IReadOnlyList<RateLimitPolicy> policies, IReadOnlyList<RateLimitStatus> all, int? retryAfter)
    {
        headers["RateLimit-Policy"] = string.Join(", ", all.Select(status => PolicyItem(policies[status.Policy], status)));
        headers["RateLimit"] = string.Join(", ", all.Select(status => StatusItem(policies[status.Policy], status, retryAfter)));
    }

    private static string PolicyItem(RateLimitPolicy policy, in RateLimitStatus status) =>
        $"\"{policy.Name}\";q={status.Limit};w={(long)policy.Window.TotalSeconds}";

    private static string StatusItem(RateLimitPolicy policy, in RateLimitStatus status, int? retryAfter) =>
        $"\"{policy.Name}\";r={status.Remaining}{(retryAfter < status.ResetAfter ? string.Empty : $";t={status.ResetAfter}")}";
}
