namespace Lintel.Cluster;

/// <summary>An engine that processes share, as this process finds it. Thread-safe.</summary>
internal interface IEngineState
{
    /// <summary>The engine's name, such as <c>redis</c>.</summary>
    string Name { get; }

    /// <summary>When this process lost the engine; null while the engine answers.</summary>
    DateTimeOffset? LostSince { get; }

    /// <summary>The number of times that the engine was lost since the process began.</summary>
    long Losses { get; }
}
