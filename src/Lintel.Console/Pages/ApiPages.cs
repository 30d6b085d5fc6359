using AspNetCoreGeneratedDocument;
using Lintel.AspNetCore;
using Lintel.Contracts;
using Lintel.Management.Status;
using Lintel.Management.Versions;

namespace Lintel.Console;

/// <summary>The APIs of the process with their catalogs.</summary>
internal static class ApiPages
{
    public static void Map(ConsoleRoutes routes)
    {
        routes.Page("/apis", ListAsync);
        routes.Page("/apis/{api}", OneAsync);
    }

    private static async Task<ConsoleView> ListAsync(ConsoleCall call)
    {
        var status = await call.ReadAsync<StatusEndpoints.StatusShape>("/status");
        return new ConsoleView("APIs", Section.Apis, new Views_Apis { Model = new ApisModel(call, status) });
    }

    private static async Task<ConsoleView> OneAsync(ConsoleCall call)
    {
        // Who may not read the status may not read this either, although contracts are no secret.
        var status = await call.ReadAsync<StatusEndpoints.StatusShape>("/status");
        if (call.Apis.All.FirstOrDefault(runtime => runtime.Contract.Api == call.Route("api")) is not { Contract: var contract } runtime)
        {
            return ErrorViews.Missing();
        }

        var version = status.Apis.FirstOrDefault(api => api.Api == contract.Api)?.Contract;
        var changes = version?.Previous is null ? null : await call.ReadAsync<ContractChangesShape>($"/apis/{contract.Api}/contract/changes");
        return new ConsoleView(
            contract.Title, Section.Apis, new Views_Api { Model = new ApiModel(call, contract, runtime.Operations, version, changes) });
    }
}

/// <summary>The list of APIs.</summary>
internal sealed record ApisModel(ConsoleCall Call, StatusEndpoints.StatusShape Status);

/// <summary>One API.</summary>
internal sealed record ApiModel(
    ConsoleCall Call, Contract Contract, IReadOnlyList<Operation> Operations, ContractShape? Version, ContractChangesShape? Changes);
