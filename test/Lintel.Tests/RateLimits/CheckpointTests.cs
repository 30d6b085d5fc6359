using Lintel.AspNetCore;
using Lintel.RateLimits;
using Lintel.Telemetry;
using Lintel.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Lintel.Tests.RateLimits;

public sealed class CheckpointTests
{
    private readonly ManualClock _clock = new();
    private readonly FakeRateLimitStore _store = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(nameof(RateLimitKind.Fixed))]
    [InlineData(nameof(RateLimitKind.Rolling))]
    public async Task Restart_after_a_checkpoint_refills_nothing(string kindName)
    {
        var kind = Enum.Parse<RateLimitKind>(kindName);
        var policy = Limits.Fixed(3, 3600) with { Kind = kind };
        var limiter = Limiter(policy);
        await limiter.AskDurably(Limits.Ada);
        await limiter.AskDurably(Limits.Ada);
        await limiter.CheckpointAsync(Stop);

        var restarted = Limiter(policy);

        Assert.Equal(0, (await restarted.AskDurably(Limits.Ada)).Status.Remaining);
        Assert.False((await restarted.AskDurably(Limits.Ada)).Admitted);
    }

    [Fact]
    public async Task Killed_process_forgets_what_came_after_its_last_checkpoint()
    {
        var limiter = Limiter(Limits.Fixed(10, 3600));
        await limiter.AskDurably(Limits.Ada);
        await limiter.CheckpointAsync(Stop);
        await limiter.AskDurably(Limits.Ada);

        Assert.Equal(8, (await Limiter(Limits.Fixed(10, 3600)).AskDurably(Limits.Ada)).Status.Remaining);
    }

    [Fact]
    public async Task Last_counts_are_saved_although_the_time_for_stopping_is_used_up()
    {
        var limiters = new RateLimiters();
        using var checkpoints = new RateLimitCheckpoints(limiters, _clock, new BackgroundLoops(_clock), NullLogger<RateLimitCheckpoints>.Instance);
        var limiter = limiters.Add(Limiter(Limits.Fixed(10, 3600)));
        await limiter.AskDurably(Limits.Ada);

        await checkpoints.StopAsync(new CancellationToken(canceled: true));

        Assert.Equal(8, (await Limiter(Limits.Fixed(10, 3600)).AskDurably(Limits.Ada)).Status.Remaining);
    }

    [Fact]
    public async Task Caller_that_is_known_does_not_wait_for_the_store()
    {
        var limiter = Limiter(Limits.Fixed(10, 3600));
        await limiter.AskDurably(Limits.Ada);
        _store.Fails = true;

        Assert.Equal(8, limiter.Ask(Limits.Ada).Status.Remaining);
        Assert.Equal((1, 0), (_store.Loads - 1, _store.Saves));
    }

    [Fact]
    public async Task Newcomer_is_not_admitted_without_the_store()
    {
        _store.Fails = true;

        await Assert.ThrowsAsync<IOException>(() => Limiter(Limits.Fixed(10, 3600)).AskDurably(Limits.Ada));
    }

    [Fact]
    public async Task Checkpoint_writes_a_counter_once_however_often_it_changed()
    {
        var limiter = Limiter(Limits.Fixed(10, 3600));
        for (var i = 0; i < 5; i++)
        {
            await limiter.AskDurably(Limits.Ada);
        }

        await limiter.CheckpointAsync(Stop);
        await limiter.CheckpointAsync(Stop);

        Assert.Equal(1, _store.Saves);
    }

    [Fact]
    public async Task Checkpoint_that_fails_is_made_up_for_by_the_next()
    {
        var limiter = Limiter(Limits.Fixed(10, 3600));
        await limiter.AskDurably(Limits.Ada);
        await limiter.AskDurably(Limits.Bob);
        _store.Fails = true;
        await Assert.ThrowsAsync<IOException>(() => limiter.CheckpointAsync(Stop));
        _store.Fails = false;
        await limiter.CheckpointAsync(Stop);

        var restarted = Limiter(Limits.Fixed(10, 3600));

        Assert.Equal(8, (await restarted.AskDurably(Limits.Ada)).Status.Remaining);
        Assert.Equal(8, (await restarted.AskDurably(Limits.Bob)).Status.Remaining);
    }

    [Fact]
    public async Task Checkpoint_that_is_given_up_is_made_up_for_by_the_next()
    {
        var limiter = Limiter(Limits.Fixed(10, 3600));
        await limiter.AskDurably(Limits.Ada);
        _store.Hold = new TaskCompletionSource();
        using var impatient = new CancellationTokenSource();
        var first = limiter.CheckpointAsync(impatient.Token);
        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        _store.Hold = null;
        await limiter.CheckpointAsync(Stop);

        Assert.Equal(8, (await Limiter(Limits.Fixed(10, 3600)).AskDurably(Limits.Ada)).Status.Remaining);
    }

    [Fact]
    public async Task Charge_that_is_given_back_is_not_in_the_next_checkpoint()
    {
        var policy = Limits.Fixed(10, 3600) with { Charge = RateLimitCharging.Success };
        var limiter = Limiter(policy);
        var answer = await limiter.AskDurably(Limits.Ada);
        await limiter.CheckpointAsync(Stop);
        await answer.Charge!.GiveBackAsync(RateLimitOutcome.Refused);
        await limiter.CheckpointAsync(Stop);

        Assert.Equal(9, (await Limiter(policy).AskDurably(Limits.Ada)).Status.Remaining);
    }

    [Fact]
    public async Task Request_under_a_short_and_a_long_window_is_charged_under_both_or_none()
    {
        RateLimitPolicy[] policies = [Limits.Fixed(2, 60), Limits.Rolling(5, 86_400) with { Durability = RateLimitDurability.Checkpointed }];
        var limiter = new RateLimiter("test", policies, new RequestClock(_clock), _store);
        RateLimitClaim[] both = [new(0, Limits.Ada, 2), new(1, Limits.Ada, 5)];
        for (var i = 0; i < 4; i++)
        {
            await limiter.AcquireAsync(both, Stop);
        }

        await limiter.CheckpointAsync(Stop);
        var restarted = new RateLimiter("test", policies, new RequestClock(_clock), _store);
        await restarted.AcquireAsync(both, Stop);
        var alone = await restarted.AcquireAsync([both[1]], Stop);

        Assert.Equal(1, alone.Status.Remaining);
    }

    [Fact]
    public async Task Charges_of_many_threads_beside_checkpoints_are_all_kept()
    {
        const int Threads = 4;
        const int Each = 2_000;
        var policy = Limits.Fixed(Threads * Each * 2, 3600);
        var limiter = Limiter(policy);
        var work = Task.WhenAll(Enumerable.Range(0, Threads).Select(number => Task.Run(
            async () =>
            {
                for (var i = 0; i < Each; i++)
                {
                    await limiter.AskDurably(i % 2 == 0 ? Limits.Ada : RateLimitKey.Of($"caller {(number * Each) + i}"));
                }
            },
            Stop)));
        do
        {
            await limiter.CheckpointAsync(Stop);
        }
        while (!work.IsCompleted);

        await work;
        await limiter.CheckpointAsync(Stop);

        Assert.Equal(policy.Allow - (Threads * Each / 2) - 1, (await Limiter(policy).AskDurably(Limits.Ada)).Status.Remaining);
    }

    private RateLimiter Limiter(RateLimitPolicy policy) =>
        new("test", [policy with { Durability = RateLimitDurability.Checkpointed }], new RequestClock(_clock), _store);
}
