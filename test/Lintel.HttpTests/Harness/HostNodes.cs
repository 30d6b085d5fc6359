using System.Net;
using Lintel.Host.Startup;

namespace Lintel.HttpTests.Harness;

/// <summary>
/// The process of a host, or several nodes behind a balancer. Nodes tell each other that they live by their clocks, so that theirs goes, beside being moved.
/// </summary>
internal sealed class HostNodes : IAsyncDisposable
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(100);

    private readonly NodeBalancer? _balancer;
    private readonly ITimer? _clock;

    public HostNodes(IReadOnlyList<HostApplication> nodes, ManualClock clock)
    {
        All = nodes;
        if (nodes.Count > 1)
        {
            _balancer = new NodeBalancer([.. nodes.Select(node => node.EndPoint)]);
            _clock = TimeProvider.System.CreateTimer(_ => clock.Advance(Tick), state: null, Tick, Tick);
        }
    }

    public IReadOnlyList<HostApplication> All { get; }

    public HostApplication First => All[0];

    public IPEndPoint EndPoint => _balancer?.EndPoint ?? First.EndPoint;

    public async ValueTask DisposeAsync()
    {
        await (_balancer?.DisposeAsync() ?? ValueTask.CompletedTask);
        await Task.WhenAll(All.Select(node => node.DisposeAsync().AsTask()));

        // The nodes stop by the same clock.
        await (_clock?.DisposeAsync() ?? ValueTask.CompletedTask);
    }
}
