using Lintel.AspNetCore;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Lintel.Management.Versions;

/// <summary>The contracts in force, and the difference to the versions before them.</summary>
internal static class ContractEndpoints
{
    public static void MapContracts(this RouteGroupBuilder management)
    {
        var contracts = management.MapGroup("/apis/{api}/contract").WithTags("Status");
        contracts.MapGet(string.Empty, (ApiCall call) => Answer.Ok(ContractShape.Of(call.Resource<ContractHistory>())))
            .WithName("lintel.contracts.get")
            .WithSummary("Shows which contract of an API is in force, and whether a changed file was refused")
            .Produces<ContractShape>()
            .OfApi();
        contracts.MapGet("/changes", (ApiCall call) => Answer.Ok(ContractChangesShape.Of(call.Resource<ContractHistory>())))
            .WithName("lintel.contracts.changes")
            .WithSummary("Tells the difference between the contract in force and the version before it, in words")
            .Produces<ContractChangesShape>()
            .OfApi();
    }

    private static RouteHandlerBuilder OfApi(this RouteHandlerBuilder operation) =>
        operation.RequireScope("requests:read").Resource(LoadAsync).RaisesError(Condition.ResourceMissing);

    private static ValueTask<Outcome<ContractHistory>> LoadAsync(ApiCall call)
    {
        var api = call.RouteText("api");
        return ValueTask.FromResult<Outcome<ContractHistory>>(
            call.Service<ContractVersions>().Of(api) is { } history ? history : Refusal.Missing("API", api));
    }
}
