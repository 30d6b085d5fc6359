using Lintel.RateLimits;
using Lintel.Testing;

namespace Lintel.Tests.RateLimits;

/// <summary>Many threads at one limiter, whose clock stands still or moves under them.</summary>
public sealed class ParallelLimitTests
{
    private const int Threads = 4;

    private readonly ManualClock _clock = new();

    [Theory]
    [InlineData(nameof(RateLimitKind.Fixed))]
    [InlineData(nameof(RateLimitKind.Rolling))]
    public void Callers_that_come_while_the_table_grows_get_their_limit_exactly(string kindName)
    {
        var kind = Enum.Parse<RateLimitKind>(kindName);
        const int Callers = 19_997;
        var limiter = Limits.Limiter(_clock, Limits.Fixed(3, 3600) with { Kind = kind });
        var admitted = new int[Callers];
        Run(random =>
        {
            // Each thread meets every caller twice, in an order of its own: eight requests for three. The number of callers is a prime.
            var step = random.Next(1, Callers);
            for (var i = 0; i < 2 * Callers; i++)
            {
                var caller = (int)((long)i * step % Callers);
                if (limiter.Ask(RateLimitKey.Of($"caller {caller}")).Admitted)
                {
                    Interlocked.Increment(ref admitted[caller]);
                }
            }
        });

        Assert.All(admitted, count => Assert.Equal(3, count));
    }

    [Fact]
    public void Newcomers_of_many_threads_do_not_exceed_the_capacity()
    {
        const int Capacity = 100;
        var limiter = new RateLimiter("test", [Limits.Fixed(2, 3600)], new RequestClock(_clock), store: null, maxCountersPerPolicy: Capacity);
        var admitted = 0;
        Run(random =>
        {
            for (var i = 0; i < 4_000; i++)
            {
                Interlocked.Add(ref admitted, limiter.Ask(RateLimitKey.Of($"caller {random.Next(2_000)}")).Admitted ? 1 : 0);
            }
        });

        Assert.InRange(admitted, 2, 2 * (Capacity + 1));
    }

    [Fact]
    public void Requests_under_several_policies_in_any_combination_end_and_charge_all_or_none()
    {
        var policies = Enumerable.Range(0, 4).Select(i => (i % 2 == 0 ? Limits.Fixed(50, 3600) : Limits.Rolling(50, 3600)) with { Name = $"{i}" }).ToArray();
        var limiter = new RateLimiter("test", policies, new RequestClock(_clock), store: null, maxCountersPerPolicy: 3);
        var charged = new int[policies.Length, 3];
        Run(random =>
        {
            for (var i = 0; i < 5_000; i++)
            {
                var requests = default(RateLimitClaims);
                var mask = random.Next(1, 16);
                var caller = random.Next(3);
                for (var policy = 0; policy < policies.Length; policy++)
                {
                    if ((mask & (1 << policy)) != 0)
                    {
                        requests.Add(new RateLimitClaim(policy, RateLimitKey.Of($"caller {caller}"), 50));
                    }
                }

                if (Limits.Completed(limiter.AcquireAsync(requests.AsSpan(), CancellationToken.None)).Admitted)
                {
                    Enumerable.Range(0, policies.Length).Where(policy => (mask & (1 << policy)) != 0).ToList()
                        .ForEach(policy => Interlocked.Increment(ref charged[policy, caller]));
                }
            }
        });

        // With 5,000 tries of each thread every policy is asked alone often enough to be used up.
        Assert.All(charged.Cast<int>(), count => Assert.Equal(50, count));
    }

    [Fact]
    public void Callers_under_a_moving_clock_stay_within_their_bound_over_swaps()
    {
        // Ten generations go by; no caller is idle for a window, so nobody may get more than one window's number in each.
        const int Callers = 50;
        var limiter = Limits.Limiter(_clock, Limits.Fixed(5, 10));
        var admitted = new int[Callers];
        Run(random =>
        {
            for (var i = 0; i < 20_000; i++)
            {
                var caller = random.Next(Callers);
                if (limiter.Ask(RateLimitKey.Of($"caller {caller}")).Admitted)
                {
                    Interlocked.Increment(ref admitted[caller]);
                }

                _clock.Advance(TimeSpan.FromMilliseconds(1));
            }
        });

        // 80 seconds have room for eight whole windows and the beginning of a ninth.
        Assert.All(admitted, count => Assert.InRange(count, 35, 45));
    }

    private static void Run(Action<Random> work)
    {
        var threads = Enumerable.Range(0, Threads).Select(seed => new Thread(() => work(new Random(seed)))).ToArray();
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
    }
}
