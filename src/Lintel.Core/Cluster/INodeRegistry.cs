namespace Lintel.Cluster;

/// <summary>The processes that share the stores.</summary>
internal interface INodeRegistry
{
    /// <summary>The number of nodes whose leases run, this one included; 1 where there is one process.</summary>
    int LiveNodes { get; }
}
