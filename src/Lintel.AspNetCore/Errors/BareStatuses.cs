using Lintel.Contracts;
using Lintel.Requests;
using Microsoft.AspNetCore.Http;

namespace Lintel.AspNetCore;

/// <summary>
/// A handler that sets a status and writes nothing, such as <c>Results.NotFound()</c>, leaves the caller with a bare status. The contract's row for
/// the condition behind it takes its place, so that an existing application speaks its contract without being rewritten.
/// </summary>
internal static class BareStatuses
{
    public static Refusal? RefusalFor(int status) => status switch
    {
        < 400 => null,
        StatusCodes.Status401Unauthorized => Refusal.For(Condition.CredentialInvalid),
        StatusCodes.Status403Forbidden => Refusal.For(Condition.PermissionDenied),
        StatusCodes.Status404NotFound => Refusal.For(Condition.NotFound, new RefusalArgument("problem", "Nothing was found here.")),
        StatusCodes.Status405MethodNotAllowed => Refusal.For(Condition.MethodUnsupported),
        StatusCodes.Status409Conflict => Refusal.For(Condition.StateConflict),
        StatusCodes.Status413PayloadTooLarge => Refusal.Unreadable(Condition.RequestTooLarge, "The request body is too large."),
        StatusCodes.Status415UnsupportedMediaType => Refusal.Unreadable(Condition.RequestMediaType, "The request body must be JSON."),
        < 500 => Refusal.Unreadable(Condition.RequestInvalid, "The request is not valid."),
        StatusCodes.Status501NotImplemented => Refusal.For(Condition.ServerNotImplemented),
        StatusCodes.Status503ServiceUnavailable => Refusal.For(Condition.ServerOverloaded),
        StatusCodes.Status504GatewayTimeout => Refusal.For(Condition.ServerTimeout),
        _ => Refusal.For(Condition.ServerError),
    };
}
