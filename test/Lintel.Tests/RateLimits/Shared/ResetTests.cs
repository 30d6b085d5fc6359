using Lintel.Cluster;
using Lintel.Postgres;
using Lintel.RateLimits;
using Lintel.Tests.Storage;

namespace Lintel.Tests.RateLimits.Shared;

/// <summary>A counter that is reset has its whole window again, on every engine and on every node.</summary>
public sealed class ResetTests(RedisServer redis, PostgresServer postgres)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(EngineLimiters.All), MemberType = typeof(EngineLimiters))]
    public async Task Caller_that_is_refused_has_a_whole_window_after_a_reset_and_nobody_else(string engine, string kind)
    {
        await using var limiters = await EngineLimiters.OfAsync(engine, EngineLimiters.Policy(kind, 2), redis, postgres);
        await limiters.One.AcquireAsync([new(0, Limits.Bob, 2)], "acct", now: 0, Stop);
        while ((await limiters.One.ChargeAsync()).Admitted)
        {
            // Until it is used up.
        }

        Assert.False((await limiters.Two.ChargeAsync()).Admitted);

        await limiters.One.ResetAsync(0, Limits.Ada, "acct", Stop);
        limiters.Two.Forget(0, Limits.Ada);

        Assert.Equal(2, (await limiters.Two.PeekAsync()).Status.Remaining);
        Assert.Equal((true, 1), await ToldAsync(limiters.Two.ChargeAsync()));
        Assert.Equal((true, 0), await ToldAsync(limiters.One.ChargeAsync()));
        Assert.False((await limiters.Two.ChargeAsync()).Admitted);
        Assert.Equal((true, 0), await ToldAsync(limiters.Two.AcquireAsync([new(0, Limits.Bob, 2)], "acct", now: 0, Stop)));
    }

    [Theory]
    [MemberData(nameof(EngineLimiters.All), MemberType = typeof(EngineLimiters))]
    public async Task Charge_from_before_a_reset_is_not_given_back_afterwards(string engine, string kind)
    {
        var policy = EngineLimiters.Policy(kind, 2) with { Charge = RateLimitCharging.Success };
        await using var limiters = await EngineLimiters.OfAsync(engine, policy, redis, postgres);
        var before = await limiters.One.ChargeAsync();
        await limiters.One.ResetAsync(0, Limits.Ada, "acct", Stop);
        await Task.Run(() => limiters.One.ChargeAsync().AsTask(), Stop);

        await before.Charge!.GiveBackAsync(RateLimitOutcome.Failed);

        // In memory the clock stands still, and a rolling window does not tell two charges of one moment apart.
        var most = engine.StartsWith("memory", StringComparison.Ordinal) && kind == "rolling" ? 2 : 1;
        Assert.InRange((await limiters.One.PeekAsync()).Status.Remaining, 1, most);
    }

    [Fact]
    public async Task Counter_that_was_reset_is_not_filled_again_from_what_was_stored()
    {
        var store = new FakeRateLimitStore();
        var policy = Limits.Fixed(1, 86_400) with { Durability = RateLimitDurability.Checkpointed };
        var api = Names.Next();
        await using var node = await RedisNode.StartAsync(redis, store: store);
        var limiter = node.Limiter(api, policy);
        await limiter.ChargeAsync();
        await limiter.CheckpointAsync(Stop);

        await limiter.ResetAsync(0, Limits.Ada, "acct", Stop);
        Assert.Equal(1, (await limiter.PeekAsync()).Status.Remaining);
        await limiter.CheckpointAsync(Stop);

        // As after an engine that was emptied.
        foreach (var key in (string[])(await redis.ExecuteAsync("KEYS", $"lintel:*:{api}:*"))!)
        {
            await redis.ExecuteAsync("DEL", key);
        }

        Assert.Equal(1, (await limiter.PeekAsync()).Status.Remaining);
    }

    [Fact]
    public async Task Reset_in_memory_stands_in_the_store_at_once_and_a_store_that_fails_leaves_the_counter()
    {
        var store = new FakeRateLimitStore();
        var clock = new RequestClock(TimeProvider.System);
        RateLimitPolicy[] policies = [Limits.Fixed(1, 86_400) with { Durability = RateLimitDurability.Checkpointed }];
        var limiter = new RateLimiter("shop", policies, clock, store);
        await limiter.ChargeAsync();
        await limiter.CheckpointAsync(Stop);

        store.Fails = true;
        await Assert.ThrowsAsync<IOException>(() => limiter.ResetAsync(0, Limits.Ada, null, Stop).AsTask());
        Assert.False((await limiter.ChargeAsync()).Admitted);

        store.Fails = false;
        await limiter.ResetAsync(0, Limits.Ada, null, Stop);
        Assert.True((await new RateLimiter("shop", policies, clock, store).PeekAsync()).Admitted);
    }

    [Fact]
    public async Task Engine_that_is_lost_refuses_the_reset()
    {
        await using var node = await RedisNode.StartAsync(redis);
        var limiter = node.Limiter(Names.Next(), Limits.Fixed(1, 60));
        await node.Engine.DisposeAsync();

        await Assert.ThrowsAsync<StoreUnavailableException>(() => limiter.ResetAsync(0, Limits.Ada, "acct", Stop).AsTask());
    }

    [Fact]
    public async Task Share_of_a_node_and_what_it_owes_the_engine_are_forgotten()
    {
        await using var node = await RedisNode.StartAsync(redis);
        var owed = new OwedCharges(node.Clock);
        RateLimitPolicy[] policies = [Limits.Fixed(2, 60)];
        var share = new NodeShare("shop", policies, node.Clock, node.Others, owed);
        SharedClaim[] claims = [new(0, policies[0], new RateLimitClaim(0, Limits.Ada, 2), "acct")];
        await share.ChargeAsync(claims, new ChargeTerms(Charge: true, Reserve: false, Tentative: false, Began: 0), Stop);
        owed.Return(owed.Take(1)[0]);
        await share.ChargeAsync(claims, new ChargeTerms(Charge: true, Reserve: false, Tentative: false, Began: 0), Stop);

        share.Forget(0, Limits.Ada);

        Assert.Empty(owed.Take(10));
        var findings = await share.ChargeAsync(claims, new ChargeTerms(Charge: true, Reserve: false, Tentative: false, Began: 0), Stop);
        Assert.Equal(1, Assert.Single(findings.Uses).Used);
    }

    [Fact]
    public void Refusal_that_was_under_way_when_a_counter_was_reset_is_not_remembered()
    {
        RateLimitPolicy[] policies = [Limits.Fixed(1, 60)];
        var refusals = new KnownRefusals(policies);
        RateLimitClaim[] requests = [new(0, Limits.Ada, 1)];
        var outcome = new ChargeOutcome(1_000, 0, TimeSpan.TicksPerMinute, 1, TimeSpan.TicksPerMinute);

        refusals.Forget(0, Limits.Ada, now: 1_000);
        refusals.Note(requests, outcome, asked: 900, utcNow: 0);
        Assert.False(refusals.TryFind(requests, 1_100, out _, out _));

        refusals.Note(requests, outcome, asked: 1_001, utcNow: 0);
        Assert.True(refusals.TryFind(requests, 1_100, out _, out _));
        refusals.ForgetAll(now: 2_000);
        Assert.False(refusals.TryFind(requests, 1_100, out _, out _));
    }

    [Fact]
    public async Task Reset_on_one_node_is_heard_by_the_others_before_its_receipt()
    {
        var database = await postgres.CreateDatabaseAsync();
        await using var one = await TestNode.JoinAsync(database);
        await using var two = await TestNode.JoinAsync(database);
        await using var redisOne = await RedisNode.StartAsync(redis);
        await using var redisTwo = await RedisNode.StartAsync(redis);
        var api = Names.Next();
        var policy = Limits.Fixed(1, 3600) with { Name = "hour" };
        var limiter = one.Limiters.Add(redisOne.Limiter(api, policy));
        var other = two.Limiters.Add(redisTwo.Limiter(api, policy));
        await limiter.ChargeAsync();
        Assert.False((await other.ChargeAsync()).Admitted);

        await new CounterResets(one.Limiters, one.Nodes).ResetAsync(new ResetCounter(api, "hour", Limits.Ada.Text!), "acct", Stop);
        var receipt = await one.Nodes.WaitAsync(TimeSpan.FromSeconds(10), Stop);

        Assert.Equal((2, 2), (receipt.Applied, receipt.Of));
        Assert.True((await other.ChargeAsync()).Admitted);
    }

    private static async Task<(bool Admitted, int Remaining)> ToldAsync(ValueTask<RateLimitResult> asked)
    {
        var answer = await asked;
        return (answer.Admitted, answer.Status.Remaining);
    }
}
