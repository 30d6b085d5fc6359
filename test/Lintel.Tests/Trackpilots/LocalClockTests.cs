using FsCheck;
using FsCheck.Fluent;
using Lintel.Trackpilots.Time;

namespace Lintel.Tests.Trackpilots;

public sealed class LocalClockTests
{
    [Theory]
    [InlineData("Europe/Oslo", "2026-03-28", 24)]
    [InlineData("Europe/Oslo", "2026-03-29", 23)]
    [InlineData("Europe/Oslo", "2026-10-25", 25)]
    [InlineData("America/New_York", "2026-03-08", 23)]
    [InlineData("America/New_York", "2026-11-01", 25)]
    [InlineData("Asia/Kolkata", "2026-03-29", 24)]
    [InlineData("Australia/Lord_Howe", "2026-04-05", 24.5)]
    public void Day_where_clocks_change_is_as_long_as_it_is(string zone, string date, double hours)
    {
        var clock = Organisation.Zone(zone);
        var day = DateOnly.Parse(date);

        Assert.Equal(hours * 3600, clock.StartOf(day.AddDays(1)) - clock.StartOf(day));
    }

    [Fact]
    public void Wall_time_that_comes_twice_spans_both_moments()
    {
        var clock = Organisation.Zone("Europe/Oslo");
        var twice = new DateTime(2026, 10, 25, 2, 30, 0);

        Assert.Equal(Organisation.At("2026-10-25T00:30:00Z"), clock.FirstMomentOf(twice));
        Assert.Equal(Organisation.At("2026-10-25T01:30:00Z"), clock.LastMomentOf(twice));
    }

    [Fact]
    public void Wall_time_that_clocks_skip_is_the_end_of_the_gap()
    {
        var clock = Organisation.Zone("America/New_York");
        var skipped = new DateTime(2026, 3, 8, 2, 30, 0);
        var transition = Organisation.At("2026-03-08T07:00:00Z");

        Assert.Equal(transition, clock.FirstMomentOf(skipped));
        Assert.Equal(transition - 1, clock.LastMomentOf(skipped));
    }

    [Fact]
    public void Window_inside_the_gap_is_empty_and_has_no_days()
    {
        var window = Organisation.Between("Europe/Oslo", "2026-03-29 02:10:00", "2026-03-29 02:50:00");

        Assert.Equal(window.From, window.To);
        Assert.Empty(window.Days());
    }

    [Fact]
    public void Day_that_begins_with_a_gap_begins_at_its_end()
    {
        // Egypt puts clocks forward at midnight.
        var clock = Organisation.Zone("Africa/Cairo");

        Assert.Equal(Organisation.At("2026-04-23T22:00:00Z"), clock.StartOf(new DateOnly(2026, 4, 24)));
    }

    [Fact]
    public void Day_that_a_zone_skipped_is_not_among_the_days()
    {
        var days = Organisation.Between("Pacific/Apia", "2011-12-29 00:00:00", "2011-12-31 23:59:59").Days();

        Assert.Equal([new DateOnly(2011, 12, 29), new DateOnly(2011, 12, 31)], days.Select(day => day.Date));
        Assert.Equal(days[0].EndsAt, days[1].StartsAt);
    }

    [Fact]
    public void Window_counts_its_last_second()
    {
        var window = Organisation.Between("UTC", "2026-03-02 00:00:00", "2026-03-02 23:59:59");

        Assert.Equal(86_400, window.To - window.From);
        Assert.Single(window.Days());
    }

    [Fact]
    public void First_and_last_moment_bracket_every_moment_with_that_wall_time()
    {
        var zones = new[]
        {
            "Europe/Oslo",
            "America/New_York",
            "Africa/Cairo",
            "Australia/Lord_Howe",
            "America/St_Johns",
            "Asia/Kathmandu",
            "Africa/Casablanca"
        };
        var moments = Gen.Choose(0, 2_000_000_000).SelectMany(moment => Gen.Elements(zones).Select(zone => (Zone: zone, Moment: moment)));

        Prop.ForAll(moments.ToArbitrary(), sample =>
        {
            var clock = Organisation.Zone(sample.Zone);
            var wall = clock.WallAt(sample.Moment);
            var first = clock.FirstMomentOf(wall);
            var last = clock.LastMomentOf(wall);
            return first <= sample.Moment && sample.Moment <= last && clock.WallAt(first) == wall && clock.WallAt(last) == wall;
        }).QuickCheckThrowOnFailure();
    }

    [Theory]
    [InlineData("Europe/Oslo", true)]
    [InlineData("America/Argentina/Buenos_Aires", true)]
    [InlineData("Etc/GMT+5", true)]
    [InlineData("UTC", true)]
    [InlineData("europe/oslo", false)]
    [InlineData("Europe/Atlantis", false)]
    [InlineData("../../etc/passwd", false)]
    [InlineData("/usr/share/zoneinfo/Europe/Oslo", false)]
    [InlineData("Europe/../Europe/Oslo", false)]
    [InlineData("posix/Europe/Oslo", false)]
    [InlineData("right/Europe/Oslo", false)]
    [InlineData("Europe", false)]
    [InlineData("localtime", false)]
    [InlineData("Europe/Oslo\n", false)]
    [InlineData("", false)]
    public void Time_zone_is_found_by_its_iana_name_alone(string name, bool found) => Assert.Equal(found, TimeZones.TryFind(name, out _));
}
