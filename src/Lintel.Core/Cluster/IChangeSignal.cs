namespace Lintel.Cluster;

/// <summary>
/// Wakes nodes when one of them has changed something, beside what the store itself tells them. Only a hint: nodes look for changes by themselves, and messages
/// that are lost or for nothing change nothing but the time. Thread-safe.
/// </summary>
internal interface IChangeSignal
{
    /// <summary>Tells all nodes that something may have changed. Does not wait, and never fails.</summary>
    void Send();

    /// <summary>Begins to listen until the process ends. Does not wait for the engine, and never fails.</summary>
    /// <param name="heard">Called for each message, those of this process included; does not wait.</param>
    void Listen(Action heard);
}
