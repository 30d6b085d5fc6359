using Microsoft.AspNetCore.Http;

namespace Lintel.AspNetCore;

/// <summary>Writes the header fields that keep pages to themselves.</summary>
internal static class PageHeaders
{
    private const string Policy = "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

    /// <summary>Nothing runs in the page but files of the same address, and no other page frames it.</summary>
    public static void Write(HttpResponse response)
    {
        response.Headers.ContentSecurityPolicy = Policy;
        response.Headers["Referrer-Policy"] = "same-origin";
        response.Headers.XContentTypeOptions = "nosniff";
    }
}
