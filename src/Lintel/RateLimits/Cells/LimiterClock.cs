namespace Lintel.RateLimits;

/// <summary>
/// Time as cells see it: ticks of 100 ns that only go forward, so that a corrected wall clock neither refills a window nor prolongs one. The wall
/// clock is read only for what leaves the process.
/// </summary>
internal sealed class LimiterClock(TimeProvider time)
{
    private readonly long _origin = time.GetTimestamp();

    public long Now => time.GetElapsedTime(_origin).Ticks;

    public long UtcTicks => time.GetUtcNow().UtcTicks;
}
