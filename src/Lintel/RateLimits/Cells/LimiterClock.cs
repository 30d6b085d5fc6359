namespace Lintel.RateLimits;

/// <summary>
/// Time as cells see it: ticks of 100 ns that only go forward, so that a corrected wall clock neither refills a window nor prolongs one. The wall
/// clock is read only for what leaves the process.
/// </summary>
internal sealed class LimiterClock(TimeProvider time)
{
    // Reading the wall clock took 30 ns; how far it is ahead of this clock changes only when somebody corrects it.
    private const long WallClockKept = TimeSpan.TicksPerMillisecond;

    private readonly long _origin = time.GetTimestamp();
    private readonly long _nanosecondsPerUnit = TimeSpan.NanosecondsPerTick * TimeSpan.TicksPerSecond % time.TimestampFrequency == 0
        ? TimeSpan.NanosecondsPerTick * TimeSpan.TicksPerSecond / time.TimestampFrequency
        : 0;

    private long _aheadUntil = long.MinValue;
    private long _ahead;

    /// <summary>The time since the limiter was made.</summary>
    public long Now
    {
        get
        {
            var timestamp = time.GetTimestamp();

            // Whole nanoseconds to the unit on all systems known; the general conversion took 6 ns more.
            return _nanosecondsPerUnit != 0
                ? (timestamp - _origin) * _nanosecondsPerUnit / TimeSpan.NanosecondsPerTick
                : time.GetElapsedTime(_origin, timestamp).Ticks;
        }
    }

    public long UtcTicks => time.GetUtcNow().UtcTicks;

    /// <summary>The wall clock's time for a moment just past, by a reading that is at most a millisecond old.</summary>
    public long ToUtcTicks(long now)
    {
        // Written in the other order: whoever sees the new limit sees the new difference.
        if (now >= Volatile.Read(ref _aheadUntil))
        {
            var read = Now;
            Volatile.Write(ref _ahead, UtcTicks - read);
            Volatile.Write(ref _aheadUntil, read + WallClockKept);
        }

        return now + Volatile.Read(ref _ahead);
    }
}
