using AspNetCoreGeneratedDocument;
using Lintel.Management.Nodes;
using Lintel.Management.Status;

namespace Lintel.Console;

/// <summary>The nodes that share the records, and how this one is.</summary>
internal static class NodePages
{
    public static void Map(ConsoleRoutes routes) => routes.Page("/nodes", ListAsync);

    private static async Task<ConsoleView> ListAsync(ConsoleCall call)
    {
        var nodes = await call.ReadAsync<NodeEndpoints.NodesShape>("/nodes");
        var status = await call.ReadAsync<StatusEndpoints.StatusShape>("/status");
        return new ConsoleView("Nodes", Section.Nodes, new Views_Nodes { Model = new NodesModel(call, nodes.Data, status) });
    }
}

/// <summary>The nodes.</summary>
internal sealed record NodesModel(ConsoleCall Call, IReadOnlyList<NodeEndpoints.NodeShape> Nodes, StatusEndpoints.StatusShape Status);
