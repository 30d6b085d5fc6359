using Microsoft.AspNetCore.Http;

namespace Lintel.AspNetCore;

/// <summary>Walks the contract's own order of guards, after routing has looked and before the endpoint runs.</summary>
internal sealed class StageWalk(RequestDelegate next, EndpointAuthorization? authorization, IdempotencyRecords idempotency, RequestMetrics metrics)
{
    private readonly Preflights _preflights = new(CorsMiddlewareSearch.After(next));

    /// <param name="call">The request.</param>
    /// <param name="endpoint">What routing has selected; null for an endpoint that is none of Lintel's, and for none.</param>
    public Task InvokeAsync(ApiCall call, ApiEndpoint? endpoint)
    {
        if (call.IsOutside)
        {
            NoteAdmitted(call);
            return next(call.Http);
        }

        if (OrderAtRuntime.RefusesCacheBefore(call))
        {
            return Task.CompletedTask;
        }

        if (!HttpMethods.IsOptions(call.Http.Request.Method))
        {
            return Walk(call, Route(call, endpoint));
        }

        return Preflight.MethodOf(call.Http.Request) is null ? Options(call, endpoint) : AnswerPreflight(call, endpoint);
    }

    private static void AnswerOptions(ApiCall call)
    {
        ResponseHeaders.Write(call);
        call.Http.Response.StatusCode = StatusCodes.Status204NoContent;
        call.Http.Response.Headers.Allow = call.Runtime.AllMethods;
    }

    /// <summary>Nothing of the application runs: what it says of the preflight is a policy, and a request without a credential is not passed on.</summary>
    private async Task AnswerPreflight(ApiCall call, ApiEndpoint? endpoint)
    {
        if (call.Contract.Cors is not null)
        {
            // The header fields are there already, on this answer as on every other.
            AnswerOptions(call);
            return;
        }

        if (await _preflights.PolicyOfAsync(call.Http) is not { } policy)
        {
            await Options(call, endpoint);
            return;
        }

        AnswerOptions(call);
        Preflights.Apply(policy, call.Http);
    }

    /// <summary>An endpoint that the application has mapped for OPTIONS is an operation like others. One for every method leaves OPTIONS to Lintel.</summary>
    private Task Options(ApiCall call, ApiEndpoint? endpoint)
    {
        if (endpoint is GuardedEndpoint { Operation: var operation } && operation.Methods.Contains(call.Http.Request.Method))
        {
            return Walk(call, Route(call, endpoint));
        }

        AnswerOptions(call);
        return Task.CompletedTask;
    }

    /// <summary>Takes the operation, or the methods of the path for 405, from what routing selected. Nothing is run to learn something about it.</summary>
    /// <returns>The operation's endpoint; null where there is none for this request.</returns>
    public static GuardedEndpoint? Route(ApiCall call, ApiEndpoint? endpoint)
    {
        if (endpoint is UnmatchedEndpoint unmatched && unmatched.Api == call.Runtime.Served)
        {
            call.AllowedMethods = unmatched.AllowedMethods(call.Http);
            return null;
        }

        if (endpoint is not GuardedEndpoint guarded || guarded.Api != call.Runtime.Served)
        {
            // Some middleware's own, or of an API that the path does not name: whatever looks at it later must not run it.
            call.Http.SetEndpoint(null);
            return null;
        }

        if (guarded.Fault is { } fault)
        {
            throw new InvalidOperationException(fault);
        }

        return guarded.TryTake(call) ? guarded : null;
    }

    private Task Walk(ApiCall call, GuardedEndpoint? guarded)
    {
        if (GuardTrace.IsOn)
        {
            return WalkTraced(call, guarded);
        }

        var guards = call.Runtime.Guards;
        var timing = GuardTiming.Begin(metrics, call);
        for (var i = 0; i < guards.Length; i++)
        {
            if (IsSkipped(call, guards[i]))
            {
                continue;
            }

            call.Reached = (byte)(i + 1);
            var pending = guards[i].CheckAsync(call);
            if (!pending.IsCompletedSuccessfully)
            {
                return WalkOn(call, guarded, i, pending, timing);
            }

            var decision = pending.Result;
            timing.Note(i, decision);
            if (decision == Decision.Pass)
            {
                continue;
            }

            if (IsRefused(call, i, decision))
            {
                return Task.CompletedTask;
            }
        }

        return Enter(call, guarded);
    }

