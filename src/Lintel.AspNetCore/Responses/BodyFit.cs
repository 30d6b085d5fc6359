using Microsoft.AspNetCore.Http;

namespace Lintel.AspNetCore;

/// <summary>
/// Compares a response body with its own status and header fields. The server does too, but only once the response has started and nothing else can be
/// answered any more.
/// </summary>
internal static class BodyFit
{
    /// <summary>Refuses a body that its status or its Content-Length does not allow.</summary>
    /// <param name="http">The request and response.</param>
    /// <param name="length">The bytes of the body so far.</param>
    /// <param name="isWhole">True where no more bytes follow.</param>
    /// <exception cref="InvalidOperationException">The body does not fit.</exception>
    public static void Check(HttpContext http, long length, bool isWhole)
    {
        var response = http.Response;
        if (HttpMethods.IsHead(http.Request.Method))
        {
            return;
        }

        var status = response.StatusCode;
        if (length > 0 && !HasBody(status))
        {
            throw new InvalidOperationException($"A response with the status {status} has no body, but {length} bytes were written.");
        }

        if (status == StatusCodes.Status304NotModified || response.ContentLength is not { } announced || response.Headers.TransferEncoding.Count > 0)
        {
            return;
        }

        if (length > announced || (isWhole && length < announced))
        {
            throw new InvalidOperationException(
                $"The response has too {(length > announced ? "many" : "few")} bytes: {length} were written, and Content-Length says {announced}.");
        }
    }

    /// <summary>Sets the Content-Length of an empty response, as the server does where the response was not started before its end.</summary>
    public static void AnnounceEmpty(HttpContext http)
    {
        var response = http.Response;
        if (!HttpMethods.IsHead(http.Request.Method) && HasBody(response.StatusCode) && response.Headers.TransferEncoding.Count == 0)
        {
            response.ContentLength ??= 0;
        }
    }

    private static bool HasBody(int status) =>
        status is >= StatusCodes.Status200OK and not (StatusCodes.Status204NoContent or StatusCodes.Status205ResetContent or StatusCodes.Status304NotModified);
}
