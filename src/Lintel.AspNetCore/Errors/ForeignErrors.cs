using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Timeouts;

namespace Lintel.AspNetCore;

/// <summary>Turns every error inside an API that the guards did not raise into the contract's: exceptions, statuses, bodies of the application.</summary>
internal sealed class ForeignErrors(ExceptionMap exceptions, IEnumerable<IExceptionHandler> handlers, ErrorLog log)
{
    private const int ClientClosedRequest = 499;

    private readonly IExceptionHandler[] _handlers = [.. handlers];

    /// <summary>Answers a request whose handler has ended without an exception.</summary>
    public void Answer(ApiCall call)
    {
        if (call.ClientIsGone)
        {
            Leave(call);
            return;
        }

        var status = call.Http.Response.StatusCode;
        if (call.Error is not null || status < StatusCodes.Status400BadRequest || HeldResponse.IsStarted(call) || HasForeignBody(call))
        {
            return;
        }

        if (call.BodyFailure is { } unreadable)
        {
            Answer(call, unreadable, unreadable.Cause?.Exception);
        }
        else if (status == ClientClosedRequest && call.Http.RequestAborted.IsCancellationRequested)
        {
            AnswerAborted(call);
        }
        else if (HandledInside(call) is { } exception && MappedInside(call, exception, status) is { } refusal)
        {
            Answer(call, refusal, exception);
        }
        else
        {
            AnswerStatus(call, HandledInside(call));
        }
    }

    /// <summary>
    /// An exception handler further in knows neither the mappings nor the conditions. Its 500 is what it answers everything with; 405 and 415 are
    /// routing's, where the page of the handler is not mapped for the method or the body of the request.
    /// </summary>
    private Refusal? MappedInside(ApiCall call, Exception exception, int status) => exceptions.Find(exception, call)
        ?? (status is StatusCodes.Status500InternalServerError or StatusCodes.Status405MethodNotAllowed or StatusCodes.Status415UnsupportedMediaType
            ? exceptions.Otherwise(exception, call)
            : null);

    /// <summary>An exception handler further in takes a time-out for a client who has left.</summary>
    private static void AnswerAborted(ApiCall call)
    {
        if (IsClientGone(call))
        {
            Leave(call);
        }
        else
        {
            ErrorWriter.Answer(call, StatusRefusals.Of(call, StatusCodes.Status504GatewayTimeout, ForeignBody.Empty));
        }
    }

    /// <summary>Answers a request whose handler has failed.</summary>
    public async Task AnswerAsync(ApiCall call, Exception thrown)
    {
        // An exception handler further in whose page is not found throws another one around what it was to handle.
        var exception = HandledInside(call) is { } handled && ReferenceEquals(Unwrap(thrown.InnerException), handled) ? handled : Unwrap(thrown)!;
        if (call.ClientIsGone || IsClientGone(call))
        {
            Leave(call);
            return;
        }

        if ((call.BodyFailure ?? exceptions.Find(exception, call)) is { } refusal)
        {
            Answer(call, refusal, exception);
        }
        else if (!await IsHandledAsync(call, exception))
        {
            Answer(call, exceptions.Otherwise(exception, call), exception);
        }
    }

    private void Answer(ApiCall call, Refusal refusal, Exception? exception)
    {
        ErrorWriter.Answer(call, refusal.Cause is null && exception is not (null or ApiException) ? refusal.BecauseOf(exception) : refusal);
        if (exception is not null)
        {
            log.Failed(call, exception);
        }
    }

    /// <summary>Lets the application's own exception handlers log and map. An error that they answer with becomes the contract's.</summary>
    private async Task<bool> IsHandledAsync(ApiCall call, Exception exception)
    {
        // An exception handler further in has asked them already, and passed the exception on.
        if (_handlers.Length == 0 || HeldResponse.Of(call) is not { IsReplaceable: true } held || IsAsked(call, exception))
        {
            return false;
        }

        held.Discard();
        OuterHeaders.Restore(call);
        ResponseHeaders.Write(call);
        call.Http.Response.StatusCode = exceptions.StatusOf(exception, call);
        Describe(call, exception);
        if (!await HandleAsync(call, exception))
        {
            return false;
        }

        if (call.Error is null && call.Http.Response.StatusCode >= StatusCodes.Status400BadRequest)
        {
            AnswerStatus(call, exception);
        }

        return true;
    }

    private async Task<bool> HandleAsync(ApiCall call, Exception exception)
    {
        try
        {
            foreach (var handler in _handlers)
            {
                if (await handler.TryHandleAsync(call.Http, exception, CancellationToken.None))
                {
                    return true;
                }
            }
        }
        catch (Exception another)
        {
            log.HandlerFailed(call, another);
        }

        return false;
    }

    private void AnswerStatus(ApiCall call, Exception? exception)
    {
        var status = call.Http.Response.StatusCode;
        var held = HeldResponse.Of(call);
        var body = held is null ? ForeignBody.Empty : ForeignBodyReader.Read(call, held.Held);
        if (status == StatusCodes.Status400BadRequest && held is not null && body is { Text: null, Unreadable: null, Faults.Count: 0 })
        {
            body = new ForeignBody(UnboundParameters.Of(call), null) { Unreadable = FormFailures.Find(call) };
        }

        var refusal = StatusRefusals.Of(call, Math.Clamp(status, 400, 599), body);
        ErrorWriter.AnswerInPlace(call, exception is null ? refusal : refusal.BecauseOf(exception));
        log.StatusKept(call);
        if (exception is not null)
        {
            log.Failed(call, exception);
        }
    }

    /// <summary>Outside the APIs bodies are not held back, and those that are there stay.</summary>
    private static bool HasForeignBody(ApiCall call) =>
        call.ResponseBody is null && (call.Http.Response.ContentType is not null || call.Http.Response.ContentLength > 0);

    private static Exception? HandledInside(ApiCall call) => Unwrap(call.Http.Feature<IExceptionHandlerFeature>()?.Error);

    private static Exception? Unwrap(Exception? exception) => exception is AggregateException { InnerExceptions: [var only] } ? Unwrap(only) : exception;

    private static bool IsAsked(ApiCall call, Exception exception) => ReferenceEquals(HandledInside(call), exception);

    private static void Describe(ApiCall call, Exception exception)
    {
        var feature = new ExceptionHandlerFeature
        {
            Error = exception,
            Path = call.Http.Request.Path.Value ?? string.Empty,
            Endpoint = call.Http.GetEndpoint(),
            RouteValues = call.Http.Feature<IRouteValuesFeature>()?.RouteValues,
        };
        call.Http.Features.Set<IExceptionHandlerFeature>(feature);
        call.Http.Features.Set<IExceptionHandlerPathFeature>(feature);
    }

    /// <summary>A time-out cancels the same token as a client who leaves; its own token tells them apart.</summary>
    private static bool IsClientGone(ApiCall call) =>
        call.Http.RequestAborted.IsCancellationRequested
            && call.Http.Feature<IHttpRequestTimeoutFeature>() is not { RequestTimeoutToken.IsCancellationRequested: true };

    private static void Leave(ApiCall call)
    {
        call.ClientIsGone = true;
        HeldResponse.Of(call)?.Discard();
        if (!HeldResponse.IsStarted(call))
        {
            call.Http.Response.StatusCode = ClientClosedRequest;
        }
    }
}
