namespace Lintel.Cluster;

/// <summary>Is told how this node keeps up with the changes of others, by the loop that applies them.</summary>
internal interface INodeWatcher
{
    /// <summary>An attempt to apply changes failed.</summary>
    void Failed(Exception exception);

    /// <summary>The lease has ended: from now on the store is asked for each record.</summary>
    void Lapsed();

    /// <summary>The node has caught up after its lease had ended.</summary>
    void Returned();
}
