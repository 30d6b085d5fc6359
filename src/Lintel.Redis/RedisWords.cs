using Lintel.RateLimits;

namespace Lintel.Redis;

/// <summary>The words of scripts: kinds as letters, times as microseconds of Unix time.</summary>
internal static class RedisWords
{
    // Above what clocks of servers differ by, after a failover.
    private static readonly TimeSpan KeptLonger = TimeSpan.FromMinutes(1);

    public static string KindOf(RateLimitKind kind) => kind == RateLimitKind.Fixed ? "f" : "r";

    public static long WindowOf(RateLimitPolicy policy) => policy.Window.Ticks / TimeSpan.TicksPerMicrosecond;

    /// <summary>
    /// The milliseconds after its last charge for which a counter is kept. One that would be looked for in the store is kept for another window, in which its
    /// caller may come back.
    /// </summary>
    public static long KeptOf(RateLimitPolicy policy) =>
        (long)((policy.Durability == RateLimitDurability.Checkpointed ? 2 * policy.Window : policy.Window) + KeptLonger).TotalMilliseconds;

    public static long TicksOf(long microseconds) => DateTime.UnixEpoch.Ticks + (microseconds * TimeSpan.TicksPerMicrosecond);

    public static long MicrosecondsOf(long ticks) => (ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;
}
