using AspNetCoreGeneratedDocument;
using Lintel.AspNetCore;
using Lintel.Contracts;
using Lintel.Management.Status;

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
        await call.ReadAsync<StatusEndpoints.StatusShape>("/status");
        var runtime = call.Apis.All.FirstOrDefault(runtime => runtime.Contract.Api == call.Route("api"));
        return runtime is null
            ? ErrorViews.Missing()
            : new ConsoleView(runtime.Contract.Title, Section.Apis, new Views_Api { Model = new ApiModel(call, runtime.Contract, runtime.Operations) });
    }
}

/// <summary>The list of APIs.</summary>
internal sealed record ApisModel(ConsoleCall Call, StatusEndpoints.StatusShape Status);

/// <summary>One API.</summary>
internal sealed record ApiModel(ConsoleCall Call, Contract Contract, IReadOnlyList<Operation> Operations);
