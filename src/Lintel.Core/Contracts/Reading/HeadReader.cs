namespace Lintel.Contracts;

/// <summary>What a contract says of itself: name, place, request ids, sizes.</summary>
internal static class HeadReader
{
    private static readonly HashSet<string> TakenHeaders = new(StringComparer.OrdinalIgnoreCase)
    {
        "Allow",
        "Cache-Control",
        "Connection",
        "Content-Length",
        "Content-Type",
        "Date",
        "RateLimit",
        "RateLimit-Policy",
        "Retry-After",
        "Server",
        "Set-Cookie",
        "Transfer-Encoding", "WWW-Authenticate", "X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset",
    };

    public static RequestIdFormat ReadRequestId(MappingCursor root)
    {
        if (!root.TryMapping("requestId", "`requestId`", out var cursor))
        {
            return new RequestIdFormat(string.Empty, "X-Request-Id", 16);
        }

        var format = new RequestIdFormat(
            cursor.Matching("prefix", Forms.RequestIdPrefix, Forms.RequestIdPrefixInWords, string.Empty),
            cursor.Matching("header", Forms.Header, Forms.HeaderInWords, "X-Request-Id"),
            cursor.Integer("digits", 12, 32, 16));
        if (TakenHeaders.Contains(format.Header))
        {
            cursor.Fault(
                "header",
                $"Request ids cannot travel in {format.Header}, which has a meaning of its own.",
                "Write X-Request-Id or another header of your own.");
        }

        cursor.RefuseOthers();
        return format;
    }

    public static SizeLimits ReadSizes(MappingCursor root)
    {
        if (!root.TryMapping("sizes", "`sizes`", out var cursor))
        {
            return new SizeLimits(1024 * 1024, 8 * 1024, 32 * 1024, 32);
        }

        var sizes = new SizeLimits(
            Size(cursor, "body", 1, 64 * 1024 * 1024, 1024 * 1024),
            Size(cursor, "uri", 256, 64 * 1024, 8 * 1024),
            Size(cursor, "headers", 1024, 256 * 1024, 32 * 1024),
            cursor.Integer("depth", 1, 256, 32));
        cursor.RefuseOthers();
        return sizes;
    }

    private static int Size(MappingCursor cursor, string name, long minimum, long maximum, int fallback)
    {
        var text = cursor.MatchingNumberOrText(name, Forms.Size, "a size such as 1 MiB, 32 KiB or 8000", string.Empty);
        if (text.Length == 0)
        {
            return fallback;
        }

        var match = Forms.Size.Match(text);
        var unit = match.Groups["unit"].Value switch
        {
            "MiB" => 1024L * 1024,
            "KiB" => 1024L,
            _ => 1L,
        };
        var size = long.Parse(match.Groups["number"].ValueSpan) * unit;
        if (size < minimum || size > maximum)
        {
            cursor.Fault(name, $"`{name}` of `sizes` is {Quoting.Quote(text)}.", $"Write a size from {minimum} to {maximum} bytes.");
            return fallback;
        }

        return (int)size;
    }
}
