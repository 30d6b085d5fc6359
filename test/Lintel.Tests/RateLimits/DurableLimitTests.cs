using Lintel.RateLimits;
using Lintel.Testing;

namespace Lintel.Tests.RateLimits;

public sealed class DurableLimitTests
{
    private readonly ManualClock _clock = new();
    private readonly FakeRateLimitStore _store = new();

    [Theory]
    [InlineData(nameof(RateLimitKind.Fixed))]
    [InlineData(nameof(RateLimitKind.Rolling))]
    public async Task Restart_refills_nothing(string kindName)
    {
        var kind = Enum.Parse<RateLimitKind>(kindName);
        var limiter = Limiter(Limits.Fixed(3, 3600) with { Kind = kind });
        await limiter.AskDurably(Limits.Ada);
        _clock.Advance(TimeSpan.FromMinutes(10));
        await limiter.AskDurably(Limits.Ada);

        var restarted = Limiter(Limits.Fixed(3, 3600) with { Kind = kind });

        Assert.Equal(0, (await restarted.AskDurably(Limits.Ada)).Status.Remaining);
        Assert.Equal(3000, (await restarted.AskDurably(Limits.Ada)).RetryAfter);
        _clock.Advance(TimeSpan.FromSeconds(3000));
        Assert.Equal(kind == RateLimitKind.Fixed ? 2 : 0, (await restarted.AskDurably(Limits.Ada)).Status.Remaining);
    }

    [Theory]
    [InlineData(nameof(RateLimitKind.Fixed), nameof(RateLimitKind.Rolling))]
    [InlineData(nameof(RateLimitKind.Rolling), nameof(RateLimitKind.Fixed))]
    public async Task Restart_with_another_kind_of_window_refills_nothing(string beforeName, string afterName)
    {
        var before = Enum.Parse<RateLimitKind>(beforeName);
        var after = Enum.Parse<RateLimitKind>(afterName);
        var limiter = Limiter(Limits.Fixed(3, 3600) with { Name = "creates", Kind = before });
        await limiter.AskDurably(Limits.Ada);
        await limiter.AskDurably(Limits.Ada);

        var restarted = Limiter(Limits.Fixed(3, 3600) with { Name = "creates", Kind = after });

        Assert.Equal(0, (await restarted.AskDurably(Limits.Ada)).Status.Remaining);
    }

    [Fact]
    public async Task Restart_with_a_clock_set_back_keeps_charges_no_longer_than_a_window()
    {
        var limiter = Limiter(Limits.Rolling(1, 3600));
        await limiter.AskDurably(Limits.Ada);
        _clock.Set(_clock.GetUtcNow() - TimeSpan.FromDays(1));

        var restarted = Limiter(Limits.Rolling(1, 3600));

        Assert.Equal(3600, (await restarted.AskDurably(Limits.Ada)).RetryAfter);
    }

    [Fact]
    public async Task Store_that_fails_to_save_charges_nothing()
    {
        var limiter = new RateLimiter(
            "test",
            [Limits.Fixed(2, 60), Limits.Rolling(2, 60) with { Durability = RateLimitDurability.Immediate }],
            new RequestClock(_clock),
            _store);
        RateLimitClaim[] both = [new(0, Limits.Ada, 2), new(1, Limits.Ada, 2)];
        await limiter.AcquireAsync(both, CancellationToken.None);
        _store.Fails = true;
        for (var i = 0; i < 5; i++)
        {
            await Assert.ThrowsAsync<IOException>(async () => await limiter.AcquireAsync(both, CancellationToken.None));
        }

        _store.Fails = false;

        Assert.True((await limiter.AcquireAsync(both, CancellationToken.None)).Admitted);
        Assert.False((await limiter.AcquireAsync(both, CancellationToken.None)).Admitted);
    }

    [Fact]
    public async Task Without_the_store_there_is_no_answer_and_no_charge()
    {
        var limiter = new RateLimiter(
            "test",
            [Limits.Fixed(2, 60), Limits.Rolling(2, 60) with { Durability = RateLimitDurability.Immediate }],
            new RequestClock(_clock),
            _store);
        RateLimitClaim[] both = [new(0, Limits.Ada, 2), new(1, Limits.Ada, 2)];

        Assert.All(Enumerable.Range(0, 5), _ => Assert.False(limiter.TryAcquire(both, limiter.Clock.Now, out var _)));

        Assert.True((await limiter.AcquireAsync(both, CancellationToken.None)).Admitted);
        Assert.True((await limiter.AcquireAsync(both, CancellationToken.None)).Admitted);
    }

    [Fact]
    public async Task Store_that_fails_to_load_admits_nothing_and_is_asked_again()
    {
        await Limiter(Limits.Fixed(1, 60)).AskDurably(Limits.Ada);
        var limiter = Limiter(Limits.Fixed(1, 60));
        _store.Fails = true;
        await Assert.ThrowsAsync<IOException>(() => limiter.AskDurably(Limits.Ada));
        _store.Fails = false;

        Assert.False((await limiter.AskDurably(Limits.Ada)).Admitted);
    }

