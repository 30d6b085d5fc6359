using Lintel.RateLimits;
using Lintel.Testing;
using Lintel.Tests.Testing;

namespace Lintel.Tests.RateLimits;

[Collection(nameof(RetainedMemory))]
public sealed class LimiterMemoryTests
{
    private readonly ManualClock _clock = new();

    [Theory]
    [InlineData(nameof(RateLimitKind.Fixed))]
    [InlineData(nameof(RateLimitKind.Rolling))]
    public void Request_under_policies_in_memory_allocates_nothing(string kindName)
    {
        var kind = Enum.Parse<RateLimitKind>(kindName);
        var limiter = Limits.Limiter(_clock, Limits.Fixed(100, 3600), Limits.Fixed(10_000, 3600) with { Kind = kind });
        Use(limiter, 1_100);

        var before = GC.GetAllocatedBytesForCurrentThread();
        Use(limiter, 500);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public async Task Caller_under_a_fixed_window_takes_at_most_64_bytes()
    {
        const int Callers = 200_000;
        RateLimitKey[] keys = [.. Enumerable.Range(0, Callers).Select(number => RateLimitKey.Of($"caller {number}"))];
        RateLimiter limiter = null!;

        var bytes = await RetainedMemory.OfAsync(() =>
        {
            limiter = Limits.Limiter(_clock, Limits.Fixed(5, 3600));
            foreach (var key in keys)
            {
                limiter.Ask(key);
            }

            return Task.FromResult<object>(limiter);
        });

        Assert.InRange(bytes / Callers, 1, 64);
        Assert.Equal(3, limiter.Ask(keys[0]).Status.Remaining);
    }

    [Fact]
    public void Rolling_counter_takes_memory_for_the_charges_that_stand_in_it()
    {
        var small = MeasureCharges(4);
        var large = MeasureCharges(1_000);

        Assert.InRange(small, 1, 160);
        Assert.InRange(large, 8_000, 20_000);
        Assert.InRange(MeasureCharges(1_000_000), 8_000, 60_000);
    }

    private static long MeasureCharges(int count)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var counter = new RollingCounter();
        for (var i = 0; i < count; i++)
        {
            counter.CountUsed(i, 10_000_000);
            counter.Charge(i, 10_000_000, i);
        }

        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private static void Use(RateLimiter limiter, int times)
    {
        for (var i = 0; i < times; i++)
        {
            var requests = default(RateLimitClaims);
            requests.Add(new RateLimitClaim(0, Limits.Ada, 1_000));
            requests.Add(new RateLimitClaim(1, Limits.Ada, 10_000));
            Limits.Completed(limiter.AcquireAsync(requests.AsSpan(), CancellationToken.None));
        }
    }
}
