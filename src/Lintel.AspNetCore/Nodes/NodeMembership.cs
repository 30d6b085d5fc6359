using Lintel.Cluster;
using Lintel.Keys;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Lintel.AspNetCore;

/// <summary>Joins the nodes that share the stores before the first request, and leaves them after the last.</summary>
internal sealed partial class NodeMembership(
    INodes nodes,
    IEnumerable<IEngineState> engines,
    MemoryOfRecords memory,
    LintelOptions options,
    ApiDirectory apis,
    ContractVersions versions,
    Pepper pepper,
    ILogger<NodeMembership> logger,
    IChangeSignal? signal = null) : IHostedLifecycleService
{
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        versions.Listen(_ => nodes.Describe(Describe()));
        foreach (var api in await nodes.JoinAsync(Describe(), [.. engines], memory, signal, cancellationToken))
        {
            Log.ContractDiffers(logger, api);
        }
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    // The server has stopped by then.
    public Task StoppedAsync(CancellationToken cancellationToken) => nodes.LeaveAsync();

    private NodeDescription Describe() => new(
        ReleaseVersion.Text,
        options.Environment,
        apis.Contracts.ToDictionary(contract => contract.Api, contract => contract.Digest, StringComparer.Ordinal))
    {
        PepperVersions = [pepper.Newest, .. pepper.Versions.Where(version => version != pepper.Newest)],
    };

    private static partial class Log
    {
        [LoggerMessage(
            1,
            LogLevel.Warning,
            "The contract of {Api} differs from that of the node that started last: callers are answered by both until all nodes have the same one.")]
        public static partial void ContractDiffers(ILogger logger, string api);
    }
}
