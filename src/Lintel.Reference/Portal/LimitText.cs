using Lintel.RateLimits;

namespace Lintel.Reference;

/// <summary>Rate limit policies in words.</summary>
internal static class LimitText
{
    /// <summary>"60 per minute", but "60 in 10 minutes".</summary>
    public static string Of(RateLimitPolicy limit) => limit.WindowText.StartsWith("1 ", StringComparison.Ordinal)
        ? $"{limit.Allow:N0} per {limit.WindowText[2..]}"
        : $"{limit.Allow:N0} in {limit.WindowText}";

    public static string Per(RateLimitPolicy limit) => limit.Per switch
    {
        RateLimitPartition.Key => "each key or person",
        RateLimitPartition.Account => "each account",
        RateLimitPartition.Address => "each address",
        RateLimitPartition.Application => "each application",
        _ => "each value that the operation names",
    };

    public static string Window(RateLimitPolicy limit) => limit.Kind == RateLimitKind.Rolling
        ? "at every moment the time just past"
        : "begins with the first request";

    public static string AppliesTo(RateLimitPolicy limit) => limit.Named ? "operations that name it"
        : limit.Classes.Count > 0 ? $"operations of the kind {string.Join(", ", limit.Classes)}"
        : "all operations";

    /// <summary>The fields that tell how much is left.</summary>
    public static IReadOnlyList<string> Fields(RateLimitPolicy limit) => limit.Headers switch
    {
        RateLimitHeaders.XRateLimit => ["X-RateLimit-*"],
        RateLimitHeaders.Ietf => ["RateLimit-Policy", "RateLimit"],
        _ => [],
    };
}
