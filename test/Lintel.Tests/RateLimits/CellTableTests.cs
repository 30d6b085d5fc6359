using Lintel.RateLimits;
using Lintel.Testing;

namespace Lintel.Tests.RateLimits;

public sealed class CellTableTests
{
    private readonly ManualClock _clock = new();

    [Fact]
    public void Cell_that_is_used_in_every_window_stays()
    {
        var (table, now) = Table(Limits.Fixed(5, 60));
        var cell = table.Find(Limits.Ada, now()).Cell;
        for (var i = 0; i < 10; i++)
        {
            _clock.Advance(TimeSpan.FromSeconds(59));
            Assert.Same(cell, table.Find(Limits.Ada, now()).Cell);
        }
    }

    [Fact]
    public void Cell_that_is_idle_is_freed_with_the_second_swap()
    {
        var (table, now) = Table(Limits.Fixed(5, 60));
        var idle = Add(table, now());
        for (var i = 0; i < 2; i++)
        {
            _clock.Advance(TimeSpan.FromSeconds(60));
            table.Find(Limits.Bob, now());
        }

        GC.Collect();
        Assert.False(idle.IsAlive);
    }

    [Fact]
    public void Cell_with_a_charge_that_stands_is_never_freed()
    {
        var (table, now) = Table(Limits.Rolling(5, 60));
        _clock.Advance(TimeSpan.FromSeconds(59));
        var cell = table.Find(Limits.Ada, now()).Cell;
        cell.Charge(now(), table.Window);
        for (var i = 0; i < 59; i++)
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
            table.Find(Limits.Bob, now());
        }

        Assert.Same(cell, table.Find(Limits.Ada, now()).Cell);
    }

    [Fact]
    public void Lease_of_earlier_generations_is_not_current()
    {
        var (table, now) = Table(Limits.Fixed(5, 60));
        var lease = table.Find(Limits.Ada, now());
        Assert.True(table.IsCurrent(lease));
        _clock.Advance(TimeSpan.FromSeconds(60));
        table.Find(Limits.Bob, now());

        Assert.False(table.IsCurrent(lease));
        Assert.True(table.IsCurrent(table.Find(Limits.Ada, now())));
    }

    [Fact]
    public void Newcomers_without_room_share_one_cell()
    {
        var limiter = new RateLimiter("test", [Limits.Fixed(3, 60)], _clock, store: null, maxCellsPerPolicy: 2);
        limiter.Ask(Limits.Ada);
        limiter.Ask(Limits.Bob);

        var shared = Enumerable.Range(0, 10).Count(i => limiter.Ask(RateLimitKey.Of($"newcomer {i}")).Admitted);

        Assert.Equal(3, shared);
        Assert.Equal(2, limiter.AskUntilRefused(Limits.Ada));
    }

    [Theory]
    [InlineData(RateLimitKind.Fixed)]
    [InlineData(RateLimitKind.Rolling)]
    public void Newcomer_that_gets_room_later_does_not_get_its_limit_twice(RateLimitKind kind)
    {
        var limiter = new RateLimiter("test", [Limits.Fixed(3, 60) with { Kind = kind }], _clock, store: null, maxCellsPerPolicy: 2);
        limiter.Ask(RateLimitKey.Of("one"));
        limiter.Ask(RateLimitKey.Of("two"));
        _clock.Advance(TimeSpan.FromSeconds(100));
        limiter.Ask(RateLimitKey.Of("one"));
        _clock.Advance(TimeSpan.FromSeconds(50));
        Assert.Equal(3, limiter.AskUntilRefused(Limits.Ada));

        // The second swap, at 160 seconds, lets one of the two cells go. The newcomer gets its room, with the charges of 150 seconds.
        _clock.Advance(TimeSpan.FromSeconds(10));
        limiter.Ask(RateLimitKey.Of("one"));
        Assert.Equal(50, limiter.Ask(Limits.Ada).RetryAfter);
        _clock.Advance(TimeSpan.FromSeconds(50));
        Assert.Equal(3, limiter.AskUntilRefused(Limits.Ada));
        Assert.True(limiter.Ask(RateLimitKey.Of("another")).Admitted);
    }

    private (CellTable Table, Func<long> Now) Table(RateLimitPolicy policy)
    {
        var clock = new LimiterClock(_clock);
        return (new CellTable(policy, clock, 1_000), () => clock.Now);
    }

    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
    private static WeakReference Add(CellTable table, long now) => new(table.Find(Limits.Ada, now).Cell);
}
