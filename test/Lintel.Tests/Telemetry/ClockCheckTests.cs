using Lintel.AspNetCore;
using Lintel.Testing;

namespace Lintel.Tests.Telemetry;

public sealed class ClockCheckTests
{
    [Fact]
    public void Clock_that_was_never_set_is_a_fault()
    {
        var clock = new ManualClock(new DateTimeOffset(2000, 1, 1, 0, 0, 0, TimeSpan.Zero));

        Assert.Equal("The clock says 2000-01-01: it was never set.", new ClockCheck(clock).FindFault());
    }

    [Fact]
    public void Clock_that_goes_on_is_none_however_seldom_it_is_looked_at()
    {
        var clock = new ManualClock();
        var check = new ClockCheck(clock);
        Assert.Null(check.FindFault());

        clock.Advance(TimeSpan.FromDays(3));

        Assert.Null(check.FindFault());
    }

    [Theory]
    [InlineData(-3600, true)]
    [InlineData(-31, true)]
    [InlineData(-29, false)]
    public void Clock_that_was_set_is_a_fault_for_a_minute(int seconds, bool isFault)
    {
        var clock = new ManualClock();
        var check = new ClockCheck(clock);

        clock.Set(clock.GetUtcNow().AddSeconds(seconds));
        Assert.Equal(isFault, check.FindFault() is not null);

        clock.Advance(TimeSpan.FromSeconds(59));
        Assert.Equal(isFault, check.FindFault() is not null);

        clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Null(check.FindFault());
    }
}
