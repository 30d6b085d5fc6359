namespace Lintel.Cluster;

/// <summary>The nodes that share the stores, and how far each has applied the changes of the others.</summary>
internal interface INodes : INodeRegistry
{
    /// <summary>
    /// Joins them: from now on changes of other nodes are applied here, and the memory of this node is trusted while its lease runs. Before the first request.
    /// </summary>
    /// <param name="description">What this node is.</param>
    /// <param name="sink">Applies changes that other nodes have made.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The APIs whose contracts differ from those of the node that started last.</returns>
    /// <exception cref="NodeRefusedException">A node with another environment lives.</exception>
    /// <exception cref="StoreUnavailableException">The store cannot answer.</exception>
    Task<IReadOnlyList<string>> JoinAsync(NodeDescription description, IChangeSink sink, CancellationToken cancellationToken);

    /// <summary>Leaves them, so that nobody waits for this node any more. After the last request.</summary>
    Task LeaveAsync();

    /// <summary>Lists the nodes whose leases run or have ended a moment ago, the oldest first.</summary>
    /// <exception cref="StoreUnavailableException">The store cannot answer.</exception>
    Task<IReadOnlyList<NodeState>> ListAsync(CancellationToken cancellationToken);

    /// <summary>Waits until every node has applied what this one has written so far, or may not answer from its memory any more.</summary>
    /// <param name="limit">The longest wait; null for as long as it takes, which is a lease.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="StoreUnavailableException">The store cannot answer.</exception>
    Task<ChangeReceipt> WaitAsync(TimeSpan? limit, CancellationToken cancellationToken);
}

/// <summary>A node as it describes itself.</summary>
/// <param name="Version">The release.</param>
/// <param name="Environment">The environment; keys of another are unknown.</param>
/// <param name="Contracts">The SHA-256 of each API's contract, in hexadecimal, by the API's name.</param>
internal sealed record NodeDescription(string Version, string Environment, IReadOnlyDictionary<string, string> Contracts);

/// <summary>A node as the others see it.</summary>
/// <param name="Node">Its name, of the machine and the process, and its id.</param>
/// <param name="Description">What it said of itself.</param>
/// <param name="Started">The moment it joined.</param>
/// <param name="Applied">The number of the last change that it has applied.</param>
/// <param name="Lag">The number of changes that it has not applied yet.</param>
/// <param name="LeaseUntil">The moment until which it may answer from its memory; null where there is one process, which always may.</param>
internal sealed record NodeState(string Node, NodeDescription Description, DateTimeOffset Started, long Applied, long Lag, DateTimeOffset? LeaseUntil);

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
