using System.Threading.RateLimiting;
using BenchmarkDotNet.Attributes;
using Lintel.RateLimits;
using RateLimiter = Lintel.RateLimits.RateLimiter;

namespace Lintel.Bench.Micro;

/// <summary>
/// One decision under one policy, on one counter and over all of them, beside the limiter that .NET brings. Lintel's is told when the request came, which the
/// front door has read from the clock anyway.
/// </summary>
[MemoryDiagnoser]
public class LimiterBenchmarks
{
    private RateLimitKey[] _keys = [];
    private RateLimiter _lintel = null!;
    private PartitionedRateLimiter<string> _builtIn = null!;
    private int _place;

    /// <summary>How many callers there are.</summary>
    [Params(1_000, 10_000, 100_000, 1_000_000)]
    public int Counters { get; set; }

    /// <summary>Makes a counter for every caller.</summary>
    [GlobalSetup(Targets = [nameof(Hot), nameof(Rotation)])]
    public void SetUpLintel()
    {
        _keys = LimiterCallers.Make(Counters);
        _lintel = LimiterCallers.MakeLintel(policies: 1);
        LimiterCallers.Train(() => AskLintel(_keys[0]));
        LimiterCallers.Shuffle(_keys, key => AskLintel(key));
    }

    /// <summary>Makes a limiter for every caller.</summary>
    [GlobalSetup(Targets = [nameof(BuiltInHot), nameof(BuiltInRotation)])]
    public void SetUpBuiltIn()
    {
        _keys = LimiterCallers.Make(Counters);
        _builtIn = LimiterCallers.MakeBuiltIn();
        LimiterCallers.Train(() => AskBuiltIn(_keys[0]));
        LimiterCallers.Shuffle(_keys, key => AskBuiltIn(key));
    }

    /// <summary>Ends the timer of the built-in one.</summary>
    [GlobalCleanup(Targets = [nameof(BuiltInHot), nameof(BuiltInRotation)])]
    public void CleanUp() => _builtIn.Dispose();

    /// <summary>Always the same caller.</summary>
    [Benchmark]
    public bool Hot() => AskLintel(_keys[0]);

    /// <summary>All callers in turn. Their ids come one after the other, as fresh as a request brings them; their counters lie anywhere.</summary>
    [Benchmark]
    public bool Rotation() => AskLintel(Next());

    /// <summary>Always the same caller, with the limiter that .NET brings.</summary>
    [Benchmark]
    public bool BuiltInHot() => AskBuiltIn(_keys[0]);

    /// <summary>All callers in turn, with the limiter that .NET brings.</summary>
    [Benchmark]
    public bool BuiltInRotation() => AskBuiltIn(Next());

    private bool AskLintel(RateLimitKey key) => LimiterCallers.Ask(_lintel, key);

    private bool AskBuiltIn(RateLimitKey key)
    {
        using var lease = _builtIn.AttemptAcquire(key.Text!);
        return lease.IsAcquired;
    }

    private RateLimitKey Next()
    {
        _place = _place + 1 == _keys.Length ? 0 : _place + 1;
        return _keys[_place];
    }
}
