using Lintel.AspNetCore;
using Lintel.Testing;

namespace Lintel.Tests.Telemetry;

public sealed class LogThrottleTests
{
    private readonly ManualClock _clock = new();

    [Fact]
    public void Kind_is_logged_ten_times_a_minute_and_then_counted()
    {
        var throttle = new LogThrottle(_clock);

        Assert.Equal(LogThrottle.PerMinute, Enumerable.Range(0, 300).Count(_ => throttle.Admits("a", out var none) && none == 0));

        _clock.Advance(TimeSpan.FromMinutes(1));
        Assert.True(throttle.Admits("a", out var leftOut));
        Assert.Equal(290, leftOut);
        Assert.True(throttle.Admits("a", out leftOut));
        Assert.Equal(0, leftOut);
    }

    [Fact]
    public void Kinds_are_counted_apart()
    {
        var throttle = new LogThrottle(_clock);
        while (throttle.Admits("a", out _))
        {
        }

        Assert.True(throttle.Admits("b", out _));
    }

    [Fact]
    public void Kinds_beyond_the_bound_share_one_count()
    {
        var throttle = new LogThrottle(_clock);

        var logged = Enumerable.Range(0, 5000).Count(i => throttle.Admits($"kind {i}", out _));

        Assert.Equal(1000 + LogThrottle.PerMinute, logged);
    }
}
