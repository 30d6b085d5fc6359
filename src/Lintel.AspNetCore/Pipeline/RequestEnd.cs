using Lintel.RateLimits;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Lintel.AspNetCore;

/// <summary>
/// The end of a request: answers what has failed, starts and sends the response, gives charges back, records what was sent, and puts back what was
/// replaced. A failure of any of it is a failure of the request, and is answered by the contract as long as the response has not started.
/// </summary>
internal sealed class RequestEnd(ForeignErrors errors, ErrorLog log, RequestRecorder recorder, IdempotencyRecords idempotency, RequestClock clock)
{
    // The application's failure, that of a callback for the start, and an argument whose ToString throws.
    private const int MostFailures = 3;

    /// <summary>Ends a request.</summary>
    /// <param name="call">The request.</param>
    /// <param name="failure">The exception that it has ended with; null for none.</param>
    public async Task FinishAsync(ApiCall call, Exception? failure)
    {
        var isRecorded = false;
        try
        {
            await AnswerAsync(call, failure);
            var body = await StartAsync(call);
            if (call.Charge is { } charge)
            {
                await GiveBackAsync(call, charge);
            }

            if (body is null)
            {
                await SendSuccessAsync(call);
            }

            log.Undeclared(call);

            // A refusal is recorded before it is sent, so that its id is found at once.
            isRecorded = true;
            Record(call);
            if (body is not null)
            {
                await ErrorWriter.SendAsync(call, body);
            }
        }
        finally
        {
            if (!isRecorded)
            {
                Record(call);
            }
        }
    }

    private async ValueTask AnswerAsync(ApiCall call, Exception? failure)
    {
        if (failure is null)
        {
            try
            {
                errors.Answer(call);
                return;
            }
            catch (Exception exception)
            {
                failure = exception;
            }
        }

        await errors.AnswerAsync(call, failure);
    }

    /// <summary>Starts the response.</summary>
    /// <returns>The body of the error that is to be sent; null for a success, and where nothing more can be sent.</returns>
    private async ValueTask<ErrorBody?> StartAsync(ApiCall call)
    {
        var body = await PrepareAsync(call);
        try
        {
            await StartServerAsync(call);
            return body;
        }
        catch (Exception exception)
        {
            await errors.AnswerAsync(call, exception);
            if (call.IsCut || call.ClientIsGone)
            {
                return null;
            }

            // A callback of outer middleware has failed, and the server takes no other answer: it sends an empty 500 of its own.
            call.Http.Response.StatusCode = StatusCodes.Status500InternalServerError;
            throw;
        }
    }

    private async ValueTask<ErrorBody?> PrepareAsync(ApiCall call)
    {
        for (var failures = 0; ; failures++)
        {
            try
            {
                var body = ErrorWriter.WriteBody(call);
                if (call is { IsCut: false, ClientIsGone: false } && HeldResponse.Of(call) is { } held)
                {
                    await held.PrepareAsync();
                }

                if (call.Idempotency is not null)
                {
                    await idempotency.KeepAsync(call);
                }

                return body;
            }
            catch (Exception exception) when (failures < MostFailures)
            {
                await errors.AnswerAsync(call, exception);
            }
        }
    }

    private static Task StartServerAsync(ApiCall call)
    {
        if (call.IsCut || call.ClientIsGone || HeldResponse.IsStarted(call) || (call.IsOutside && call.Error is null))
        {
            return Task.CompletedTask;
        }

        if (call.Error is null && HeldResponse.Of(call) is { } held)
        {
            return held.StartServerAsync();
        }

        // From here on the envelope is written to the server itself. Where outer middleware has a body in between, that starts with the first byte.
        PutBackResponse(call);
        var response = call.Http.Feature<IHttpResponseBodyFeature>();
        if (response is null || !ReferenceEquals(response, call.Http.Feature<IHttpResponseFeature>()))
        {
            return Task.CompletedTask;
        }

        if (call.Error is null)
        {
            BodyFit.AnnounceEmpty(call.Http);
        }

        return response.StartAsync();
    }

    private async ValueTask SendSuccessAsync(ApiCall call)
    {
        if (call is not { Error: null, ClientIsGone: false } || HeldResponse.Of(call) is not { } held)
        {
            return;
        }

        try
        {
            await held.SendAsync();
        }
        catch (Exception exception)
        {
            await errors.AnswerAsync(call, exception);
        }
    }

    /// <summary>Gives the charge of a request back under the limits that do not count how it ended.</summary>
    private async ValueTask GiveBackAsync(ApiCall call, RateLimitCharge charge)
    {
        var outcome = OutcomeOf(call);
        if (!charge.IsGivenBack(outcome))
        {
            return;
        }

        try
        {
            await charge.GiveBackAsync(outcome);
        }
        catch (StoreUnavailableException exception)
        {
            log.ChargeNotGivenBack(call, exception);
        }
    }

    private static RateLimitOutcome OutcomeOf(ApiCall call) => call.ClientIsGone ? RateLimitOutcome.Abandoned : call.Http.Response.StatusCode switch
    {
        < 400 when call.Error is { Status: < 400 } && !call.Runtime.IsShadow => IsFailure(call) ? RateLimitOutcome.Failed : RateLimitOutcome.Refused,
        < 400 => RateLimitOutcome.Succeeded,
        < 500 => RateLimitOutcome.Refused,
        _ => RateLimitOutcome.Failed,
    };

    /// <summary>The class of an error whose status does not tell it: a format that answers all of them with 200.</summary>
    private static bool IsFailure(ApiCall call) => call.Refusal?.Condition?.Root == Condition.ServerError;

    private void Record(ApiCall call)
    {
        try
        {
            recorder.Record(call, TimeSpan.FromTicks(clock.Now - call.Started));
        }
        finally
        {
            PutBackResponse(call);
            HandlerBody.Of(call)?.End();
            idempotency.Release(call);
            BodyLimit.Restore(call);
        }
    }

    private static void PutBackResponse(ApiCall call)
    {
        HeldResponse.Of(call)?.End();
        call.ResponseBody = null;
    }
}
