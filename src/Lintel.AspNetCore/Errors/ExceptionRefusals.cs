using Lintel.Contracts;
using Lintel.Requests;
using Microsoft.AspNetCore.Http;

namespace Lintel.AspNetCore;

/// <summary>What an exception says to the caller, which is next to nothing, and to the log, which is everything.</summary>
internal static class ExceptionRefusals
{
    public static Refusal Of(Exception exception) => exception switch
    {
        ApiException raised => raised.Refusal,
        BadHttpRequestException bad => OfBadRequest(bad),
        StoreUnavailableException => Refusal.For(Condition.ServerDependency).BecauseOf(exception),
        TimeoutException => Refusal.For(Condition.ServerTimeout).BecauseOf(exception),
        NotImplementedException => Refusal.For(Condition.ServerNotImplemented).BecauseOf(exception),
        _ => Refusal.For(Condition.ServerError).BecauseOf(exception),
    };

    private static Refusal OfBadRequest(BadHttpRequestException exception) => exception.StatusCode switch
    {
        StatusCodes.Status413PayloadTooLarge => Refusal.Unreadable(Condition.RequestTooLarge, "The request body is too large.").BecauseOf(exception),
        StatusCodes.Status415UnsupportedMediaType => Refusal.Unreadable(Condition.RequestMediaType, "The request body must be JSON.").BecauseOf(exception),
        StatusCodes.Status408RequestTimeout => Refusal.Unreadable(Condition.RequestMalformed, "The request body arrived too slowly.").BecauseOf(exception),
        _ => Refusal.Unreadable(Condition.RequestMalformed, "The request could not be read.").BecauseOf(exception),
    };
}
