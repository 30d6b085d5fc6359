using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Lintel.AspNetCore;

/// <summary>Tells apart why a body could not be read: the client is gone, what it sent cannot be read, or the server could not buffer it.</summary>
internal static class BodyFailures
{
    // FileBufferingReadStream has no type of its own for this.
    private const string BufferIsFull = "Buffer limit exceeded.";

    // The server's own words; the reason that it carries is internal. The server cancels RequestAborted on another thread, before or after it has thrown this.
    private const string EndedEarly = "Unexpected end of request content.";

    private const string WrongCoding = "The request body is not in the content coding that it names.";

    /// <summary>
    /// Notes a failure of reading a body on its call. A client that is gone has no answer to get; any other failure is a refusal.
    /// </summary>
    /// <param name="call">The request.</param>
    /// <param name="failure">What reading has thrown.</param>
    /// <returns>The exception for whoever reads: the refusal, or the failure itself where the client is gone.</returns>
    public static Exception Note(ApiCall call, Exception failure)
    {
        if (failure is BadHttpRequestException { Message: EndedEarly })
        {
            call.ClientIsGone = true;
            return failure;
        }

        var refused = Of(call, failure);
        if (refused is null && failure is IOException)
        {
            if (IsOfConnection(call, failure))
            {
                // The server would read on after this, fail by itself and log that as an error of the application.
                call.ClientIsGone = true;
                call.Http.Abort();
                return failure;
            }

            refused = OfBuffer(failure);
        }

        if (refused is null)
        {
            return failure;
        }

        call.BodyFailure ??= refused.Refusal;
        return refused;
    }

    /// <summary>
    /// The refusal for an exception that decompression after the front door has thrown; null for any other. Nothing tells where it was thrown but the assembly:
    /// the types are general ones.
    /// </summary>
    public static Refusal? OfCoding(Exception exception, ApiCall call) =>
        HandlerBody.Of(call) is { IsCoded: true }
            && exception is InvalidDataException or InvalidOperationException
            && exception.Source?.StartsWith("System.IO.Compression", StringComparison.Ordinal) == true
            ? Refusal.Unreadable(Condition.RequestUnreadable, WrongCoding).BecauseOf(exception)
            : null;

    /// <summary>Tells a connection that has failed from a buffer of the application in front of it, which throws the same type.</summary>
    private static bool IsOfConnection(ApiCall call, Exception failure) =>
        failure is ConnectionResetException
        || failure.InnerException is ConnectionResetException
        || call.Http.RequestAborted.IsCancellationRequested
        || IsOfServer(HandlerBody.Of(call)?.Replaced ?? call.Http.Request.Body, call.Http)
        || CameThroughServer(failure, call.Http);

    /// <summary>True where a body is the server's own and nothing stands between; a server's types are of one assembly.</summary>
    private static bool IsOfServer(Stream body, HttpContext http) =>
        http.Feature<IHttpRequestFeature>() is { } request && request.GetType().Assembly == body.GetType().Assembly;

    /// <summary>
    /// True where the server itself has thrown: a buffer in front hides its stream, and a client who resets a stream of HTTP/2 is told by a general type. A
    /// buffer that fails by itself has not read from the server at that moment.
    /// </summary>
    private static bool CameThroughServer(Exception failure, HttpContext http) =>
        http.Feature<IHttpRequestFeature>()?.GetType().Assembly.GetName().Name is { } server
            && failure.StackTrace?.Contains($" {server}.", StringComparison.Ordinal) == true;

    private static BodyException OfBuffer(Exception failure) => failure.Message == BufferIsFull
        ? new(
            Refusal.Unreadable(Condition.RequestTooLarge, "The request body is larger than the application accepts."),
            StatusCodes.Status413PayloadTooLarge,
            failure)
        : new(Refusal.For(Condition.ServerError), StatusCodes.Status500InternalServerError, failure);

    private static BodyException? Of(ApiCall call, Exception failure) => failure switch
    {
        BodyException known => known,
        BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } => new(
            BodyLimit.TooLarge(BodyLimit.Of(call)),
            StatusCodes.Status413PayloadTooLarge,
            failure),
        BadHttpRequestException { StatusCode: StatusCodes.Status408RequestTimeout } => Unreadable(
            "The request body arrived too slowly.",
            StatusCodes.Status408RequestTimeout,
            failure),
        BadHttpRequestException => Unreadable("The request body is not valid HTTP, or ended before its end.", StatusCodes.Status400BadRequest, failure),

        // A chunk's size that no integer holds is thrown as this, and not as a bad request.
        IOException { InnerException: OverflowException } => Unreadable("The size of a chunk is not valid.", StatusCodes.Status400BadRequest, failure),

        // Decompression, which the application may have put in front.
        InvalidDataException => Unreadable(WrongCoding, StatusCodes.Status400BadRequest, failure),
        _ => null,
    };

    private static BodyException Unreadable(string problem, int status, Exception failure) =>
        new(Refusal.Unreadable(Condition.RequestUnreadable, problem), status, failure);
}
