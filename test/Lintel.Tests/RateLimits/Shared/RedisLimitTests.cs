using Lintel.RateLimits;
using Lintel.Testing;

namespace Lintel.Tests.RateLimits.Shared;

/// <summary>Limits that several processes count in one Redis.</summary>
public sealed class RedisLimitTests(RedisServer server)
{
    private readonly string _api = Names.Next();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Sixty_four_callers_of_two_nodes_under_three_policies_of_ten_get_ten()
    {
        await using var one = await RedisNode.StartAsync(server);
        await using var two = await RedisNode.StartAsync(server);
        RateLimitPolicy[] policies =
        [
            Limits.Fixed(10, 60) with { Name = "minute", Per = RateLimitPartition.Account },
            Limits.Rolling(10, 60) with { Name = "rolling" },
            Limits.Fixed(10, 86_400) with { Name = "day", Per = RateLimitPartition.Account, Durability = RateLimitDurability.Checkpointed },
        ];
        SharedRateLimiter[] limiters = [one.Limiter(_api, policies), two.Limiter(_api, policies)];

        var answers = await Task.WhenAll(Enumerable.Range(0, 64).Select(i => AskAsync(limiters[i % 2], [0, 1, 2])));

        Assert.Equal(10, answers.Count(answer => answer.Admitted));
        Assert.Equal(Enumerable.Range(0, 10), answers.Where(answer => answer.Admitted).Select(answer => answer.Status.Remaining).Order());
    }

    [Fact]
    public async Task Nodes_whose_clocks_differ_never_admit_more_and_tell_the_first_second_that_passes()
    {
        var (behind, ahead) = (new ManualClock(), new ManualClock());
        ahead.Advance(TimeSpan.FromSeconds(60));
        var serverClock = $"clock:{_api}";
        await using var one = await RedisNode.StartOnClockAsync(server, behind, serverClock);
        await using var two = await RedisNode.StartOnClockAsync(server, ahead, serverClock);
        RateLimitPolicy[] policies = [Limits.Fixed(7, 10) with { Name = "fixed" }, Limits.Rolling(9, 20) with { Name = "rolling" }];
        SharedRateLimiter[] limiters = [one.Limiter(_api, policies), two.Limiter(_api, policies)];
        var admitted = new List<long>();
        var random = new Random(4);
        var time = behind.GetUtcNow().UtcTicks + TimeSpan.FromSeconds(30).Ticks;
        for (var i = 0; i < 300; i++)
        {
            await MoveAsync(random.Next(700) * TimeSpan.TicksPerMillisecond);
            var answer = await AskAsync(limiters[random.Next(2)], [0, 1]);
            if (answer.Admitted)
            {
                admitted.Add(time);
            }
            else if (random.Next(4) == 0)
            {
                await MoveAsync((answer.RetryAfter - 1) * TimeSpan.TicksPerSecond);
                Assert.False((await AskAsync(limiters[random.Next(2)], [0, 1])).Admitted);
                await MoveAsync(TimeSpan.TicksPerSecond);
                Assert.True((await AskAsync(limiters[random.Next(2)], [0, 1])).Admitted);
                admitted.Add(time);
            }
        }

        Assert.All(admitted, from => Assert.InRange(admitted.Count(at => at >= from && at < from + TimeSpan.FromSeconds(20).Ticks), 1, 9));

        async Task MoveAsync(long ticks)
        {
            time += ticks;
            behind.Advance(TimeSpan.FromTicks(ticks));
            ahead.Advance(TimeSpan.FromTicks(ticks));
            await one.SetServerClockAsync(time);
        }
    }

    [Fact]
    public async Task Refused_request_changes_no_counter()
    {
        await using var node = await RedisNode.StartAsync(server);
        var limiter = node.Limiter(_api, Limits.Fixed(1, 60) with { Name = "one" }, Limits.Rolling(5, 60) with { Name = "five" });
        Assert.True((await AskAsync(limiter, [0, 1])).Admitted);
        var before = await DumpAsync();

        Assert.False((await AskAsync(limiter, [0, 1])).Admitted);

        Assert.Equal(before, await DumpAsync());

        async Task<string[]> DumpAsync()
        {
            var keys = (string[])(await server.ExecuteAsync("KEYS", $"lintel:*:{_api}:*"))!;
            return await Task.WhenAll(keys.Order(StringComparer.Ordinal).Select(
                async key => $"{key} {Convert.ToHexString((byte[])(await server.ExecuteAsync("DUMP", key))!)}"));
        }
    }

