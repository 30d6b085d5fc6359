using Lintel.Contracts;
using Lintel.Requests;
using Microsoft.AspNetCore.Http;

namespace Lintel.AspNetCore;

/// <summary>Tells apart why a body could not be read. It is the client's doing in every case: it is gone, or what it sent cannot be read.</summary>
internal static class BodyFailures
{
    /// <summary>
    /// Notes a failure of reading a body on its call. A client that is gone has no answer to get; any other failure is a refusal.
    /// </summary>
    /// <param name="call">The request.</param>
    /// <param name="failure">What reading has thrown.</param>
    /// <returns>The exception for whoever reads: the refusal, or the failure itself where the client is gone.</returns>
    public static Exception Note(ApiCall call, Exception failure)
    {
        if (Of(call, failure) is { } refused)
        {
            call.BodyFailure ??= refused.Refusal;
            return refused;
        }

        if (failure is IOException)
        {
            // The server would read on after this, fail by itself and log that as an error of the application.
            call.ClientIsGone = true;
            call.Http.Abort();
        }

        return failure;
    }

    private static BodyException? Of(ApiCall call, Exception failure) => failure switch
    {
        BodyException known => known,
        BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } => new(BodyLimit.TooLarge(BodyLimit.Of(call)), StatusCodes.Status413PayloadTooLarge, failure),
        BadHttpRequestException { StatusCode: StatusCodes.Status408RequestTimeout } => Unreadable("The request body arrived too slowly.", StatusCodes.Status408RequestTimeout, failure),
        BadHttpRequestException => Unreadable("The request body is not valid HTTP, or ended before its end.", StatusCodes.Status400BadRequest, failure),

        // A chunk's size that no integer holds is thrown as this, and not as a bad request.
        IOException { InnerException: OverflowException } => Unreadable("The size of a chunk is not valid.", StatusCodes.Status400BadRequest, failure),

        // Decompression, which the application may have put in front.
        InvalidDataException => Unreadable("The request body is not in the content coding that it names.", StatusCodes.Status400BadRequest, failure),
        _ => null,
    };

    private static BodyException Unreadable(string problem, int status, Exception failure) =>
        new(Refusal.Unreadable(Condition.RequestUnreadable, problem), status, failure);
}
