using System.Threading.RateLimiting;
using Lintel.RateLimits;
using BuiltInPartition = System.Threading.RateLimiting.RateLimitPartition;
using RateLimiter = Lintel.RateLimits.RateLimiter;
using RateLimitPartition = Lintel.RateLimits.RateLimitPartition;

namespace Lintel.Bench.Micro;

/// <summary>Callers, and the two limiters that are measured: a window of a day that never fills.</summary>
internal static class LimiterCallers
{
    public const int Allow = 1_000_000_000;

    /// <summary>When every request comes: at the beginning of the window.</summary>
    public const long Now = 0;

    // A prime that divides no number of callers, so its multiples visit all of them.
    private const int Stride = 104_729;

    private static readonly TimeSpan Window = TimeSpan.FromDays(1);

    public static RateLimitKey[] Make(int count) => [.. Enumerable.Range(0, count).Select(number => RateLimitKey.Of($"acct_{number:D16}"))];

    /// <summary>One decision under one policy, asked for as a request does.</summary>
    public static bool Ask(RateLimiter limiter, RateLimitKey key) =>
        limiter.TryAcquire([new RateLimitClaim(0, key, Allow)], Now, out var answer) && answer.Admitted;

    /// <summary>
    /// Asks for a caller that is known, until the compiler has seen enough. It goes by what came most while it looked, and on a server that is callers it
    /// knows; of a table that is filled first it learns that all are newcomers, and a decision for one that is known took twice as long.
    /// </summary>
    public static void Train(Func<bool> ask)
    {
        for (var began = TimeProvider.System.GetTimestamp(); TimeProvider.System.GetElapsedTime(began) < TimeSpan.FromSeconds(2);)
        {
            ask();
        }
    }

    /// <summary>Meets the callers in another order than theirs, so that neighbours' counters are no neighbours.</summary>
    public static void Shuffle(RateLimitKey[] keys, Action<RateLimitKey> meet)
    {
        for (var i = 0; i < keys.Length; i++)
        {
            meet(keys[(int)((long)i * Stride % keys.Length)]);
        }
    }

    public static RateLimiter MakeLintel(int policies) => new(
        "bench",
        [.. Enumerable.Range(0, policies).Select(number => new RateLimitPolicy
        {
            Name = $"policy-{number}", Per = RateLimitPartition.Account, Allow = Allow, Window = Window, WindowText = "1 day",
        })],
        new RequestClock(TimeProvider.System),
        store: null);

    public static PartitionedRateLimiter<string> MakeBuiltIn() => PartitionedRateLimiter.Create<string, string>(
        id => BuiltInPartition.GetFixedWindowLimiter(id, _ => new FixedWindowRateLimiterOptions { PermitLimit = Allow, Window = Window }));
}