    [Fact]
    public async Task Raised_lowered_and_removed_limits_hold_on_the_next_request()
    {
        await using var node = await RedisNode.StartAsync(server);
        var limiter = node.Limiter(_api, Limits.Fixed(2, 60) with { Name = "one" }, Limits.Fixed(100, 60) with { Name = "other" });
        await AskAsync(limiter, [0, 1]);
        await AskAsync(limiter, [0, 1]);
        Assert.False((await AskAsync(limiter, [0, 1])).Admitted);

        var raised = await AskAsync(limiter, [0, 1], allow: 4);
        var lowered = await AskAsync(limiter, [0, 1], allow: 3);
        var removed = await AskAsync(limiter, [1]);

        Assert.Equal((true, 1), (raised.Admitted, raised.Status.Remaining));
        Assert.False(lowered.Admitted);
        Assert.True(removed.Admitted);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Policies_of_other_slots_are_charged_all_or_none(bool isDivided)
    {
        await using var node = await RedisNode.StartAsync(server);
        node.Engine.IsDivided = isDivided;
        var limiter = node.Limiter(
            _api,
            Limits.Fixed(5, 60) with { Name = "account", Per = RateLimitPartition.Account },
            Limits.Rolling(1, 60) with { Name = "address", Per = RateLimitPartition.Address },
            Limits.Fixed(9, 50) with { Name = "value", Per = RateLimitPartition.Value });
        Assert.True((await AskAsync(limiter, [0, 1, 2])).Admitted);

        var refused = await AskAsync(limiter, [0, 1, 2]);
        var account = await AskAsync(limiter, [0]);
        var value = await AskAsync(limiter, [2]);

        Assert.Equal((false, 1), (refused.Admitted, refused.Status.Policy));
        Assert.InRange(refused.RetryAfter, 58, 60);
        Assert.Equal(3, account.Status.Remaining);
        Assert.Equal(7, value.Status.Remaining);
    }

    [Fact]
    public async Task Charge_is_given_back_once_also_where_that_is_tried_again()
    {
        await using var node = await RedisNode.StartAsync(server);
        var limiter = node.Limiter(_api, Limits.Fixed(3, 60) with { Charge = RateLimitCharging.Success });
        var first = await AskAsync(limiter, [0]);
        await AskAsync(limiter, [0]);
        Assert.True(first.Charge!.IsGivenBack(RateLimitOutcome.Refused));
        Assert.False(first.Charge.IsGivenBack(RateLimitOutcome.Succeeded));

        await first.Charge.GiveBackAsync(RateLimitOutcome.Refused);
        await first.Charge.GiveBackAsync(RateLimitOutcome.Refused);

        Assert.Equal(1, (await AskAsync(limiter, [0])).Status.Remaining);
        Assert.Equal(0, (await AskAsync(limiter, [0])).Status.Remaining);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Charge_is_given_back_where_another_policy_of_the_request_keeps_its_own(bool isDivided)
    {
        await using var node = await RedisNode.StartAsync(server);
        node.Engine.IsDivided = isDivided;
        var limiter = node.Limiter(
            _api,
            Limits.Fixed(9, 60) with { Name = "address", Per = RateLimitPartition.Address },
            Limits.Fixed(3, 60) with { Name = "account", Per = RateLimitPartition.Account, Charge = RateLimitCharging.Success },
            Limits.Rolling(3, 60) with { Name = "value", Per = RateLimitPartition.Value, Charge = RateLimitCharging.Success });

        for (var i = 0; i < 5; i++)
        {
            var failed = await AskAsync(limiter, [0, 1, 2]);
            Assert.True(failed.Admitted);
            await failed.Charge!.GiveBackAsync(RateLimitOutcome.Failed);
        }

        Assert.Equal(3, (await AskAsync(limiter, [0])).Status.Remaining);
        Assert.Equal(2, (await AskAsync(limiter, [1])).Status.Remaining);
        Assert.Equal(2, (await AskAsync(limiter, [2])).Status.Remaining);
    }

    [Fact]
    public async Task Refusal_by_charges_that_a_later_step_may_give_back_is_not_repeated_without_asking()
    {
        var store = new FakeRateLimitStore();
        await using var node = await RedisNode.StartAsync(server, store: store);
        var limiter = node.Limiter(
            _api,
            Limits.Fixed(1, 60) with { Name = "requests" },
            Limits.Fixed(1, 60) with { Name = "guesses", GuardsSecret = true, Durability = RateLimitDurability.Immediate });
        await AskAsync(limiter, [1]);
        store.Hold = new TaskCompletionSource();
        var guess = AskAsync(limiter, [0, 1]);
        RateLimitResult meanwhile;
        do
        {
            meanwhile = await AskAsync(limiter, [0], allow: 1);
        }
        while (meanwhile.Admitted && !guess.IsCompleted);

        store.Hold.SetResult();
        Assert.False((await guess).Admitted);
        Assert.False(meanwhile.Admitted);
        Assert.False(limiter.TryAcquire([new RateLimitClaim(0, Limits.Ada, 1)], node.Clock.Now, out _));
    }

    [Fact]
    public async Task Key_that_somebody_else_has_written_fails_its_own_requests_alone()
    {
        await using var node = await RedisNode.StartAsync(server);
        var limiter = node.Limiter(_api, Limits.Fixed(2, 60) with { Name = "one" }, Limits.Fixed(2, 60) with { Name = "refuse", WhenLost = RateLimitLoss.Refuse });
        await AskAsync(limiter, [0]);
        await AskAsync(limiter, [1]);
        foreach (var key in (string[])(await server.ExecuteAsync("KEYS", $"lintel:*:{_api}:refuse:*"))!)
        {
            await server.ExecuteAsync("SET", key, "text");
        }

        await Assert.ThrowsAsync<StoreUnavailableException>(() => AskAsync(limiter, [1]));

        Assert.Null(node.Engine.LostSince);
        Assert.Equal(0, (await AskAsync(limiter, [0])).Status.Remaining);
    }

    [Fact]
    public async Task Refusal_by_a_fixed_window_is_repeated_without_asking_until_it_ends()
    {
        var clock = new ManualClock();
        await using var node = await RedisNode.StartOnClockAsync(server, clock);
        var limiter = node.Limiter(_api, Limits.Fixed(1, 60) with { Name = "one" });
        await node.SetServerClockAsync(node.Clock.ToUtcTicks(node.Clock.Now));
        await AskAsync(limiter, [0]);
        Assert.False(limiter.TryAcquire([new RateLimitClaim(0, Limits.Ada, 1)], node.Clock.Now, out _));
        var asked = await AskAsync(limiter, [0]);
        clock.Advance(TimeSpan.FromSeconds(20));

        Assert.True(limiter.TryAcquire([new RateLimitClaim(0, Limits.Ada, 1)], node.Clock.Now, out var known));
        Assert.False(limiter.TryAcquire([new RateLimitClaim(0, Limits.Ada, 2)], node.Clock.Now, out _));
        Assert.False(limiter.TryAcquire([new RateLimitClaim(0, Limits.Bob, 1)], node.Clock.Now, out _));
        clock.Advance(TimeSpan.FromSeconds(40));
        Assert.False(limiter.TryAcquire([new RateLimitClaim(0, Limits.Ada, 1)], node.Clock.Now, out _));
        Assert.Equal((false, 40, asked.Status.ResetAt), (known.Admitted, known.RetryAfter, known.Status.ResetAt));
        Assert.Equal(60, asked.RetryAfter);
    }

    [Fact]
    public async Task Policies_that_guard_secrets_are_counted_in_the_store_with_the_others_all_or_none()
    {
        var store = new FakeRateLimitStore();
        await using var one = await RedisNode.StartAsync(server, store: store);
        await using var two = await RedisNode.StartAsync(server, store: store);
        RateLimitPolicy[] policies =
        [
            Limits.Fixed(10, 60) with { Name = "requests" },
            Limits.Fixed(3, 600) with
            {
                Name = "guesses",
                Per = RateLimitPartition.Value,
                Charge = RateLimitCharging.Refusal,
                GuardsSecret = true,
                Durability = RateLimitDurability.Immediate,
            },
        ];
        SharedRateLimiter[] limiters = [one.Limiter(_api, policies), two.Limiter(_api, policies)];
        var right = await AskAsync(limiters[0], [0, 1]);
        await right.Charge!.GiveBackAsync(RateLimitOutcome.Succeeded);

        var wrong = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => AskAsync(limiters[i % 2], [0, 1])));
        store.Fails = true;
        await Assert.ThrowsAsync<IOException>(() => AskAsync(limiters[0], [0, 1]));
        store.Fails = false;

        Assert.Equal(3, wrong.Count(answer => answer.Admitted));
        Assert.All(wrong.Where(answer => !answer.Admitted), answer => Assert.InRange(answer.RetryAfter, 598, 600));
        Assert.Equal(5, (await AskAsync(limiters[1], [0])).Status.Remaining);
    }

    internal static async Task<RateLimitResult> AskAsync(SharedRateLimiter limiter, int[] policies, int? allow = null)
    {
        RateLimitClaim[] requests =
        [
            .. policies.Select(policy => new RateLimitClaim(
                policy,
                limiter.Policies[policy].Per == RateLimitPartition.Account ? RateLimitKey.Of("account") : Limits.Ada,
                policy == 0 && allow is { } own ? own : limiter.Policies[policy].Allow)),
        ];
        return await limiter.AcquireAsync(requests, "account", limiter.Clock.Now, Stop);
    }
}
