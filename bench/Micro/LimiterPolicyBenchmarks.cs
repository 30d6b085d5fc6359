using BenchmarkDotNet.Attributes;
using Lintel.RateLimits;

namespace Lintel.Bench.Micro;

/// <summary>One decision of the limiter under several policies that count by the same id.</summary>
[MemoryDiagnoser]
public class LimiterPolicyBenchmarks
{
    private readonly RateLimitKey _key = LimiterCallers.Make(1)[0];
    private RateLimiter _limiter = null!;

    /// <summary>How many policies a request is under.</summary>
    [Params(1, 2, 4, 8)]
    public int Policies { get; set; }

    /// <summary>Makes the caller's counters.</summary>
    [GlobalSetup]
    public void SetUp()
    {
        _limiter = LimiterCallers.MakeLintel(Policies);
        Decide();
    }

    /// <summary>Gathers the policies and decides.</summary>
    [Benchmark]
    public bool Decide()
    {
        var requests = default(RateLimitClaims);
        for (var policy = 0; policy < Policies; policy++)
        {
            requests.Add(new RateLimitClaim(policy, _key, LimiterCallers.Allow));
        }

        return _limiter.TryAcquire(requests.AsSpan(), LimiterCallers.Now, out var answer) && answer.Admitted;
    }
}
