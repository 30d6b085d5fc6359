using Lintel.Testing;

namespace Lintel.Tests.Testing;

public sealed class ManualClockTests
{
    [Fact]
    public void Timer_when_the_clock_passes_its_time_fires_at_that_time()
    {
        var clock = new ManualClock();
        var start = clock.GetUtcNow();
        var seen = new List<TimeSpan>();
        using var timer = clock.CreateTimer(_ => seen.Add(clock.GetUtcNow() - start), null, TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(10));

        clock.Advance(TimeSpan.FromSeconds(4));
        Assert.Empty(seen);
        clock.Advance(TimeSpan.FromSeconds(22));

        Assert.Equal([TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(15), TimeSpan.FromSeconds(25)], seen);
        Assert.Equal(start + TimeSpan.FromSeconds(26), clock.GetUtcNow());
    }

    [Fact]
    public void Timer_after_it_was_disposed_stays_silent()
    {
        var clock = new ManualClock();
        var calls = 0;
        var timer = clock.CreateTimer(_ => calls++, null, TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan);
        timer.Dispose();

        clock.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal(0, calls);
    }

    [Fact]
    public async Task Delay_on_the_clock_ends_when_the_clock_is_moved()
    {
        var clock = new ManualClock();
        var delay = Task.Delay(TimeSpan.FromSeconds(3), clock, TestContext.Current.CancellationToken);
        Assert.False(delay.IsCompleted);

        clock.Advance(TimeSpan.FromSeconds(3));

        await delay;
    }

    [Fact]
    public void Clock_set_backwards_keeps_its_timestamps()
    {
        var clock = new ManualClock();
        clock.Advance(TimeSpan.FromSeconds(10));
        var before = clock.GetTimestamp();

        clock.Set(clock.GetUtcNow() - TimeSpan.FromHours(1));

        Assert.Equal(before, clock.GetTimestamp());
    }
}