    [Fact]
    public async Task State_that_cannot_be_read_admits_nothing()
    {
        await Limiter(Limits.Fixed(1, 60)).AskDurably(Limits.Ada);
        _store.Corrupt();

        await Assert.ThrowsAsync<InvalidDataException>(() => Limiter(Limits.Fixed(1, 60)).AskDurably(Limits.Ada));
    }

    [Fact]
    public async Task Caller_that_gives_up_waiting_is_not_charged_and_blocks_nobody()
    {
        var limiter = Limiter(Limits.Fixed(1, 60));
        _store.Hold = new TaskCompletionSource();
        using var impatience = new CancellationTokenSource();
        var waiting = limiter.AcquireAsync([new RateLimitClaim(0, Limits.Ada, 1)], impatience.Token);
        await impatience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await waiting);
        _store.Hold = null;

        Assert.True((await limiter.AskDurably(Limits.Ada)).Admitted);
    }

    [Fact]
    public async Task Refusal_asks_the_store_for_nothing()
    {
        var limiter = Limiter(Limits.Fixed(1, 60));
        await limiter.AskDurably(Limits.Ada);
        var (loads, saves) = (_store.Loads, _store.Saves);

        await limiter.AskDurably(Limits.Ada);

        Assert.Equal((loads, saves), (_store.Loads, _store.Saves));
    }

    [Fact]
    public async Task Charge_given_back_is_given_back_in_the_store()
    {
        var policy = Limits.Rolling(2, 60) with { Charge = RateLimitCharging.Success };
        var limiter = Limiter(policy);
        await limiter.AskDurably(Limits.Ada);
        var answer = await limiter.AskDurably(Limits.Ada);
        await answer.Charge!.GiveBackAsync(RateLimitOutcome.Refused);

        var restarted = Limiter(policy);

        Assert.True((await restarted.AskDurably(Limits.Ada)).Admitted);
        Assert.False((await restarted.AskDurably(Limits.Ada)).Admitted);
    }

    [Fact]
    public async Task Charge_given_back_too_late_leaves_the_later_ones_alone()
    {
        var policy = Limits.Fixed(2, 60) with { Charge = RateLimitCharging.Success };
        var limiter = Limiter(policy);
        var late = await limiter.AskDurably(Limits.Ada);
        for (var i = 0; i < 3; i++)
        {
            _clock.Advance(TimeSpan.FromSeconds(60));
            await limiter.AskDurably(Limits.Bob);
        }

        await limiter.AskDurably(Limits.Ada);
        await late.Charge!.GiveBackAsync(RateLimitOutcome.Refused);

        Assert.Equal(0, (await Limiter(policy).AskDurably(Limits.Ada)).Status.Remaining);
    }

    [Fact]
    public async Task Stored_counter_expires_with_its_last_charge()
    {
        await Limiter(Limits.Rolling(2, 60)).AskDurably(Limits.Ada);

        Assert.Equal(_clock.GetUtcNow() + TimeSpan.FromSeconds(60), _store.Expires);
    }

    [Theory]
    [InlineData(nameof(RateLimitKind.Fixed))]
    [InlineData(nameof(RateLimitKind.Rolling))]
    public async Task Hundred_at_once_are_admitted_up_to_the_limit(string kindName)
    {
        var kind = Enum.Parse<RateLimitKind>(kindName);
        var limiter = Limiter(Limits.Fixed(17, 60) with { Kind = kind });

        var answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => Task.Run(() => limiter.AskDurably(Limits.Ada))));

        Assert.Equal(17, answers.Count(answer => answer.Admitted));
        Assert.Equal(0, (await Limiter(Limits.Fixed(18, 60) with { Kind = kind }).AskDurably(Limits.Ada)).Status.Remaining);
    }

    [Fact]
    public async Task Newcomers_without_room_share_one_counter_over_a_restart()
    {
        var policy = Limits.Fixed(2, 60) with { Durability = RateLimitDurability.Immediate };
        var limiter = new RateLimiter("test", [policy], new RequestClock(_clock), _store, maxCountersPerPolicy: 1);
        await limiter.AskDurably(Limits.Bob);
        await limiter.AskDurably(Limits.Ada);
        await limiter.AskDurably(Limits.Ada);

        var restarted = new RateLimiter("test", [policy], new RequestClock(_clock), _store, maxCountersPerPolicy: 1);

        Assert.False((await restarted.AskDurably(Limits.Ada)).Admitted);
    }

    [Fact]
    public void Durable_policy_without_a_store_is_refused_at_once() =>
        Assert.Throws<ArgumentException>(() => Limits.Limiter(_clock, Limits.Fixed(1, 60) with { Durability = RateLimitDurability.Immediate }));

    private RateLimiter Limiter(RateLimitPolicy policy) =>
        new("test", [policy with { Durability = RateLimitDurability.Immediate }], new RequestClock(_clock), _store);
}
