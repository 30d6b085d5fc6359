using System.ComponentModel;
using Lintel.AspNetCore;
using Lintel.Cluster;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Lintel.Management.Nodes;

/// <summary>The nodes that share the stores.</summary>
internal static class NodeEndpoints
{
    public static void MapNodes(this RouteGroupBuilder management) => management.MapGet("/nodes", List)
        .WithName("lintel.nodes.list")
        .WithSummary("Lists the nodes and how far each has applied changes")
        .WithDescription("All that live or have lived within a minute, the oldest first, on one page.")
        .WithTags("Status")
        .Produces<NodesShape>()
        .RequireScope("requests:read");

    private static async Task<IResult> List(ApiCall call, INodes nodes) =>
        Answer.Ok(new NodesShape([.. (await nodes.ListAsync(call.Aborted)).Select(NodeShape.Of)]));

    internal sealed record NodesShape(IReadOnlyList<NodeShape> Data);

    internal sealed record NodeShape(
        [Description("The machine, the process and a random end.")] string Node,
        string Version,
        string Environment,
        DateTimeOffset Started,
        [Description("The number of the last change that it has applied.")] long Applied,
        [Description("How many changes it has not applied yet.")] long Lag,
        [Description("Until then it may answer from its memory; null where its lease has ended, and for the only process of a store.")]
        DateTimeOffset? LeaseUntil,
        [Description("The SHA-256 of each API's contract.")] IReadOnlyDictionary<string, string> Contracts,
        [Description("The APIs whose contracts differ from those of the node that started last.")] IReadOnlyList<string> DifferingContracts,
        [Description("The engines that nodes share: 'up', or 'down since' a moment, as the node has found them.")]
        IReadOnlyDictionary<string, string> Engines)
    {
        public static NodeShape Of(NodeState node) => new(
            node.Node,
            node.Description.Version,
            node.Description.Environment,
            node.Started,
            node.Applied,
            node.Lag,
            node.LeaseUntil,
            node.Description.Contracts.ToDictionary(contract => contract.Key, contract => $"sha256:{contract.Value}"),
            node.DifferingContracts,
            node.Engines.OrderBy(engine => engine.Key, StringComparer.Ordinal).ToDictionary(engine => engine.Key, engine => Tell(engine.Value)));

        private static string Tell(DateTimeOffset? lostSince) => lostSince is { } since ? $"down since {since.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ}" : "up";
    }
}
