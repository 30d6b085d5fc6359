using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Lintel.AspNetCore;

/// <summary>The trace that a request belongs to (W3C Trace Context).</summary>
internal static class TraceIds
{
    /// <summary>The id, 32 hexadecimal digits; null where there is none.</summary>
    /// <param name="http">The request.</param>
    public static string? Of(HttpContext http) => ActivityOf(http)?.TraceId.ToHexString();

    /// <summary>
    /// The ids of a trace that somebody can look up: one that is recorded, or that the caller has named. The span is the server's own, of 16 hexadecimal
    /// digits.
    /// </summary>
    /// <param name="http">The request.</param>
    /// <returns>Nulls where there is none.</returns>
    public static (string? Trace, string? Span) Recorded(HttpContext http) =>
        ActivityOf(http) is { } activity && (activity.Recorded || activity.HasRemoteParent)
            ? (activity.TraceId.ToHexString(), activity.SpanId.ToHexString())
            : default;

    private static Activity? ActivityOf(HttpContext http) =>
        http.Feature<IHttpActivityFeature>()?.Activity is { IdFormat: ActivityIdFormat.W3C } activity ? activity : null;
}
