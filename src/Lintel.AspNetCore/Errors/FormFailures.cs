using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;

namespace Lintel.AspNetCore;

/// <summary>
/// Tells a form that the framework could not read from failures of the application. The framework throws general types for both, and its binding answers
/// 400 without a word.
/// </summary>
internal static class FormFailures
{
    // Thrown by the reader of multipart sections, also where the application reads them by itself.
    private const string EndOfSections = "Unexpected end of Stream";

    private static readonly CancellationToken Canceled = new(canceled: true);

    /// <summary>The refusal of a request whose form was read and could not be; null where it could, and where nobody has read it.</summary>
    public static Refusal? Find(ApiCall call) => FailureOf(call.Http) is { } failure ? FormFaults.Of(failure.Message).BecauseOf(failure) : null;

    /// <summary>The refusal for an exception that the form of the request has caused; null for any other.</summary>
    public static Refusal? Of(Exception exception, ApiCall call) =>
        exception is IOException or InvalidDataException
        && (ReferenceEquals(
            FailureOf(call.Http),
            exception) || (exception.Message.StartsWith(EndOfSections, StringComparison.Ordinal) && IsMultipart(call.Http.Request)))
            ? FormFaults.Of(exception.Message).BecauseOf(exception)
            : null;

    /// <summary>The form keeps the outcome of its first reading. A canceled request for it reads nothing.</summary>
    private static Exception? FailureOf(HttpContext http)
    {
        // Where the antiforgery token is not valid, the form answers no question.
        if (http.Features.Get<IAntiforgeryValidationFeature>() is { IsValid: false }
            || http.Feature<IFormFeature>() is not { HasFormContentType: true, Form: null } form)
        {
            return null;
        }

        var read = form.ReadFormAsync(Canceled);
        if (read.IsCanceled)
        {
            // Nobody has read it, and whoever does so now must not find our cancellation.
            form.Form = null;
        }

        return read is { IsFaulted: true, Exception.InnerException: (IOException or InvalidDataException) and var failure } ? failure : null;
    }

    private static bool IsMultipart(HttpRequest request) =>
        MediaTypeHeaderValue.TryParse(request.ContentType, out var type) && type.Type.Equals("multipart", StringComparison.OrdinalIgnoreCase);
}
