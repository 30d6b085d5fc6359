using Lintel.Contracts;
using FrameworkPhrases = Microsoft.AspNetCore.WebUtilities.ReasonPhrases;

namespace Lintel.AspNetCore;

/// <summary>A sentence for each status, for applications that set one and say nothing.</summary>
internal static class StatusTexts
{
    private static readonly HashSet<string> Phrases =
        new(
            [
                .. Enumerable.Range(400, 200).Select(FrameworkPhrases.GetReasonPhrase).Where(phrase => phrase.Length > 0),
                .. Enumerable.Range(400, 200).Select(ReasonPhrases.TitleOf),
                "An error occurred while processing your request.",
            ],
            StringComparer.OrdinalIgnoreCase);

    public static string Of(int status) => status switch
    {
        400 => "The request is not valid.",
        402 => "Payment is required.",
        404 => "Nothing was found here.",
        406 => "The response is not available in any media type that the Accept header names.",
        408 => "The request took too long to arrive.",
        409 => "The request conflicts with the present state.",
        410 => "What was asked for is no longer available.",
        411 => "The request needs a Content-Length header.",
        412 => "A precondition of the request does not hold.",
        413 => "The request body is too large.",
        414 => "The request target is too long.",
        415 => "The request body is not in a media type that is accepted here.",
        422 => "The request can be read, but cannot be processed.",
        423 => "What was asked for is locked.",
        425 => "The request came too early; send it again.",
        426 => "The request needs another protocol; see the Upgrade header.",
        428 => "The request must be conditional; send If-Match or If-Unmodified-Since.",
        429 => "Too many requests.",
        431 => "The header fields are too large.",
        451 => "What was asked for is unavailable for legal reasons.",
        _ => $"The request was answered with {status} {ReasonPhrases.TitleOf(status)}.",
    };

    /// <summary>A sentence for a condition that an exception stands for.</summary>
    public static string OfCondition(Condition condition) =>
        condition == Condition.NotFound || condition.Fallback == Condition.NotFound ? Of(404)
        : condition == Condition.StateConflict ? Of(409)
        : Of(condition.Status ?? 400);

    public static bool IsReasonPhrase(string text) => Phrases.Contains(text);
}
