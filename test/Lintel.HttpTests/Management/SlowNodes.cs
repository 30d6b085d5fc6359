using Lintel.Cluster;

namespace Lintel.HttpTests.Management;

/// <summary>Two nodes, of which the other one never applies a change.</summary>
internal sealed class SlowNodes : INodes
{
    /// <summary>The wait that was asked for last.</summary>
    public TimeSpan LastLimit { get; private set; }

    /// <summary>true if the store tells nothing of the nodes.</summary>
    public bool Fails { get; set; }

    public int LiveNodes => 2;

    public IReadOnlyList<string> DifferingContracts => [];

    public Task<IReadOnlyList<string>> JoinAsync(
        NodeDescription description,
        IReadOnlyList<IEngineState> engines,
        IChangeSink sink,
        IChangeSignal? signal,
        CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<string>>([]);

    public Task LeaveAsync() => Task.CompletedTask;

    public Task<IReadOnlyList<NodeState>> ListAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<NodeState>>([]);

    public Task<ChangeReceipt> WaitAsync(TimeSpan limit, CancellationToken cancellationToken)
    {
        LastLimit = limit;
        return Fails ? throw new StoreUnavailableException("The nodes cannot be read.") : Task.FromResult(new ChangeReceipt(Applied: 1, Of: 2, Fenced: 0, (int)limit.TotalMilliseconds));
    }
}
