namespace Lintel.Caching;

/// <summary>The bounds of a cache.</summary>
internal sealed record RecordCacheOptions
{
    /// <summary>How many records are kept, at least 3. <value>200,000</value></summary>
    public int Capacity { get; init; } = 200_000;

    /// <summary>How many look-ups that found nothing are kept, at least 3. <value>20,000</value></summary>
    public int AbsentCapacity { get; init; } = 20_000;

    /// <summary>How long it is believed that nothing is there. <value>5 seconds</value></summary>
    public TimeSpan AbsentLife { get; init; } = TimeSpan.FromSeconds(5);
}
