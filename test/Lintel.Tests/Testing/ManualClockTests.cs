using Lintel.Testing;

namespace Lintel.Tests.Testing;

public sealed class ManualClockTests
{
    [Fact]
    public void Timer_when_the_clock_passes_its_time_fires_as_often_as_it_fell_due()
    {
        var clock = new ManualClock();
        var start = clock.GetUtcNow();
        var calls = 0;
        using var timer = clock.CreateTimer(_ => calls++, null, TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(10));

        clock.Advance(TimeSpan.FromSeconds(4));
        Assert.Equal(0, calls);
        clock.Advance(TimeSpan.FromSeconds(22));

        Assert.Equal(3, calls);
        Assert.Equal(start + TimeSpan.FromSeconds(26), clock.GetUtcNow());
    }

    [Fact]
    public void Timer_when_the_clock_passes_a_month_at_once_fires_for_the_first_and_the_last_time_and_goes_on_in_step()
    {
        var clock = new ManualClock();
        var calls = 0;
        using var timer = clock.CreateTimer(_ => calls++, null, TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(10));

        clock.Advance(TimeSpan.FromDays(31));
        Assert.Equal(2, calls);
        clock.Advance(TimeSpan.FromSeconds(4));
        Assert.Equal(2, calls);
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(3, calls);

        timer.Change(TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan);
        clock.Advance(TimeSpan.FromDays(31));
        Assert.Equal(4, calls);
    }

    [Fact]
    public void Timer_of_a_clock_that_was_set_back_fires_after_its_time_and_no_later()
    {
        var clock = new ManualClock();
        var calls = 0;
        using var timer = clock.CreateTimer(_ => calls++, null, TimeSpan.FromSeconds(5), Timeout.InfiniteTimeSpan);

        clock.Set(clock.GetUtcNow() - TimeSpan.FromDays(1));
        clock.Advance(TimeSpan.FromSeconds(5));

        Assert.Equal(1, calls);
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
