namespace Lintel.Contracts;

/// <summary>What a contract says of itself: name, place, request ids, sizes.</summary>
internal static class HeadReader
{
    /// <summary>The header fields that have a meaning of their own.</summary>
    public static readonly IReadOnlySet<string> TakenHeaders = new HashSet<string>(StringComparer.OrdinalIgnoreCase)
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

    private const int MostContentTypes = 4;

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

    /// <summary>The media types of bodies: one, or several of which <c>Accept</c> chooses.</summary>
    public static IReadOnlyList<string> ReadContentTypes(MappingCursor root)
    {
        if (!root.Has("contentType"))
        {
            return [Contract.DefaultContentType];
        }

        var types = root.Texts("contentType", Forms.ContentType, Forms.ContentTypeInWords, singleAllowed: true);
        if (types.Count > MostContentTypes || types.GroupBy(type => type.Split(';')[0]).Any(same => same.Count() > 1))
        {
            root.Fault("contentType", "`contentType` has more than four media types, or one of them twice.", "Keep one of each.");
        }

        return types.Count == 0 ? [Contract.DefaultContentType] : types;
    }

    /// <summary>The names that XML needs; null where no body is XML.</summary>
    public static XmlShape? ReadXml(MappingCursor root, IReadOnlyList<string> contentTypes)
    {
        var isXml = contentTypes.Any(DefinitionCompiler.IsXml);
        if (!root.TryMapping("xml", "`xml`", out var cursor))
        {
            return isXml ? new XmlShape("error", "item", string.Empty) : null;
        }

        var shape = new XmlShape(
            cursor.Matching("root", Forms.XmlName, Forms.XmlNameInWords, "error"),
            cursor.Matching("item", Forms.XmlName, Forms.XmlNameInWords, "item"),
            cursor.Has("namespace") ? cursor.Text("namespace") : string.Empty);
        if (shape.Namespace.AsSpan().ContainsAny("<>&\" ") || !Uri.IsWellFormedUriString(shape.Namespace, UriKind.RelativeOrAbsolute))
        {
            cursor.Fault("namespace", $"`namespace` of `xml` is {Quoting.Quote(shape.Namespace)}.", "Write a URI such as urn:ietf:rfc:7807.");
        }

        if (!isXml)
        {
            root.Fault("xml", "The contract has `xml`, and no body is sent as XML.", "Add application/xml to `contentType`, or take `xml` away.");
        }

        cursor.RefuseOthers();
        return shape;
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

    /// <summary>A size in a range, in bytes.</summary>
    public static int Size(MappingCursor cursor, string name, long minimum, long maximum, int fallback)
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
            cursor.Fault(name, $"`{name}` of {cursor.Subject} is {Quoting.Quote(text)}.", $"Write a size from {minimum} to {maximum} bytes.");
            return fallback;
        }

        return (int)size;
    }
}
