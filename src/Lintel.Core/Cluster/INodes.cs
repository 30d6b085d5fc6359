namespace Lintel.Cluster;

/// <summary>The nodes that share the stores, and how far each has applied the changes of the others.</summary>
internal interface INodes : INodeRegistry
{
    /// <summary>The progress of this node with the changes of others; null where there are no others.</summary>
    NodeProgress? Progress => null;

    /// <summary>The APIs whose contracts differ from those of the node that started last, by name; empty for that node itself.</summary>
    IReadOnlyList<string> DifferingContracts { get; }

    /// <summary>Refuses a node that may not be one of them, before it has written anything.</summary>
    /// <param name="environment">Its environment.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="NodeRefusedException">A node with another environment lives.</exception>
    /// <exception cref="StoreUnavailableException">The store cannot answer.</exception>
    Task CheckAsync(string environment, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>
    /// Joins them: from now on changes of other nodes are applied here, and the memory of this node is trusted while its lease runs. Before the first request.
    /// </summary>
    /// <param name="description">What this node is.</param>
    /// <param name="engines">What it finds of the engines that nodes share, which it tells the others.</param>
    /// <param name="sink">Applies changes that other nodes have made.</param>
    /// <param name="signal">Tells of changes sooner; null for nothing beside the store.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The APIs whose contracts differ from those of the node that started last.</returns>
    /// <exception cref="NodeRefusedException">A node with another environment lives.</exception>
    /// <exception cref="StoreUnavailableException">The store cannot answer.</exception>
    Task<IReadOnlyList<string>> JoinAsync(
        NodeDescription description,
        IReadOnlyList<IEngineState> engines,
        IChangeSink sink,
        IChangeSignal? signal,
        CancellationToken cancellationToken);

    /// <summary>Tells the others with the next renewal of the lease what this node is now: contracts are reloaded.</summary>
    /// <param name="description">What this node is.</param>
    void Describe(NodeDescription description)
    {
    }

    /// <summary>Leaves them, so that nobody waits for this node any more. After the last request.</summary>
    Task LeaveAsync();

    /// <summary>Tells the other nodes of a change that is in no record; they apply it as those of records.</summary>
    /// <param name="change">The change.</param>
    /// <param name="cancellationToken">Gives up; they may be told all the same.</param>
    /// <exception cref="StoreUnavailableException">The store cannot answer.</exception>
    Task AnnounceAsync(RecordChange change, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Lists the nodes whose leases run or have ended a moment ago, the oldest first.</summary>
    /// <exception cref="StoreUnavailableException">The store cannot answer.</exception>
    Task<IReadOnlyList<NodeState>> ListAsync(CancellationToken cancellationToken);

    /// <summary>Waits until every node has applied what this one has written so far, or may not answer from its memory any more.</summary>
    /// <param name="limit">The longest wait. It usually ends within a lease, but a node that cannot apply changes may go on renewing its own.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="StoreUnavailableException">The store cannot answer.</exception>
    Task<ChangeReceipt> WaitAsync(TimeSpan limit, CancellationToken cancellationToken);
}

/// <summary>A node as it describes itself.</summary>
/// <param name="Version">The release.</param>
/// <param name="Environment">The environment; keys of another are unknown.</param>
/// <param name="Contracts">The SHA-256 of each API's contract, in hexadecimal, by the API's name.</param>
internal sealed record NodeDescription(string Version, string Environment, IReadOnlyDictionary<string, string> Contracts)
{
    /// <summary>
    /// The versions of the pepper that it opens keys with, the one that it makes keys with first; empty where it is of a release that does not tell.
    /// </summary>
    public IReadOnlyList<int> PepperVersions { get; init; } = [];

    /// <summary>Returns true if it makes keys with an older version of the pepper than some, or does not tell; otherwise, false.</summary>
    public bool MakesKeysBefore(int version) => PepperVersions is not [var current, ..] || current < version;

    /// <summary>Lists the APIs that another node has with a different contract, by name; one that only one of the two has is none of them.</summary>
    /// <param name="other">The contracts of the other node.</param>
    public IReadOnlyList<string> ContractsUnlike(IReadOnlyDictionary<string, string> other) =>
    [
        .. Contracts.Where(contract => other.TryGetValue(contract.Key, out var digest) && digest != contract.Value)
            .Select(contract => contract.Key).Order(StringComparer.Ordinal),
    ];
}

/// <summary>A node as the others see it.</summary>
/// <param name="Node">Its name, of the machine and the process, and its id.</param>
/// <param name="Description">What it said of itself.</param>
/// <param name="Started">The moment it joined.</param>
/// <param name="Applied">The number of the last change that it has applied.</param>
/// <param name="Lag">The number of changes that it has not applied yet.</param>
/// <param name="LeaseUntil">The moment until which it may answer from its memory; null where there is one process, which always may.</param>
/// <param name="Engines">When it lost each engine that nodes share, by the engine's name; null while the engine answers it.</param>
/// <param name="DifferingContracts">The APIs whose contracts differ from those of the node that started last, by name.</param>
internal sealed record NodeState(
    string Node,
    NodeDescription Description,
    DateTimeOffset Started,
    long Applied,
    long Lag,
    DateTimeOffset? LeaseUntil,
    IReadOnlyDictionary<string, DateTimeOffset?> Engines,
    IReadOnlyList<string> DifferingContracts);

/// <summary>The progress of a change.</summary>
/// <param name="Applied">The nodes that have applied it, those with ended leases included.</param>
/// <param name="Of">The nodes whose leases ran when it was committed.</param>
/// <param name="Fenced">The nodes among <paramref name="Applied"/> whose leases have ended instead.</param>
/// <param name="Milliseconds">The time from the commit until this was known.</param>
internal sealed record ChangeReceipt(int Applied, int Of, int Fenced, int Milliseconds)
{
    /// <summary>true if no node answers from before the change; otherwise, false.</summary>
    public bool IsComplete => Applied == Of;
}
