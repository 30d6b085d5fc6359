namespace Lintel.Cluster;

/// <summary>This process may not join the nodes that live; the message says why and what to do.</summary>
/// <param name="message">What is wrong, and the next step.</param>
internal sealed class NodeRefusedException(string message) : InvalidOperationException(message), IStartupFault
{
    /// <summary>78: a setting is wrong.</summary>
    public int ExitCode => 78;
}
