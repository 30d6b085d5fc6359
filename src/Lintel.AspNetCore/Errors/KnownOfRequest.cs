using Lintel.Contracts;
using Microsoft.AspNetCore.Http;

namespace Lintel.AspNetCore;

/// <summary>Collects what the envelope of an error may say of its request. Secrets in a path or method are masked, as in the request log.</summary>
internal static class KnownOfRequest
{
    public static RequestFacts Of(ApiCall call)
    {
        var (request, mask, pages) = (call.Http.Request, call.Runtime.Mask, call.Runtime.ErrorPages);
        var facts = Of(
            mask.Mask(request.Method),
            mask.Mask((request.PathBase + request.Path).Value),
            TraceIds.Of(call.Http),
            new DateTimeOffset(call.Runtime.Clock.UtcTicks, TimeSpan.Zero));
        return pages.Explain ? facts with { Help = call.LinkTo(pages.ExplanationOf(call.RequestId, call.StartedAt)) } : facts;
    }

    /// <summary>Returns the facts of a request that no application has seen; a method or path that could not be read is empty.</summary>
    public static RequestFacts Of(string? method, string? path, string? traceId, DateTimeOffset now) => string.IsNullOrEmpty(path) || path[0] != '/'
        ? new RequestFacts(Known(method), Known(path), null, traceId, now)
        : new RequestFacts(Known(method), path, new PathString(path).ToUriComponent(), traceId, now);

    private static string? Known(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
