using System.Net;
using Lintel.Operators;
using Lintel.Requests;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Lintel.AspNetCore;

/// <summary>
/// Asks the guards about a request that is only thought of. Nothing is charged, claimed, counted or logged for it, and the application runs only where it says
/// that this changes nothing.
/// </summary>
internal sealed class Rehearsals(
    ApiDirectory apis,
    RehearsalRoutes routes,
    EndpointCatalog catalog,
    ClientAddress addresses,
    RequestClock clock,
    RequestRecorder recorder,
    ExceptionMap exceptions,
    OperatorCache operators,
    AuthorizationRehearsal authorization,
    IServiceScopeFactory scopes)
{
    /// <summary>Tells whether there is such an API.</summary>
    public bool Has(string api) => apis.All.Any(runtime => runtime.Contract.Api == api);

    /// <summary>Tells whether a path lies in an API.</summary>
    public bool IsIn(string api, string path) => apis.TryFind(path, out var runtime) && runtime.Contract.Api == api;

    /// <summary>Decides on a request.</summary>
    /// <param name="request">The request.</param>
    /// <param name="requestId">The id of the request that asks.</param>
    /// <param name="asker">The address of whoever asks.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<RehearsalResult> DecideAsync(RehearsedRequest request, string requestId, IPAddress asker, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var runtime = apis.Named(request.Api);
        var http = request.ToContext(runtime, scope.ServiceProvider, asker, cancellationToken);
        await routes.SelectAsync(http);
        var call = new ApiCall(http, runtime, requestId, clock.Now)
        {
            Address = addresses.Of(http),
            Rehearsal = new Rehearsal(request.StoredKey),
        };
        call.Attach();
        var walk = new RehearsalWalk(call, authorization);
        if (await DecideAsync(call, walk) is { } refusal)
        {
            call.Error = ErrorDefinitions.Resolve(call, ref refusal);
            call.Refusal = runtime.Mask.Mask(refusal);
        }
        else
        {
            call.IsEntered = true;
        }

        var entry = RequestLogEntries.Of(recorder.Imagine(call, call.Error?.Status ?? StatusCodes.Status200OK));
        var key = request.StoredKey ?? call.KeyOrNull ?? call.RefusedKey;
        var caller = (call.SessionOrNull?.UserId ?? key?.OperatorId) is { } id ? await operators.FindAsync(id, cancellationToken) : null;
        return new RehearsalResult(walk.Mark(Explainer.Of(runtime, entry, key, caller)), walk.NotEvaluated);
    }

    private async Task<Refusal?> DecideAsync(ApiCall call, RehearsalWalk walk)
    {
        try
        {
            return SizeCheck.Check(call) ?? await walk.RunAsync(Route(call));
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            return exceptions.Find(exception, call) ?? exceptions.Otherwise(exception, call);
        }
    }

    private GuardedEndpoint? Route(ApiCall call)
    {
        if (!call.Runtime.IsShadow)
        {
            return StageWalk.Route(call, call.Http.GetEndpoint()?.Metadata.GetMetadata<ApiEndpoint>());
        }

        ShadowWalk.Route(call, catalog);
        return call.Operation is null ? null : catalog.PlaceOf(call.Http.GetEndpoint()!).Guarded;
    }
}

/// <summary>The decision on a request that is only thought of.</summary>
/// <param name="Explanation">How it would go through the guards.</param>
/// <param name="NotEvaluated">The stages that were not asked; a pass depends on them.</param>
internal sealed record RehearsalResult(Explanation Explanation, IReadOnlyList<string> NotEvaluated);
