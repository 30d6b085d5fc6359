using Lintel.RateLimits;

namespace Lintel.Tests.RateLimits.Shared;

/// <summary>A look at the counters says what the next request would be told, and changes nothing, on every engine.</summary>
public sealed class PeekTests(RedisServer redis, PostgresServer postgres)
{
    private const int Allow = 3;

    [Theory]
    [MemberData(nameof(EngineLimiters.All), MemberType = typeof(EngineLimiters))]
    public async Task Peek_after_each_charge_says_what_the_next_one_says_and_charges_nothing(string engine, string kind)
    {
        await using var limiters = await EngineLimiters.OfAsync(engine, EngineLimiters.Policy(kind, Allow), redis, postgres);
        for (var charges = 0; charges <= Allow + 1; charges++)
        {
            var first = await limiters.Two.PeekAsync();
            var second = await limiters.One.PeekAsync();
            var charged = await limiters.One.ChargeAsync();

            Assert.Equal((first.Admitted, first.Status.Limit, first.Status.Remaining), (second.Admitted, second.Status.Limit, second.Status.Remaining));
            Assert.Equal((charged.Admitted, Allow), (first.Admitted, first.Status.Limit));
            Assert.Equal(Math.Max(0, Allow - charges), first.Status.Remaining);
            Assert.Equal(charged.Admitted ? first.Status.Remaining - 1 : 0, charged.Status.Remaining);
            Assert.Equal(charged.Admitted, first.RetryAfter == 0);
            Assert.InRange(Math.Abs(charged.RetryAfter - first.RetryAfter), 0, 2);
            Assert.Null(first.Charge);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Peek_without_the_engine_says_that_it_does_not_know_but_for_policies_in_the_store(bool isUsedUp)
    {
        // Nobody has started the engine, so that it is lost.
        await using var node = await RedisNode.StartAsync(redis);
        var shared = node.Limiter(
            Names.Next(),
            Limits.Fixed(5, 60) with { Name = "minute", WhenLost = RateLimitLoss.Admit },
            Limits.Fixed(1, 3600) with { Name = "secret", Durability = RateLimitDurability.Immediate });
        if (isUsedUp)
        {
            await shared.ChargeAsync(place: 1, allow: 1);
        }

        await node.Engine.DisposeAsync();
        var peek = shared.PeekAsync([new(0, Limits.Ada, 5), new(1, Limits.Ada, 1)], "acct", node.Clock.Now, CancellationToken.None).AsTask();

        if (isUsedUp)
        {
            Assert.Equal((false, 1), ((await peek).Admitted, (await peek).Status.Policy));
        }
        else
        {
            var unreached = await Assert.ThrowsAsync<CountersNotReachedException>(() => peek);
            Assert.Equal("minute", Assert.Single(unreached.Policies).Name);
        }
    }

    [Fact]
    public async Task Peek_without_the_engine_is_refused_where_the_policy_refuses_everybody_then()
    {
        await using var node = await RedisNode.StartAsync(redis);
        var shared = node.Limiter(Names.Next(), Limits.Fixed(5, 60) with { WhenLost = RateLimitLoss.Refuse });
        await node.Engine.DisposeAsync();

        await Assert.ThrowsAsync<StoreUnavailableException>(() => shared.PeekAsync().AsTask());
    }
}

/// <summary>Short words for one policy and one caller.</summary>
internal static class OneCaller
{
    public static ValueTask<RateLimitResult> PeekAsync(this IRateLimiter limiter) => limiter.PeekAsync(
        [new(0, Limits.Ada, limiter.Policies[0].Allow)], "acct", Now(limiter), TestContext.Current.CancellationToken);

    public static ValueTask<RateLimitResult> ChargeAsync(this IRateLimiter limiter, int place = 0, int? allow = null) => limiter.AcquireAsync(
        [new(place, Limits.Ada, allow ?? limiter.Policies[place].Allow)], "acct", Now(limiter), TestContext.Current.CancellationToken);

    private static long Now(IRateLimiter limiter) => (limiter as RateLimiter)?.Clock.Now ?? ((SharedRateLimiter)limiter).Clock.Now;
}
