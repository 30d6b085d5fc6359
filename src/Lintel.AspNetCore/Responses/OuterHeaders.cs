using Microsoft.AspNetCore.Http.Features;

namespace Lintel.AspNetCore;

/// <summary>The header fields that middleware before the front door has set, such as HSTS. An error keeps them; those of the failed handler go.</summary>
internal static class OuterHeaders
{
    /// <summary>Header fields that describe a body, and so go with it.</summary>
    private static readonly string[] OfBody =
    [
        "Content-Type", "Content-Length", "Content-Encoding", "Content-Disposition", "Content-Range", "Content-Language", "Content-Location", "Accept-Ranges",
        "Transfer-Encoding", "Trailer", "ETag", "Last-Modified", "Cache-Control", "Expires", "Pragma", "Age",
    ];

    /// <summary>Remembers the fields that are there before anything of the API has run.</summary>
    public static void Remember(ApiCall call)
    {
        var headers = call.Http.Response.Headers;
        if (headers.Count > 0)
        {
            call.OuterHeaders = [.. headers];
        }
    }

    /// <summary>Makes the response what it was when the request came to the front door.</summary>
    public static void Restore(ApiCall call)
    {
        var headers = call.Http.Response.Headers;
        headers.Clear();
        foreach (var (name, value) in call.OuterHeaders ?? [])
        {
            headers[name] = value;
        }

        ClearReason(call);
    }

    /// <summary>
    /// Takes away what describes the body that the envelope replaces. The rest is the application's own answer and stays; what middleware further in has
    /// cleared, as the one for request time-outs does, is set again.
    /// </summary>
    public static void RemoveThoseOfBody(ApiCall call)
    {
        var headers = call.Http.Response.Headers;
        foreach (var (name, value) in call.OuterHeaders ?? [])
        {
            headers.TryAdd(name, value);
        }

        foreach (var name in OfBody)
        {
            headers.Remove(name);
        }

        ClearReason(call);
    }

    private static void ClearReason(ApiCall call) => call.Http.Feature<IHttpResponseFeature>()?.ReasonPhrase = null;
}
