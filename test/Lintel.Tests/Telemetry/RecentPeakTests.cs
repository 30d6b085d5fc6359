using Lintel.RateLimits;
using Lintel.Testing;

namespace Lintel.Tests.Telemetry;

public sealed class RecentPeakTests
{
    private readonly ManualClock _clock = new();

    [Fact]
    public void Largest_value_of_the_last_minute_is_told()
    {
        var clock = new RequestClock(_clock);
        var peak = new RecentPeak(clock);
        Assert.Equal(0, peak.Value);

        peak.Note(0.5, clock.Now);
        peak.Note(0.25, clock.Now);
        Assert.Equal(0.5, peak.Value);

        _clock.Advance(TimeSpan.FromSeconds(40));
        peak.Note(0.4, clock.Now);
        Assert.Equal(0.5, peak.Value);

        _clock.Advance(TimeSpan.FromSeconds(25));
        Assert.Equal(0.4, peak.Value);

        _clock.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal(0, peak.Value);
    }
}
