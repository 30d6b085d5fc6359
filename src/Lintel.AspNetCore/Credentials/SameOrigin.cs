using Microsoft.AspNetCore.Http;

namespace Lintel.AspNetCore;

/// <summary>
/// Whether a request that brings a cookie was meant by the page that it seems to come from. A browser sends cookies with requests that other sites
/// make it send, so an unsafe method needs proof: <c>Sec-Fetch-Site: same-origin</c> or the request's own address in <c>Origin</c>; what says
/// otherwise, or nothing, is no proof.
/// </summary>
internal static class SameOrigin
{
    private const string FetchSite = "Sec-Fetch-Site";

    public static bool Holds(HttpRequest request)
    {
        if (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method) || HttpMethods.IsOptions(request.Method))
        {
            return true;
        }

        var site = request.Headers[FetchSite];
        var origin = request.Headers.Origin;
        return site.Count + origin.Count > 0
            && (site.Count == 0 || site == "same-origin")
            && (origin.Count == 0 || IsOwn(request, origin));
    }

    private static bool IsOwn(HttpRequest request, string? origin) =>
        Uri.TryCreate(origin, UriKind.Absolute, out var uri)
        && string.Equals(uri.Scheme, request.Scheme, StringComparison.OrdinalIgnoreCase)
        && string.Equals(uri.Authority, request.Host.Value, StringComparison.OrdinalIgnoreCase);
}
