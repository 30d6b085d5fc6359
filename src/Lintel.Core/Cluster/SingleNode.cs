namespace Lintel.Cluster;

/// <summary>The one process that has the stores: a change is applied when it is made.</summary>
/// <param name="time">The clock.</param>
internal sealed class SingleNode(TimeProvider time) : INodes
{
    private static readonly ChangeReceipt Done = new(Applied: 1, Of: 1, Fenced: 0, Milliseconds: 0);

    private NodeState? _state;
    private IReadOnlyList<IEngineState> _engines = [];

    public int LiveNodes => 1;

    public IReadOnlyList<string> DifferingContracts => [];

    public Task<IReadOnlyList<string>> JoinAsync(
        NodeDescription description,
        IReadOnlyList<IEngineState> engines,
        IChangeSink sink,
        IChangeSignal? signal,
        CancellationToken cancellationToken)
    {
        _engines = engines;
        _state = new NodeState(
            NodeName.OfThisProcess(), description, time.GetUtcNow(), Applied: 0, Lag: 0, LeaseUntil: null, LostEngines.Of(engines), DifferingContracts);
        return Task.FromResult<IReadOnlyList<string>>([]);
    }

    public Task LeaveAsync() => Task.CompletedTask;

    public Task<IReadOnlyList<NodeState>> ListAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<NodeState>>(_state is { } state ? [state with { Engines = LostEngines.Of(_engines) }] : []);

    public Task<ChangeReceipt> WaitAsync(TimeSpan limit, CancellationToken cancellationToken) => Task.FromResult(Done);
}
