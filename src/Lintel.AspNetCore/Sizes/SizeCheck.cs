using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;

namespace Lintel.AspNetCore;

/// <summary>The bounds of a request, before anything else is looked at.</summary>
internal static class SizeCheck
{
    [ThreadStatic]
    private static KeyValuePair<string, StringValues>[]? _fields;

    public static Refusal? Check(ApiCall call)
    {
        var http = call.Http;
        var sizes = call.Contract.Sizes;
        var request = http.Request;
        if (TargetLength(http) > sizes.Uri)
        {
            return TooMuch(Condition.RequestUriTooLong, $"The request target is longer than {sizes.Uri} bytes.", sizes.Uri, FieldLocation.Path);
        }

        if (IsLonger(request.Headers, sizes.Headers))
        {
            return TooMuch(Condition.RequestHeadersTooLarge, $"The header fields are larger than {sizes.Headers} bytes.", sizes.Headers, FieldLocation.Header);
        }

        // Up to the largest body of any operation: what a path allows, only callers learn whom the guards have admitted.
        return request.ContentLength > call.Runtime.LargestBody ? BodyLimit.TooLarge(call.Runtime.LargestBody) : null;
    }

    /// <summary>Servers in memory do not tell the target as it was sent.</summary>
    private static int TargetLength(HttpContext http) => http.Feature<IHttpRequestFeature>() is { RawTarget: { Length: > 0 } target }
        ? target.Length
        : http.Request.Path.Value!.Length + (http.Request.QueryString.Value?.Length ?? 0);

    /// <summary>A character takes one to three bytes; only where that matters are they counted.</summary>
    private static bool IsLonger(IHeaderDictionary headers, int limit)
    {
        const int MostBytesOfCharacter = 3;
        var length = Length(headers, value => value.Length);
        return length > limit || (length * MostBytesOfCharacter > limit && Length(headers, value => Encoding.UTF8.GetByteCount(value)) > limit);
    }

    private static int Length(IHeaderDictionary headers, Func<string, int> lengthOf)
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
                length += name.Length + (value is null ? 0 : lengthOf(value)) + 4;
            }
        }

        Array.Clear(fields, 0, count);
        return length;
    }

    private static Refusal TooMuch(Condition condition, string problem, int limit, FieldLocation location) =>
        Refusal.Unreadable(condition, problem, limit, location);
}
