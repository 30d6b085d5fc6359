using BenchmarkDotNet.Attributes;
using Lintel.RateLimits;

namespace Lintel.Bench.Micro;

/// <summary>One decision of the limiter, under one policy and under several, on one cell and over a million.</summary>
[MemoryDiagnoser]
public class LimiterBenchmarks
{
    private const int Cells = 1 << 20;

    private readonly RateLimitKey[] _keys = [.. Enumerable.Range(0, Cells).Select(number => RateLimitKey.Of($"acct_{number:D16}"))];
    private RateLimiter _limiter = null!;
    private RateLimitRequest[] _requests = [];
    private int _place;

    /// <summary>How many policies a request is under.</summary>
    [Params(1, 2, 4, 8)]
    public int Policies { get; set; }

    /// <summary>Makes a cell for every caller.</summary>
    [GlobalSetup]
    public async Task SetUp()
    {
        RateLimitPolicy[] policies = [.. Enumerable.Range(0, Policies).Select(number => new RateLimitPolicy
        {
            Name = $"policy-{number}", Per = RateLimitPartition.Account, Allow = 1_000_000_000, Window = TimeSpan.FromDays(1), WindowText = "1 day",
        })];
        _limiter = new RateLimiter("bench", policies, TimeProvider.System, store: null, maxCellsPerPolicy: 2 * Cells);
        _requests = new RateLimitRequest[Policies];
        foreach (var key in Policies == 1 ? _keys : _keys[..1])
        {
            await _limiter.AcquireAsync(RequestsOf(key), CancellationToken.None);
        }
    }

    /// <summary>Always the same caller.</summary>
    [Benchmark]
    public bool Hot() => _limiter.AcquireAsync(RequestsOf(_keys[0]).Span, CancellationToken.None).Result.Admitted;

    /// <summary>A million callers, far from one another in memory. Measured under one policy.</summary>
    [Benchmark]
    public bool Cold()
    {
        _place = (_place + 104_729) & (Cells - 1);
        return _limiter.AcquireAsync(RequestsOf(_keys[Policies == 1 ? _place : 0]).Span, CancellationToken.None).Result.Admitted;
    }

    private ReadOnlyMemory<RateLimitRequest> RequestsOf(RateLimitKey key)
    {
        for (var i = 0; i < _requests.Length; i++)
        {
            _requests[i] = new RateLimitRequest(i, key, 1_000_000_000);
        }

        return _requests;
    }
}
