using AspNetCoreGeneratedDocument;
using Lintel.Management.Nodes;
using Lintel.Management.Peppers;
using Lintel.Management.Status;

namespace Lintel.Console;

/// <summary>The nodes that share the records, and how this one is.</summary>
internal static class NodePages
{
    private const string PepperScope = "operators:write";

    public static void Map(ConsoleRoutes routes) => routes.Page("/nodes", ListAsync);

    private static async Task<ConsoleView> ListAsync(ConsoleCall call)
    {
        var nodes = await call.ReadAsync<NodeEndpoints.NodesShape>("/nodes");
        var status = await call.ReadAsync<StatusEndpoints.StatusShape>("/status");
        var pepper = call.Session.May(PepperScope) ? await call.ReadAsync<PepperEndpoints.PepperShape>("/pepper") : null;
        return new ConsoleView("Nodes", Section.Nodes, new Views_Nodes { Model = new NodesModel(call, nodes.Data, status, pepper) });
    }
}

/// <summary>The nodes.</summary>
/// <param name="Call">The call.</param>
/// <param name="Nodes">The nodes.</param>
/// <param name="Status">The state of this one.</param>
/// <param name="Pepper">The versions of the pepper; null for operators who may not see them.</param>
internal sealed record NodesModel(
    ConsoleCall Call, IReadOnlyList<NodeEndpoints.NodeShape> Nodes, StatusEndpoints.StatusShape Status, PepperEndpoints.PepperShape? Pepper);
