using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using BadHttpRequestException = Microsoft.AspNetCore.Http.BadHttpRequestException;

namespace Lintel.AspNetCore;

/// <summary>Maps the refusals of the server to the contract's conditions.</summary>
internal static class ServerRefusalReasons
{
    /// <param name="cause">The server's reason; for the log alone, for it may repeat what the caller sent.</param>
    /// <param name="lineIsRead">Whether the server had read the request line.</param>
    /// <param name="limits">The server's limits, which the caller is told.</param>
    public static Refusal Of(BadHttpRequestException cause, bool lineIsRead, KestrelServerLimits limits) => (cause.StatusCode switch
    {
        StatusCodes.Status408RequestTimeout => Unreadable("The request did not arrive in time.", FieldLocation.Header),
        StatusCodes.Status413PayloadTooLarge => Refusal.Unreadable(Condition.RequestTooLarge, "The request body is too large."),
        StatusCodes.Status414UriTooLong => Refusal.Unreadable(
            Condition.RequestUriTooLong, $"The request line is longer than {limits.MaxRequestLineSize} bytes.", limits.MaxRequestLineSize, FieldLocation.Path),
        StatusCodes.Status431RequestHeaderFieldsTooLarge => Refusal.Unreadable(
            Condition.RequestHeadersTooLarge,
            $"There are more than {limits.MaxRequestHeaderCount} header fields, or they are larger than {limits.MaxRequestHeadersTotalSize} bytes together.",
            limits.MaxRequestHeadersTotalSize,
            FieldLocation.Header),
        StatusCodes.Status505HttpVersionNotsupported => Unreadable("The HTTP version is not supported; use HTTP/1.1.", FieldLocation.Path),
        StatusCodes.Status405MethodNotAllowed => Unreadable("The request target does not go with the method.", FieldLocation.Path),
        _ when !lineIsRead => Unreadable("The request line is not valid HTTP.", FieldLocation.Path),
        _ => Unreadable(
            "The header fields are not valid HTTP; check Host, Content-Length, Transfer-Encoding, line ends (CRLF), blanks before colons, and that values "
                + "are UTF-8.",
            FieldLocation.Header),
    }).BecauseOf(cause);

    private static Refusal Unreadable(string problem, FieldLocation location) =>
        Refusal.Unreadable(Condition.RequestUnreadable, problem, limit: null, location);
}
