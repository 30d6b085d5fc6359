using Lintel.RateLimits;

namespace Lintel.Contracts;

/// <summary>Reads <c>cors</c>.</summary>
internal static class CorsReader
{
    private const string Any = "*";

    private static readonly TimeSpan LongestAge = TimeSpan.FromDays(1);

    /// <param name="root">The contract.</param>
    /// <param name="requestId">The header field of request ids.</param>
    /// <param name="limits">The rate limit policies.</param>
    /// <param name="declared">The header fields that errors declare.</param>
    /// <returns>Null where scripts of other origins are the application's business.</returns>
    public static CrossOriginRule? Read(MappingCursor root, string requestId, IReadOnlyList<RateLimitPolicy> limits, IEnumerable<string> declared)
    {
        if (!root.TryMapping("cors", "`cors`", out var cursor))
        {
            return null;
        }

        var origins = cursor.Texts("origins", Forms.Origin, Forms.OriginInWords, singleAllowed: true);
        var isAny = origins.Contains(Any);
        if (origins.Count == 0 && cursor.Need("origins", $"origins: {Forms.OriginInWords}") is { } empty)
        {
            cursor.Faults.Add(empty.Position, "`origins` of `cors` is empty.", "Name the origins of the pages, or take `cors` away.");
        }
        else if (isAny && origins.Count > 1)
        {
            cursor.Fault("origins", "`origins` of `cors` has * beside others.", "Keep * alone for all, or take it away.");
        }

        var credentials = cursor.Flag("credentials", fallback: false);
        if (credentials && isAny)
        {
            cursor.Fault(
                "credentials",
                "`cors` lets every origin send cookies, so that any page could act for whoever is signed in.",
                "Name the origins, or take `credentials` away.");
        }

        foreach (var origin in origins.Where(origin => credentials && origin.StartsWith("http:", StringComparison.Ordinal) && !IsLocal(origin)))
        {
            cursor.Fault(
                "origins",
                $"`cors` lets {origin} send cookies, and whoever is on the way can write that page.",
                "Write https, or take `credentials` away; http://localhost is fine.");
        }

        string[] exposed =
        [
            requestId,
            "Retry-After",
            .. limits.SelectMany(FieldsOf),
            .. declared,
            .. cursor.Texts("expose", Forms.Header, Forms.HeaderInWords),
        ];
        var rule = new CrossOriginRule(
            isAny ? [] : origins,
            credentials,
            cursor.Texts("headers", Forms.Header, Forms.HeaderInWords),
            [.. exposed.Distinct(StringComparer.OrdinalIgnoreCase)],
            DurationReader.Read(cursor, "maxAge", TimeSpan.FromMinutes(10), LongestAge));
        cursor.RefuseOthers();
        return rule;
    }

    private static bool IsLocal(string origin) => Uri.TryCreate(origin, UriKind.Absolute, out var address) && address.IsLoopback;

    private static IEnumerable<string> FieldsOf(RateLimitPolicy policy) => policy.Headers switch
    {
        RateLimitHeaders.XRateLimit => ["X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset"],
        RateLimitHeaders.Ietf => ["RateLimit", "RateLimit-Policy"],
        _ => [],
    };
}
