using Lintel.AspNetCore;
using Lintel.Management.Audit;
using Lintel.Management.Rights;
using Lintel.Stores;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Lintel.Management.Requests;

/// <summary>Tells whether a request would pass, charging and changing nothing.</summary>
internal static class DecideEndpoint
{
    public static void MapDecide(this RouteGroupBuilder requests) => requests.MapPost("/decide", DecideAsync)
        .WithName("lintel.decide")
        .WithSummary("Tells whether a request would pass the guards, charging and changing nothing")
        .WithDescription("Delegates and guards of the application are asked only where they are marked free of side effects.")
        .Accepts<DecideDocument>("application/json")
        .Produces<DecidedShape>()
        .NotIdempotent()
        .Unaudited()
        .RequireScope("requests:decide")
        .Body(DecideBodies.Read)
        .RaisesError(Condition.ResourceMissing);

    private static async Task<IResult> DecideAsync(ApiCall call, Rehearsals rehearsals, ILintelStores stores)
    {
        var (request, keyId) = call.Body<DecideRequest>();
        if (keyId is not null)
        {
            if (await stores.Keys.FindAsync(keyId, call.Aborted) is not { } key || !ManagementRights.Sees(call, key))
            {
                return new ErrorResult(Refusal.Missing("Key", keyId));
            }

            request = request with { StoredKey = key };
        }

        return Answer.Ok(new DecidedShape(DecisionShape.Of(await rehearsals.DecideAsync(request, call.RequestId, call.Address, call.Aborted))));
    }
}
