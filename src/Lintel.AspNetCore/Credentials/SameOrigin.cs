using Microsoft.AspNetCore.Http;

namespace Lintel.AspNetCore;

/// <summary>
/// Decides whether a request that brings a cookie was meant by the page that it seems to come from. A browser sends cookies with requests that other
/// sites make it send, so an unsafe method needs proof: <c>Sec-Fetch-Site: same-origin</c>, or, from a browser without that field, the application's
/// own public address in <c>Origin</c>.
/// </summary>
internal static class SameOrigin
{
    private const string FetchSite = "Sec-Fetch-Site";

    public static bool Holds(ApiCall call) => Holds(call.Http.Request, call.PublicOrigin);

    public static bool Holds(HttpRequest request, PublicOrigin own)
    {
        if (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method) || HttpMethods.IsOptions(request.Method))
        {
            return true;
        }

        var site = request.Headers[FetchSite];
        var origin = request.Headers.Origin;
        if (site.Count == 0)
        {
            return origin.Count == 1 && own.Is(origin);
        }

        // The browser has compared the address that it sees. Whether that is the one seen here depends on the proxy, but never on plain HTTP for TLS.
        return site.Count == 1 && site == "same-origin" && origin.Count <= 1 && !(own.IsHttps && IsPlain(origin));
    }

    private static bool IsPlain(string? origin) => origin?.StartsWith("http:", StringComparison.OrdinalIgnoreCase) == true;
}
