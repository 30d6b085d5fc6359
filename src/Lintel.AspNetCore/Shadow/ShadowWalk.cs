using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Lintel.AspNetCore;

/// <summary>
/// The way of a request of an API in shadow mode: the guards decide, then the application answers as if Lintel were absent, then the guards that go by the body
/// decide on what the application has read of it, and the request log tells both. Nothing of the request is changed for the application; the call is not to be
/// found on it while the handler runs.
/// </summary>
internal sealed class ShadowWalk(
    RequestDelegate next, EndpointCatalog catalog, ClientAddress addresses, RequestClock clock, RequestRecorder recorder, ShadowCounts counts)
{
    public async Task InvokeAsync(HttpContext http, ApiRuntime runtime)
    {
        var call = new ApiCall(http, runtime, runtime.Ids.Next(), clock.Now) { Address = addresses.Of(http) };
        var waits = !HttpMethods.IsOptions(http.Request.Method) && !await DecideAsync(call, place: 0, body: null);
        var copy = waits ? BodyCopy.Begin(call) : null;
        call.AdmittedAfter = call.Elapsed;
        var hasFailed = true;
        try
        {
            await next(http);
            hasFailed = false;
        }
        finally
        {
            var status = hasFailed && !http.Response.HasStarted ? StatusCodes.Status500InternalServerError : http.Response.StatusCode;
            var duration = TimeSpan.FromTicks(clock.Now - call.Started);
            if (copy is not null)
            {
                copy.End();
                await DecideAsync(call, call.Reached, copy);
            }

            if (call.Refusal is not null)
            {
                counts.Add(runtime.Contract.Api);
            }

            recorder.RecordShadow(call, duration, status);
        }
    }

    /// <summary>Notes on the call by what it would have been refused. Never throws: the application is to answer in any case.</summary>
    /// <param name="call">The request.</param>
    /// <param name="place">The first guard to ask; 0 before the application runs.</param>
    /// <param name="body">What the application has read; null before it runs.</param>
    /// <returns>False where the guard at the place that the call has reached waits for the body; otherwise, true.</returns>
    private async ValueTask<bool> DecideAsync(ApiCall call, int place, BodyCopy? body)
    {
        var http = call.Http;
        var read = http.Request.Body;
        http.Request.Body = new ShadowBody();
        call.Attach();
        try
        {
            if (body is null)
            {
                if (SizeCheck.Check(call) is { } refusal)
                {
                    Note(call, refusal);
                    return true;
                }

                Route(call, catalog);
            }
            else if (await DecisionOnAsync(call, body) is { } decision)
            {
                call.BodyDecision = decision;
            }
            else
            {
                return true;
            }

            using var trace = GuardTrace.IsOn ? GuardTrace.Start(call.Contract.Api, call.Operation?.Name) : null;
            return await WalkAsync(call, place, isAnswered: body is not null, trace);
        }
        catch (Exception exception)
        {
            Note(call, Refusal.For(Condition.ServerError).BecauseOf(exception));
            return true;
        }
        finally
        {
            http.Request.Body = read;
            http.Features.Set<ApiCall>(null);
        }
    }

    private static void Note(ApiCall call, Refusal refusal)
    {
        call.Error = ErrorDefinitions.Resolve(call, ref refusal);
        call.Refusal = call.Runtime.Mask.Mask(refusal);
    }

    /// <summary>The decision of the stage <c>body</c>; null where the application has left a part of the body unread, so that it is not known.</summary>
    private static async ValueTask<Decision?> DecisionOnAsync(ApiCall call, BodyCopy body) => body.IsTooLarge
        ? BodyLimit.TooLarge(BodyLimit.Of(call))
        : body.Whole is { } whole ? await BodyGuard.DecideAsync(call, whole) : null;

    /// <summary>
    /// Asks the guards. Before the answer, up to the first one that goes by the body; after it, those up to the stage <c>body</c>: what comes later would be
    /// asked about a state that the application has changed since.
    /// </summary>
    private static async ValueTask<bool> WalkAsync(ApiCall call, int place, bool isAnswered, GuardTrace? trace)
    {
        var runtime = call.Runtime;
        for (var i = place; i < runtime.Guards.Length; i++)
        {
            var guard = runtime.Guards[i];
            if (call is { Operation: { ReadBody: not null } operation, BodyDecision: null } && ReadsBody(guard, operation))
            {
                if (BodyGuard.RefusalByHead(call) is not { } unread)
                {
                    call.Reached = (byte)i;
                    return false;
                }

                call.BodyDecision = unread;
            }

            // The one would read the body, and note that a request has begun. The others go by what the application has changed.
            if (guard is IdempotencyGuard || (isAnswered && guard is DelegateGuard))
            {
                continue;
            }

            call.Reached = (byte)(i + 1);
            var decision = await CheckAsync(call, guard, trace);
            call.AddCompared(i, decision);
            trace?.Add(runtime.Stages[i], decision);
            if (decision is Refusal refusal)
            {
                Refuse(call, refusal, trace);
                return true;
            }

            if (isAnswered && guard is BodyGuard)
            {
                return true;
            }
        }

        call.Reached = (byte)(runtime.Guards.Length + 1);
        if ((call.Operation is null ? RouteGuard.Unknown : call.BodyDecision as Refusal) is { } last)
        {
            Refuse(call, last, trace);
        }

        return true;
    }

    private static async ValueTask<Decision> CheckAsync(ApiCall call, Guard guard, GuardTrace? trace)
    {
        try
        {
            return await guard.CheckAsync(call);
        }
        catch (Exception exception)
        {
            trace?.Fail(exception);
            throw;
        }
    }

    private static void Refuse(ApiCall call, Refusal refusal, GuardTrace? trace)
    {
        Note(call, refusal);
        trace?.Refuse(call.Error, call.Refusal);
    }

    private static bool ReadsBody(Guard guard, Operation operation) =>
        guard is BodyGuard || (guard is RateLimitGuard && operation.Limits.Exists(limit => limit.NeedsBody));

    /// <summary>Takes the operation from what routing has selected; for a path of operations with other methods, their methods.</summary>
    public static void Route(ApiCall call, EndpointCatalog catalog)
    {
        var selected = call.Http.GetEndpoint();
        if (selected is RouteEndpoint && catalog.PlaceOf(selected).Guarded is { } guarded && guarded.Api == call.Runtime.Served)
        {
            guarded.TryTake(call);
        }
        else if (selected is not null and not RouteEndpoint)
        {
            // The framework's own answers for a path that has operations: 405 and 415.
            call.AllowedMethods = call.Runtime.AllMethods;
        }
    }
}
