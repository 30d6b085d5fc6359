using Lintel.Contracts;
using Lintel.Requests;
using Microsoft.AspNetCore.Http;

namespace Lintel.AspNetCore;

/// <summary>Why the server refused a request, in the contract's conditions.</summary>
internal static class ServerRefusalReasons
{
    /// <param name="cause">What the server says; for the log alone, for it may repeat what the caller sent.</param>
    /// <param name="lineIsRead">Whether the server had read the request line.</param>
    public static Refusal Of(BadHttpRequestException cause, bool lineIsRead) => (cause.StatusCode switch
    {
        StatusCodes.Status408RequestTimeout => Malformed("The request did not arrive in time."),
        StatusCodes.Status413PayloadTooLarge => Refusal.Unreadable(Condition.RequestTooLarge, "The request body is too large."),
        StatusCodes.Status414UriTooLong => Refusal.Unreadable(Condition.RequestUriTooLong, "The request line is longer than the server reads."),
        StatusCodes.Status431RequestHeaderFieldsTooLarge =>
            Refusal.Unreadable(Condition.RequestHeadersTooLarge, "The header fields are larger than the server reads."),
        StatusCodes.Status505HttpVersionNotsupported => Malformed("The HTTP version is not supported; use HTTP/1.1."),
        StatusCodes.Status405MethodNotAllowed => Malformed("The request target does not go with the method."),
        _ when !lineIsRead => Malformed("The request line is not valid HTTP."),
        _ => Malformed("The header fields are not valid HTTP; check Host, Content-Length, Transfer-Encoding and blanks before colons."),
    }).BecauseOf(cause);

    private static Refusal Malformed(string problem) => Refusal.Unreadable(Condition.RequestMalformed, problem);
}
