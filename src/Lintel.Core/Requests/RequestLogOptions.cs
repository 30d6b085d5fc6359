namespace Lintel.Requests;

/// <summary>The bounds of the request log.</summary>
public sealed record RequestLogOptions
{
    /// <summary>How many records may wait to be written; what comes beyond is dropped and counted. <value>65,536</value></summary>
    public int QueueLength { get; init; } = 65_536;

    /// <summary>How long a record waits at most before it is written. <value>100 milliseconds</value></summary>
    public TimeSpan Delay { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>How many waiting records are written without further delay, and at most in one transaction. <value>4,000</value></summary>
    public int BatchSize { get; init; } = 4_000;

    /// <summary>How long records are kept. <value>30 days</value></summary>
    public TimeSpan KeepFor { get; init; } = TimeSpan.FromDays(30);

    /// <summary>The number of records without a recognized credential that are kept. <value>200,000</value></summary>
    public long MaxAnonymous { get; init; } = 200_000;

    /// <summary>The number of records of recognized callers, refused or failed, that are kept. <value>500,000</value></summary>
    public long MaxRefused { get; init; } = 500_000;

    /// <summary>The number of records of recognized callers, answered, that are kept. <value>1,000,000</value></summary>
    public long MaxAdmitted { get; init; } = 1_000_000;

    /// <summary>
    /// Of how many admitted requests one is kept with what each guard has compared; 0 for none, 1 for all. Of refused and failed ones all are.
    /// <value>100</value>
    /// </summary>
    public int TrailSample { get; init; } = 100;

    /// <summary>How often it is looked whether there are records to remove. <value>1 minute</value></summary>
    public TimeSpan TrimEvery { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How long a stop may take to write what waits; the rest is dropped and counted. <value>1.5 seconds</value></summary>
    public TimeSpan StopWithin { get; init; } = TimeSpan.FromSeconds(1.5);
}
