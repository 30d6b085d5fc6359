using Lintel.Contracts;
using Lintel.RateLimits;
using Lintel.Requests;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;

namespace Lintel.AspNetCore;

/// <summary>
/// The outer half of Lintel's middleware: names the API, mints the id, checks sizes, and makes sure that whatever happens further in leaves as the
/// contract's envelope and is recorded. Requests outside all APIs pass untouched, unless the application has asked for Lintel's own contract there.
/// </summary>
internal sealed partial class FrontDoor(
    RequestDelegate next, StageWalk walk, ApiDirectory apis, ClientAddress addresses, RequestRecorder recorder, RequestClock clock, ILogger<FrontDoor> logger)
{
    // Not async: most requests end without a wait, and a state machine took 1.5 % of one.
    public Task InvokeAsync(HttpContext http)
    {
        var selected = http.Feature<IEndpointFeature>()?.Endpoint?.Metadata;
        var endpoint = selected?.GetMetadata<ApiEndpoint>();
        var inside = apis.TryFind(http.Request.Path, out var runtime);
        if (inside ? endpoint is null && selected?.GetMetadata<OutsideContractAttribute>() is not null : !apis.AnswersOutside)
        {
            return next(http);
        }

        runtime ??= apis.Outside;
        var call = new ApiCall(http, runtime, runtime.Ids.Next(), clock.Now) { Address = addresses.Of(http), IsOutside = !inside };
        call.Attach();
        Identify(http, call.RequestId);
        try
        {
            var passed = Pass(call, endpoint);
            if (!passed.IsCompletedSuccessfully)
            {
                return AwaitPass(call, passed);
            }

            EnvelopeBareStatus(call);
        }
        catch (Exception exception)
        {
            Answer(call, exception);
        }

        return Finish(call);
    }

    private Task Pass(ApiCall call, ApiEndpoint? endpoint)
    {
        if (SizeCheck.Check(call.Http, call.Contract.Sizes) is not { } refusal)
        {
            return walk.InvokeAsync(call, endpoint);
        }

        ErrorWriter.Answer(call, refusal);
        return Task.CompletedTask;
    }

    private async Task AwaitPass(ApiCall call, Task passed)
    {
        try
        {
            await passed;
            EnvelopeBareStatus(call);
        }
        catch (Exception exception)
        {
            Answer(call, exception);
        }

        await Finish(call);
    }

    /// <summary>What the framework logs of this request carries its id.</summary>
    private static void Identify(HttpContext http, string id)
    {
        if (http.Feature<IHttpRequestIdentifierFeature>() is { } identifier)
        {
            identifier.TraceIdentifier = id;
        }
        else
        {
            http.TraceIdentifier = id;
        }
    }

    /// <summary>A request that failed after it passed a limit that counts successes gets its charge back.</summary>
    private Task Finish(ApiCall call) =>
        call.Charge is { } charge && (call.Http.Response.StatusCode >= 400 || call.ClientIsGone) ? GiveBackAndLeave(call, charge) : Leave(call);

    private async Task GiveBackAndLeave(ApiCall call, RateLimitCharge charge)
    {
        await GiveBack(call, charge);
        await Leave(call);
    }

    /// <summary>A refusal is in the log before it is sent: whoever has its id finds it.</summary>
    private Task Leave(ApiCall call)
    {
        var body = WriteBody(call);
        recorder.Record(call, TimeSpan.FromTicks(clock.Now - call.Started));
        return body is null ? Task.CompletedTask : ErrorWriter.SendAsync(call, body);
    }

    // Arguments are objects of the application, and may fail to tell what they are.
    private ErrorBody? WriteBody(ApiCall call)
    {
        try
        {
            return ErrorWriter.WriteBody(call);
        }
        catch (Exception exception)
        {
            Answer(call, exception);
            return call.ClientIsGone ? null : ErrorWriter.WriteBody(call);
        }
    }

    private static void EnvelopeBareStatus(ApiCall call)
    {
        var response = call.Http.Response;
        if (response.StatusCode < 400 || call.Error is not null || response.HasStarted || response.ContentType is not null || response.ContentLength > 0)
        {
            return;
        }

        if (BareStatuses.RefusalFor(response.StatusCode) is { } refusal)
        {
            ErrorWriter.Answer(call, refusal);
        }
    }

    private void Answer(ApiCall call, Exception exception)
    {
        if (call.Http.RequestAborted.IsCancellationRequested)
        {
            call.ClientIsGone = true;
            return;
        }

        var refusal = ExceptionRefusals.Of(exception);
        if (call.Http.Response.HasStarted)
        {
            Log.ResponseCut(logger, call.RequestId, exception);
        }

        ErrorWriter.Answer(call, refusal);
        if (call.Error is { Status: >= 500 } && exception is not ApiException)
        {
            Log.RequestFailed(logger, call.RequestId, call.Http.Request.Method, call.Operation?.Route ?? "unknown route", exception);
        }
    }

    private async Task GiveBack(ApiCall call, RateLimitCharge charge)
    {
        try
        {
            await charge.GiveBackAsync();
        }
        catch (StoreUnavailableException exception)
        {
            Log.ChargeNotGivenBack(logger, call.RequestId, exception);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "{RequestId} failed: {Method} {Route}")]
        public static partial void RequestFailed(ILogger logger, string requestId, string method, string route, Exception exception);

        [LoggerMessage(2, LogLevel.Error, "{RequestId} failed after its response had begun; the connection was cut.")]
        public static partial void ResponseCut(ILogger logger, string requestId, Exception exception);

        [LoggerMessage(3, LogLevel.Warning, "{RequestId}: the charge of a failed request could not be given back.")]
        public static partial void ChargeNotGivenBack(ILogger logger, string requestId, Exception exception);
    }
}
