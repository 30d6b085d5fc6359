namespace Lintel.Postgres;

/// <summary>The times by which nodes live.</summary>
internal sealed record NodeTimes
{
    /// <summary>The time for which a node may answer from its memory after it has last been heard of. <value>3 seconds</value></summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>The time after which a node looks for changes that it has not been told of, and renews its lease. <value>1 second</value></summary>
    public TimeSpan Poll { get; init; } = TimeSpan.FromSeconds(1);
}
