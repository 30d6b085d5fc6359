using Lintel.AspNetCore;
using Microsoft.AspNetCore.Http;

namespace Lintel.Reference;

/// <summary>Answers of the portal with their header fields.</summary>
internal static class PortalResults
{
    /// <summary>A page. Nothing runs in it but the portal's own files.</summary>
    public static IResult Html(HttpContext http, string page, int status)
    {
        PageHeaders.Write(http.Response);
        return Send(http, page, "text/html; charset=utf-8", status);
    }

    public static IResult Markdown(HttpContext http, string page, int status) => Send(http, page, "text/markdown; charset=utf-8", status);

    public static IResult Text(HttpContext http, string page, int status) => Send(http, page, "text/plain; charset=utf-8", status);

    public static IResult Xml(HttpContext http, string page, int status) => Send(http, page, "application/xml; charset=utf-8", status);

    private static IResult Send(HttpContext http, string page, string type, int status)
    {
        http.Response.Headers.XContentTypeOptions = "nosniff";
        if (http.Response.Headers.CacheControl.Count == 0)
        {
            // Links follow the host and the prefix that a request came by, so no shared cache keeps a page.
            http.Response.Headers.CacheControl = "private, max-age=300";
        }

        return Results.Content(page, type, contentEncoding: null, status);
    }
}
