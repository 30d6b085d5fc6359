using System.IO.Pipelines;
using Lintel.RateLimits;
using Lintel.Requests;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace Lintel.AspNetCore;

/// <summary>
/// The outer half of Lintel's middleware: names the API, mints the id, checks sizes, and makes sure that whatever happens further in leaves as the
/// contract's envelope and is recorded. Requests outside all APIs pass untouched, unless the application has asked for Lintel's own contract there.
/// </summary>
internal sealed partial class FrontDoor(
    RequestDelegate next, StageWalk walk, ApiDirectory apis, ClientAddress addresses, RequestRecorder recorder, RequestClock clock, ForeignErrors errors, ILogger<FrontDoor> logger)
{
    // Not async: most requests end without a wait, and need no state machine.
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
        OuterFields.Remember(call);
        try
        {
            var passed = Pass(call, endpoint);
            if (!passed.IsCompletedSuccessfully)
            {
                return AwaitPass(call, passed);
            }

            errors.Answer(call);
        }
        catch (Exception exception)
        {
            return AnswerAndFinish(call, exception);
        }

        return Finish(call);
    }

    private Task Pass(ApiCall call, ApiEndpoint? endpoint)
    {
        if (SizeCheck.Check(call) is not { } refusal)
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
            errors.Answer(call);
        }
        catch (Exception exception)
        {
            await errors.AnswerAsync(call, exception);
        }

        await Finish(call);
    }

    private async Task AnswerAndFinish(ApiCall call, Exception exception)
    {
        await errors.AnswerAsync(call, exception);
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

    /// <summary>Gives the charge of a request back under the limits that do not count how it ended.</summary>
    private Task Finish(ApiCall call) =>
        call.Charge is { } charge && OutcomeOf(call) is var outcome && charge.IsGivenBack(outcome) ? GiveBackAndLeave(call, charge, outcome) : Leave(call);

    private static RateLimitOutcome OutcomeOf(ApiCall call) => call.ClientIsGone ? RateLimitOutcome.Abandoned : call.Http.Response.StatusCode switch
    {
        < 400 => RateLimitOutcome.Succeeded,
        < 500 => RateLimitOutcome.Refused,
        _ => RateLimitOutcome.Failed,
    };

    private async Task GiveBackAndLeave(ApiCall call, RateLimitCharge charge, RateLimitOutcome outcome)
    {
        await GiveBack(call, charge, outcome);
        await Leave(call);
    }

    /// <summary>
    /// Sends what is still held of a success, and logs what was sent. A refusal is logged before it is sent, so that its id is found at once.
    /// </summary>
    private Task Leave(ApiCall call)
    {
        if (call.Error is not null)
        {
            return SendError(call);
        }

        if (call.Held is { } held)
        {
            var released = held.ReleaseAsync();
            if (!released.IsCompletedSuccessfully)
            {
                return AwaitRelease(call, released);
            }

            _ = released.Result;
        }

        Record(call);
        return Task.CompletedTask;
    }

    private async Task AwaitRelease(ApiCall call, ValueTask<FlushResult> released)
    {
        try
        {
            await released;
        }
        finally
        {
            Record(call);
        }
    }

    // Arguments are objects of the application, whose ToString may throw.
    private async Task SendError(ApiCall call)
    {
        ErrorBody? body;
        try
        {
            body = ErrorWriter.WriteBody(call);
        }
        catch (Exception exception)
        {
            await errors.AnswerAsync(call, exception);
            body = call.ClientIsGone ? null : ErrorWriter.WriteBody(call);
        }

        Record(call);
        if (body is not null)
        {
            await ErrorWriter.SendAsync(call, body);
        }
    }

    private void Record(ApiCall call)
    {
        recorder.Record(call, TimeSpan.FromTicks(clock.Now - call.Started));
        call.Held?.End();
        call.Held = null;
    }

    private async Task GiveBack(ApiCall call, RateLimitCharge charge, RateLimitOutcome outcome)
    {
        try
        {
            await charge.GiveBackAsync(outcome);
        }
        catch (StoreUnavailableException exception)
        {
            Log.ChargeNotGivenBack(logger, call.RequestId, exception);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "{RequestId}: the charge of a failed request could not be given back.")]
        public static partial void ChargeNotGivenBack(ILogger logger, string requestId, Exception exception);
    }
}