    private static bool IsRefused(ApiCall call, int index, Decision? decision)
    {
        call.AddCompared(index, decision);
        if (decision is not Refusal refusal)
        {
            return false;
        }

        ErrorWriter.Answer(call, refusal);
        return true;
    }

    /// <summary>True where the answer is known.</summary>
    private static bool IsReplayed(ApiCall call) => call.Idempotency is { Replay: not null };

    /// <summary>
    /// Guards that look at the state that the first request has changed are not asked again. Those of the application are: what they decide on is theirs to
    /// know.
    /// </summary>
    public static bool IsSkipped(ApiCall call, Guard guard) => IsReplayed(call) && guard is (BodyGuard or DelegateGuard);

    // Asynchronous, so that the activity is not the current one for outer middleware; it ends before the application runs. One method with what follows: what
    // a guard sets in its execution context reaches the application, as it does without a trace.
    private async Task WalkTraced(ApiCall call, GuardedEndpoint? guarded)
    {
        using (var trace = GuardTrace.Start(call.Contract.Api, call.Operation?.Name))
        {
            var guards = call.Runtime.Guards;
            var timing = GuardTiming.Begin(metrics, call);
            try
            {
                for (var i = 0; i < guards.Length; i++)
                {
                    if (IsSkipped(call, guards[i]))
                    {
                        continue;
                    }

                    call.Reached = (byte)(i + 1);
                    var decision = await guards[i].CheckAsync(call);
                    timing.Note(i, decision);
                    trace?.Add(call.Runtime.Stages[i], decision);
                    if (decision != Decision.Pass && IsRefused(call, i, decision))
                    {
                        trace?.Refuse(call.Error, call.Refusal);
                        return;
                    }
                }
            }
            catch (Exception exception)
            {
                trace?.Fail(exception);
                throw;
            }
        }

        await Enter(call, guarded);
    }

    private async Task WalkOn(ApiCall call, GuardedEndpoint? guarded, int index, ValueTask<Decision> pending, GuardTiming timing)
    {
        var guards = call.Runtime.Guards;
        while (true)
        {
            var decision = await pending;
            timing.Note(index, decision);
            if (IsRefused(call, index, decision))
            {
                return;
            }

            do
            {
                index++;
            }
            while (index < guards.Length && IsSkipped(call, guards[index]));

            if (index == guards.Length)
            {
                await Enter(call, guarded);
                return;
            }

            call.Reached = (byte)(index + 1);
            pending = guards[index].CheckAsync(call);
        }
    }

    private Task Enter(ApiCall call, GuardedEndpoint? guarded)
    {
        call.Reached = (byte)(call.Runtime.Guards.Length + 1);
        if (guarded is null || call.BodyDecision is Refusal)
        {
            // The contract has no stage that would have refused it.
            ErrorWriter.Answer(call, call.BodyDecision as Refusal ?? RouteGuard.Unknown);
            return Task.CompletedTask;
        }

        if (HandlerBody.Begin(call) is { } refusal)
        {
            ErrorWriter.Answer(call, refusal);
            return Task.CompletedTask;
        }

        ResponseHeaders.Write(call);
        CallerIdentity.Attach(call);
        if (IsReplayed(call))
        {
            call.Http.SetEndpoint(ReplayEndpoint.Of(guarded.Admitted));
            return Authorize(call, guarded);
        }

        if (guarded.Operation.TakesCaller)
        {
            CallerParameters.Require(call, guarded.Operation);
            CurrentCall.Fill(call);
        }

        call.Http.SetEndpoint(guarded.Admitted);
        if (call.Idempotency is not null || authorization?.RanBefore(call.Http) == true)
        {
            return Authorize(call, guarded);
        }

        NoteAdmitted(call);
        HeldResponse.Begin(call);
        return next(call.Http);
    }

    private async Task Authorize(ApiCall call, GuardedEndpoint guarded)
    {
        if (authorization?.RanBefore(call.Http) == true && await authorization.CheckAsync(call.Http, guarded) is Refusal refusal)
        {
            ErrorWriter.Answer(call, refusal);
            return;
        }

        if (call.Idempotency is { Replay: null } claim && await idempotency.BeginAsync(call, claim) is { } noPlace)
        {
            ErrorWriter.Answer(call, noPlace);
            return;
        }

        NoteAdmitted(call);
        HeldResponse.Begin(call);
        await next(call.Http);
    }

    private void NoteAdmitted(ApiCall call)
    {
        call.IsEntered = true;
        if (metrics.IsEnabled)
        {
            call.AdmittedAfter = call.Elapsed;
        }
    }
}
