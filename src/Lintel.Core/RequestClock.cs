namespace Lintel;

/// <summary>
/// The time of requests: ticks of 100 ns that only go forward, so that a corrected wall clock neither refills a limit's window nor prolongs one. It is read
/// when a request comes and when it ends, for reading a clock takes 30 ns; the wall clock's time for those moments follows from them.
/// </summary>
/// <param name="time">The clock that is read.</param>
internal sealed class RequestClock(TimeProvider time)
{
    // How far the wall clock is ahead changes only when somebody corrects it. It is looked at again after a millisecond, and less than one is no correction:
    // so a moment has the same time however often one asks.
    private const long WallClockKept = TimeSpan.TicksPerMillisecond;
    private const long LeastCorrection = TimeSpan.TicksPerMillisecond;

    private readonly long _origin = time.GetTimestamp();
    private readonly long _nanosecondsPerUnit = TimeSpan.NanosecondsPerTick * TimeSpan.TicksPerSecond % time.TimestampFrequency == 0
        ? TimeSpan.NanosecondsPerTick * TimeSpan.TicksPerSecond / time.TimestampFrequency
        : 0;

    private long _aheadUntil = long.MinValue;
    private long _ahead;

    /// <summary>The ticks since this clock was made.</summary>
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

    /// <summary>The wall clock's time in ticks of UTC, read anew.</summary>
    public long UtcTicks => time.GetUtcNow().UtcTicks;

    /// <summary>The wall clock's time for a moment just past, by a look at it that is at most a millisecond old; true to a millisecond.</summary>
    /// <param name="now">A moment, as <see cref="Now"/> gave it.</param>
    /// <returns>Ticks of UTC.</returns>
    public long ToUtcTicks(long now)
    {
        // Written in the other order: whoever sees the new limit sees the new difference.
        if (now >= Volatile.Read(ref _aheadUntil))
        {
            var read = Now;
            var ahead = UtcTicks - read;
            if (Math.Abs(ahead - Volatile.Read(ref _ahead)) >= LeastCorrection)
            {
                Volatile.Write(ref _ahead, ahead);
            }

            Volatile.Write(ref _aheadUntil, read + WallClockKept);
        }

        return now + Volatile.Read(ref _ahead);
    }
}
