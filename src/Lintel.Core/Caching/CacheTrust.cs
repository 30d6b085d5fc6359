namespace Lintel.Caching;

/// <summary>
/// Trust in what is kept in memory: it lasts until the lease of this node ends, because until then whoever changes a record waits for it. By a
/// clock that only goes forward. Thread-safe.
/// </summary>
/// <param name="time">The clock.</param>
internal sealed class CacheTrust(TimeProvider time)
{
    private long _until = long.MinValue;

    /// <summary>true while the lease runs; otherwise, false.</summary>
    public bool IsHeld => time.GetTimestamp() < Volatile.Read(ref _until);

    /// <summary>Begins a lease, or makes it longer.</summary>
    /// <param name="since">The timestamp taken before the lease was asked for.</param>
    /// <param name="length">The length that was asked for.</param>
    public void Hold(long since, TimeSpan length) =>
        Volatile.Write(ref _until, since + (long)(length.TotalSeconds * time.TimestampFrequency));

    /// <summary>Ends the lease.</summary>
    public void End() => Volatile.Write(ref _until, long.MinValue);
}
