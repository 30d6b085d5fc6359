using Lintel.Testing;

namespace Lintel.Tests.RequestLog;

public sealed class RequestClockTests
{
    [Theory]
    [InlineData(10_000_000L, 10_000_000)]
    [InlineData(1_000_000_000L, 100_000)]
    [InlineData(3_000_000L, 33_333_333)]
    [InlineData(1_000L, 100_000_000_000)]
    public void Now_is_in_ticks_whatever_the_frequency(long frequency, long ticks)
    {
        var time = new CountingTime(frequency);
        var clock = new RequestClock(time);
        time.Timestamp += 10_000_000;

        Assert.Equal(ticks, clock.Now);
    }

    [Fact]
    public void Wall_clock_that_is_corrected_shows_after_a_millisecond()
    {
        var time = new ManualClock();
        var clock = new RequestClock(time);
        Assert.Equal(clock.UtcTicks, clock.ToUtcTicks(clock.Now));
        time.Set(time.GetUtcNow() - TimeSpan.FromHours(1));
        time.Advance(TimeSpan.FromMilliseconds(1));

        Assert.Equal(clock.UtcTicks, clock.ToUtcTicks(clock.Now));
    }

    [Fact]
    public void Moment_keeps_its_time_where_the_wall_clock_runs_a_little_faster()
    {
        var time = new ManualClock();
        var clock = new RequestClock(time);
        var moment = clock.Now;
        var told = clock.ToUtcTicks(moment);
        time.Advance(TimeSpan.FromSeconds(1));
        time.Set(time.GetUtcNow() + TimeSpan.FromTicks(9_999));
        clock.ToUtcTicks(clock.Now);

        Assert.Equal(told, clock.ToUtcTicks(moment));
    }

    private sealed class CountingTime(long frequency) : TimeProvider
    {
        public long Timestamp { get; set; } = 12_345;

        public override long TimestampFrequency => frequency;

        public override long GetTimestamp() => Timestamp;
    }
}
