using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Lintel.AspNetCore;

/// <summary>
/// The way of a request of an API in shadow mode: the guards decide, then the application answers as if Lintel were absent, and the request log tells both.
/// Nothing of the request is changed for the application; the call is not to be found on it while the handler runs.
/// </summary>
internal sealed class ShadowWalk(
    RequestDelegate next, EndpointCatalog catalog, ClientAddress addresses, RequestClock clock, RequestRecorder recorder, ShadowCounts counts)
{
    public async Task InvokeAsync(HttpContext http, ApiRuntime runtime)
    {
        var call = new ApiCall(http, runtime, runtime.Ids.Next(), clock.Now) { Address = addresses.Of(http) };
        if (!HttpMethods.IsOptions(http.Request.Method))
        {
            await DecideAsync(call);
        }

        call.AdmittedAfter = call.Elapsed;
        if (call.Refusal is not null)
        {
            counts.Add(runtime.Contract.Api);
        }

        var hasFailed = true;
        try
        {
            await next(http);
            hasFailed = false;
        }
        finally
        {
            var status = hasFailed && !http.Response.HasStarted ? StatusCodes.Status500InternalServerError : http.Response.StatusCode;
            recorder.RecordShadow(call, TimeSpan.FromTicks(clock.Now - call.Started), status);
        }
    }

    /// <summary>Notes on the call by what it would have been refused. Never throws: the application is to answer in any case.</summary>
    private async Task DecideAsync(ApiCall call)
    {
        var http = call.Http;
        var body = http.Request.Body;
        http.Request.Body = new ShadowBody();
        call.Attach();
        try
        {
            if ((SizeCheck.Check(call) ?? await WalkAsync(call)) is { } refusal)
            {
                Note(call, refusal);
            }
        }
        catch (Exception exception)
        {
            Note(call, Refusal.For(Condition.ServerError).BecauseOf(exception));
        }
        finally
        {
            http.Request.Body = body;
            http.Features.Set<ApiCall>(null);
        }
    }

    private static void Note(ApiCall call, Refusal refusal)
    {
        call.Error = ErrorDefinitions.Resolve(call, ref refusal);
        call.Refusal = call.Runtime.Mask.Mask(refusal);
    }

    /// <summary>Asks the guards up to the first one that goes by the body: what it and those after it would have said is not known.</summary>
    private async ValueTask<Refusal?> WalkAsync(ApiCall call)
    {
        Route(call, catalog);
        var runtime = call.Runtime;
        for (var i = 0; i < runtime.Guards.Length; i++)
        {
            if (call.Operation is { ReadBody: not null } operation && ReadsBody(runtime.Guards[i], operation))
            {
                return null;
            }

            // It would read the body, and note that a request has begun.
            if (runtime.Guards[i] is IdempotencyGuard)
            {
                continue;
            }

            call.Reached = (byte)(i + 1);
            var decision = await runtime.Guards[i].CheckAsync(call);
            call.AddCompared(i, decision);
            if (decision is Refusal refusal)
            {
                return refusal;
            }
        }

        call.Reached = (byte)(runtime.Guards.Length + 1);
        return call.Operation is null ? RouteGuard.Unknown : call.BodyDecision as Refusal;
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
