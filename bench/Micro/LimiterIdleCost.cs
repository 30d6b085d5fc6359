using System.Diagnostics;
using Lintel.RateLimits;

namespace Lintel.Bench.Micro;

/// <summary>What a million callers cost while none of them asks: bytes each, and processor time. A benchmark would see neither.</summary>
internal static class LimiterIdleCost
{
    private const int Counters = 1_000_000;
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(10);

    public static async Task PrintAsync()
    {
        var keys = LimiterCallers.Make(Counters);
        Console.WriteLine($"{Counters:N0} callers      bytes each    of a core while idle");
        var lintel = await MeasureAsync("Lintel", keys, () =>
        {
            var limiter = LimiterCallers.MakeLintel(policies: 1);
            return (limiter, key => LimiterCallers.Ask(limiter, key));
        });
        GC.KeepAlive(lintel);
        using var builtIn = (IDisposable)await MeasureAsync("built in", keys, () =>
        {
            var limiter = LimiterCallers.MakeBuiltIn();
            return (limiter, key => limiter.AttemptAcquire(key.Text!).Dispose());
        });
        GC.KeepAlive(keys);
    }

    private static async Task<object> MeasureAsync(string name, RateLimitKey[] keys, Func<(object Limiter, Action<RateLimitKey> Ask)> make)
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var (limiter, ask) = make();
        LimiterCallers.Shuffle(keys, ask);
        var bytes = GC.GetTotalMemory(forceFullCollection: true) - before;

        using var process = Process.GetCurrentProcess();
        var used = process.TotalProcessorTime;
        var began = Stopwatch.GetTimestamp();
        await Task.Delay(Idle, TimeProvider.System);
        process.Refresh();
        var share = (process.TotalProcessorTime - used) / Stopwatch.GetElapsedTime(began);
        Console.WriteLine($"{name,-20} {(double)bytes / keys.Length,10:F1} {share,20:P1}");
        return limiter;
    }
}
