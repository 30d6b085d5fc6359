using Lintel.Contracts;
using Lintel.Requests;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;

namespace Lintel.AspNetCore;

/// <summary>The bounds of a request, before anything else is looked at.</summary>
internal static class SizeCheck
{
    [ThreadStatic]
    private static KeyValuePair<string, StringValues>[]? _fields;

    public static Refusal? Check(HttpContext http, SizeLimits sizes)
    {
        var request = http.Request;
        if (TargetLength(http) > sizes.Uri)
        {
            return TooMuch(Condition.RequestUriTooLong, $"The request target is longer than {sizes.Uri} bytes.", sizes.Uri);
        }

        if (HeaderLength(request.Headers) > sizes.Headers)
        {
            return TooMuch(Condition.RequestHeadersTooLarge, $"The header fields are larger than {sizes.Headers} bytes.", sizes.Headers);
        }

        if (request.ContentLength > sizes.Body)
        {
            return TooMuch(Condition.RequestTooLarge, $"The request body is larger than {sizes.Body} bytes.", sizes.Body);
        }

        Bound(http, sizes.Body);
        return null;
    }

    public static Refusal BodyTooLarge(SizeLimits sizes) => TooMuch(Condition.RequestTooLarge, $"The request body is larger than {sizes.Body} bytes.", sizes.Body);

    private static int TargetLength(HttpContext http) =>
        http.Feature<IHttpRequestFeature>() is { RawTarget: { } target } ? target.Length : http.Request.Path.Value!.Length;

    private static int HeaderLength(IHeaderDictionary headers)
    {
        // Copied, for the enumerator behind the interface would be an allocation on every request; and cleared, for one of them is a credential.
        var count = headers.Count;
        var fields = _fields is { } kept && kept.Length >= count ? kept : _fields = new KeyValuePair<string, StringValues>[Math.Max(64, count)];
        headers.CopyTo(fields, 0);
        var length = 0;
        foreach (var (name, values) in fields.AsSpan(0, count))
        {
            foreach (var value in values)
            {
                // As on the wire: name, colon, blank, value, line end.
                length += name.Length + (value?.Length ?? 0) + 4;
            }
        }

        Array.Clear(fields, 0, count);
        return length;
    }

    /// <summary>A handler that reads a chunked body by itself is bounded too.</summary>
    private static void Bound(HttpContext http, int body)
    {
        if (http.Request.Headers.TransferEncoding.Count > 0 && http.Feature<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } feature)
        {
            feature.MaxRequestBodySize = body;
        }
    }

    private static Refusal TooMuch(Condition condition, string problem, int limit) => Refusal.Unreadable(condition, problem, limit);
}
