using Lintel.RateLimits;
using Lintel.Testing;

namespace Lintel.Tests.RateLimits;

public sealed class CounterTableTests
{
    private readonly ManualClock _clock = new();

    [Fact]
    public void Counter_that_is_used_in_every_window_stays()
    {
        var table = new Table(Limits.Rolling(5, 60), _clock);
        var counter = table.FindOrAdd(Limits.Ada);
        for (var i = 0; i < 10; i++)
        {
            _clock.Advance(TimeSpan.FromSeconds(59));
            Assert.Same(counter, table.FindOrAdd(Limits.Ada));
        }
    }

    [Fact]
    public void Counter_that_is_idle_is_freed_with_the_second_swap()
    {
        var table = new Table(Limits.Rolling(5, 60), _clock);
        var idle = Add(table);
        for (var i = 0; i < 2; i++)
        {
            _clock.Advance(TimeSpan.FromSeconds(60));
            table.FindOrAdd(Limits.Bob);
        }

        GC.Collect();
        Assert.False(idle.IsAlive);
    }

    [Fact]
    public void Counter_with_a_charge_that_stands_is_never_freed()
    {
        var table = new Table(Limits.Rolling(5, 60), _clock);
        _clock.Advance(TimeSpan.FromSeconds(59));
        var counter = table.FindOrAdd(Limits.Ada);
        for (var i = 0; i < 59; i++)
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
            table.FindOrAdd(Limits.Bob);
        }

        Assert.Same(counter, table.FindOrAdd(Limits.Ada));
    }

    [Fact]
    public async Task Charge_of_a_counter_that_was_let_go_leaves_its_successor_alone()
    {
        var limiter = Limits.Limiter(_clock, Limits.Fixed(2, 60) with { Charge = RateLimitCharging.Success });
        var late = limiter.Ask(Limits.Ada);
        for (var i = 0; i < 3; i++)
        {
            _clock.Advance(TimeSpan.FromSeconds(60));
            limiter.Ask(Limits.Bob);
        }

        limiter.Ask(Limits.Ada);
        await late.Charge!.GiveBackAsync(RateLimitOutcome.Refused);

        Assert.Equal(0, limiter.Ask(Limits.Ada).Status.Remaining);
    }

    [Fact]
    public async Task Charge_in_the_shared_counter_is_given_back_there()
    {
        var limiter = new RateLimiter(
            "test",
            [Limits.Fixed(1, 60) with { Charge = RateLimitCharging.Success }],
            new RequestClock(_clock),
            store: null,
            maxCountersPerPolicy: 1);
        limiter.Ask(Limits.Bob);
        var shared = limiter.Ask(Limits.Ada);
        Assert.False(limiter.Ask(RateLimitKey.Of("another")).Admitted);

        await shared.Charge!.GiveBackAsync(RateLimitOutcome.Refused);

        Assert.True(limiter.Ask(RateLimitKey.Of("another")).Admitted);
        Assert.False(limiter.Ask(Limits.Bob).Admitted);
    }

    [Fact]
    public void Limiter_starts_no_timer()
    {
        var limiter = new RateLimiter("test", [Limits.Fixed(1, 60), Limits.Rolling(1, 60)], new RequestClock(new TimerlessTime()), store: null);

        Assert.True(limiter.Ask(Limits.Ada).Admitted);
        Assert.False(limiter.Ask(Limits.Ada).Admitted);
    }

    [Fact]
    public void Newcomers_without_room_share_one_counter()
    {
        var limiter = new RateLimiter("test", [Limits.Fixed(3, 60)], new RequestClock(_clock), store: null, maxCountersPerPolicy: 2);
        limiter.Ask(Limits.Ada);
        limiter.Ask(Limits.Bob);

        var shared = Enumerable.Range(0, 10).Count(i => limiter.Ask(RateLimitKey.Of($"newcomer {i}")).Admitted);

        Assert.Equal(3, shared);
        Assert.Equal(2, limiter.AskUntilRefused(Limits.Ada));
    }

    [Theory]
    [InlineData(nameof(RateLimitKind.Fixed))]
    [InlineData(nameof(RateLimitKind.Rolling))]
    public void Newcomer_that_gets_room_later_does_not_get_its_limit_twice(string kindName)
    {
        var kind = Enum.Parse<RateLimitKind>(kindName);
        var limiter = new RateLimiter("test", [Limits.Fixed(3, 60) with { Kind = kind }], new RequestClock(_clock), store: null, maxCountersPerPolicy: 2);
        limiter.Ask(RateLimitKey.Of("one"));
        limiter.Ask(RateLimitKey.Of("two"));
        _clock.Advance(TimeSpan.FromSeconds(100));
        limiter.Ask(RateLimitKey.Of("one"));
        _clock.Advance(TimeSpan.FromSeconds(50));
        Assert.Equal(3, limiter.AskUntilRefused(Limits.Ada));

        // The second swap, at 160 seconds, lets one of the two counters go. The newcomer gets its room, with the charges of 150 seconds.
        _clock.Advance(TimeSpan.FromSeconds(10));
        limiter.Ask(RateLimitKey.Of("one"));
        Assert.Equal(50, limiter.Ask(Limits.Ada).RetryAfter);
        _clock.Advance(TimeSpan.FromSeconds(50));
        Assert.Equal(3, limiter.AskUntilRefused(Limits.Ada));
        Assert.True(limiter.Ask(RateLimitKey.Of("another")).Admitted);
    }

    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
    private static WeakReference Add(Table table) => new(table.FindOrAdd(Limits.Ada));

    private sealed class TimerlessTime : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            throw new NotSupportedException("Idle counters are to cost nothing.");
    }

    /// <summary>A table of rolling counters, which are objects and so can be told from one another.</summary>
    private sealed class Table
    {
        private readonly RequestClock _clock;
        private readonly CounterTable<RollingCounter> _counters;

        public Table(RateLimitPolicy policy, ManualClock clock)
        {
            _clock = new RequestClock(clock);
            _counters = new CounterTable<RollingCounter>(policy, _clock, 1_000, static (_, _) => new RollingCounter());
        }

        public RollingCounter FindOrAdd(RateLimitKey key)
        {
            var claim = default(CounterClaim);
            claim.SetKey(key);
            _counters.FindOrAdd(_clock.Now, ref claim);
            return ((CounterSlots<RollingCounter>)claim.Slots!)[claim.Place];
        }
    }
}
