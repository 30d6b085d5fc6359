using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Lintel.AspNetCore;

/// <summary>
/// The outer half of Lintel's middleware: names the API, mints the id, checks sizes, and makes sure that whatever happens further in leaves as the
/// contract's envelope and is recorded. Requests outside all APIs pass untouched, unless the application has asked for Lintel's own contract there.
/// </summary>
internal sealed class FrontDoor(
    RequestDelegate next,
    StageWalk walk,
    ShadowWalk shadow,
    ApiDirectory apis,
    ClientAddress addresses,
    ContractCors cors,
    RequestClock clock,
    RequestEnd end)
{
    // Not async: most requests end without a wait, and need no state machine.
    public Task InvokeAsync(HttpContext http)
    {
        var selected = http.Feature<IEndpointFeature>()?.Endpoint?.Metadata;
        var endpoint = selected?.GetMetadata<ApiEndpoint>();
        var inside = apis.TryFind(http.Request.Path, out var runtime);
        if (inside && apis.IsClosed(runtime!, http))
        {
            // As if there were no such path: the endpoint that routing has selected answers on another port.
            http.SetEndpoint(null);
            (inside, runtime, endpoint, selected) = (false, null, null, null);
        }

        if (inside ? endpoint is null && selected?.GetMetadata<OutsideContractAttribute>() is not null : !apis.AnswersOutside)
        {
            return next(http);
        }

        if (runtime is { IsShadow: true })
        {
            return shadow.InvokeAsync(http, runtime);
        }

        runtime ??= apis.Outside;
        var call = new ApiCall(http, runtime, runtime.Ids.Next(), clock.Now) { Address = addresses.Of(http), IsOutside = !inside };
        call.Attach();
        Identify(http, call.RequestId);
        try
        {
            cors.Apply(http, runtime);
            OuterHeaders.Remember(call);
            var passed = Pass(call, endpoint);
            return passed.IsCompletedSuccessfully ? end.FinishAsync(call, failure: null) : AwaitPass(call, passed);
        }
        catch (Exception exception)
        {
            return end.FinishAsync(call, exception);
        }
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
        Exception? failure = null;
        try
        {
            await passed;
        }
        catch (Exception exception)
        {
            failure = exception;
        }

        await end.FinishAsync(call, failure);
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
}
