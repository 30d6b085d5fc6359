using Lintel.Panel;
using Lintel.Testing;

namespace Lintel.Tests.Panel;

public sealed class SnowflakeTests
{
    [Fact]
    public void Ids_grow_within_a_moment_with_time_and_when_the_clock_goes_back()
    {
        var clock = new ManualClock();
        var ids = new Snowflakes(clock);
        var made = new List<long>();
        for (var i = 0; i < 5000; i++)
        {
            made.Add(ids.Next());
        }

        clock.Advance(TimeSpan.FromMilliseconds(1));
        made.Add(ids.Next());
        clock.Set(clock.GetUtcNow().AddDays(-1));
        made.Add(ids.Next());

        Assert.Equal(made.Order().Distinct(), made);
        Assert.All(made, id => Assert.InRange(id, 1L << 40, long.MaxValue));
    }

    [Fact]
    public void Ids_made_at_the_same_time_differ()
    {
        var ids = new Snowflakes(new ManualClock());
        var made = new long[20_000];
        Parallel.For(0, made.Length, i => made[i] = ids.Next());

        Assert.Equal(made.Length, made.Distinct().Count());
    }

    [Fact]
    public void Ids_fit_for_as_long_as_the_format_says()
    {
        var clock = new ManualClock(new DateTimeOffset(2089, 1, 1, 0, 0, 0, TimeSpan.Zero));

        Assert.InRange(new Snowflakes(clock).Next(), 1, long.MaxValue);
    }
}
