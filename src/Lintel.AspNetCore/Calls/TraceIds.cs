using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Lintel.AspNetCore;

/// <summary>The trace that a request belongs to (W3C Trace Context).</summary>
internal static class TraceIds
{
    /// <summary>The id, 32 hexadecimal digits; null where there is none.</summary>
    /// <param name="http">The request.</param>
    /// <param name="onlyRecorded">true for a trace that somebody can look up: one that is recorded, or that the caller has named.</param>
    public static string? Of(HttpContext http, bool onlyRecorded) =>
        http.Feature<IHttpActivityFeature>()?.Activity is { IdFormat: ActivityIdFormat.W3C } activity
        && (!onlyRecorded || activity.Recorded || activity.HasRemoteParent)
            ? activity.TraceId.ToHexString()
            : null;
}
