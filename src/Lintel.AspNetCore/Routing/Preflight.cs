using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Lintel.AspNetCore;

/// <summary>A browser's question whether a page of another origin may send a request: OPTIONS with Access-Control-Request-Method.</summary>
internal static class Preflight
{
    /// <summary>The method that the browser asks for; null where the request is no preflight.</summary>
    public static string? MethodOf(HttpRequest request) =>
        HttpMethods.IsOptions(request.Method)
        && request.Headers.ContainsKey(HeaderNames.Origin)
        && request.Headers.TryGetValue(HeaderNames.AccessControlRequestMethod, out var method)
        && !string.IsNullOrEmpty(method)
            ? method.ToString()
            : null;
}
