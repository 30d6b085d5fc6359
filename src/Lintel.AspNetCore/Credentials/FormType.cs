using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Lintel.AspNetCore;

/// <summary>The media type of forms. What only begins like it makes the framework's reader throw.</summary>
internal static class FormType
{
    private const string UrlEncoded = "application/x-www-form-urlencoded";

    /// <summary>Tells whether the body of a request is a form.</summary>
    public static bool Holds(HttpRequest request) =>
        MediaTypeHeaderValue.TryParse(request.ContentType, out var type) && type.MediaType.Equals(UrlEncoded, StringComparison.OrdinalIgnoreCase);
}
