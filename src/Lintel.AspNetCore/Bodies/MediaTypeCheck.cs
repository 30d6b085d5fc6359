using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Lintel.AspNetCore;

/// <summary>The body is JSON in UTF-8, in no content coding.</summary>
internal static class MediaTypeCheck
{
    public static Refusal? Check(HttpRequest request)
    {
        var coding = request.Headers.ContentEncoding.ToString();
        if (coding.Length > 0 && !coding.Equals("identity", StringComparison.OrdinalIgnoreCase))
        {
            return Refusal.Unreadable(Condition.RequestEncoding, "The request body must not be compressed.");
        }

        // The common spelling is compared before anything is parsed.
        return request.ContentType is "application/json" || IsJson(request.ContentType)
            ? null
            : Refusal.Unreadable(Condition.RequestMediaType, "The request body must be JSON: send Content-Type: application/json.");
    }

    /// <summary>Refuses a body in none of the media types that the endpoint says it accepts.</summary>
    public static Refusal Refuse(IReadOnlyList<string> accepted) =>
        Refusal.Unreadable(Condition.RequestMediaType, $"The request body must be {string.Join(" or ", accepted)}: say so in Content-Type.");

    private static bool IsJson(string? contentType)
    {
        if (!MediaTypeHeaderValue.TryParse(contentType, out var parsed))
        {
            return false;
        }

        var isJson = parsed.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase)
            || (parsed.Type.Equals("application", StringComparison.OrdinalIgnoreCase) && parsed.Suffix.Equals("json", StringComparison.OrdinalIgnoreCase));
        return isJson && (!parsed.Charset.HasValue || HeaderUtilities.RemoveQuotes(parsed.Charset).Equals("utf-8", StringComparison.OrdinalIgnoreCase));
    }
}
