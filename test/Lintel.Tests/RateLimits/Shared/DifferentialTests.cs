using Lintel.RateLimits;
using Lintel.Testing;

namespace Lintel.Tests.RateLimits.Shared;

/// <summary>The counters in Redis decide as those in memory do, on random traces.</summary>
public sealed class DifferentialTests(RedisServer server)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Engine_decides_as_memory_does_while_the_clock_moves()
    {
        var clock = new ManualClock();
        await using var node = await RedisNode.StartOnClockAsync(server, clock);
        for (var seed = 0; seed < 150; seed++)
        {
            var random = new Random(seed);
            await CompareAsync(node, clock, random, [Policy(random, 6), Policy(random, 6), Policy(random, 6)], steps: 60, seed, goesBack: seed % 2 == 0);
        }
    }

    [Fact]
    public async Task Engine_decides_as_memory_does_with_more_charges_than_are_kept_one_by_one()
    {
        var clock = new ManualClock();
        await using var node = await RedisNode.StartOnClockAsync(server, clock);
        for (var seed = 0; seed < 2; seed++)
        {
            var random = new Random(seed);
            await CompareAsync(node, clock, random, [Limits.Rolling(1_400, 2) with { Charge = RateLimitCharging.Success }], steps: 4_000, seed, goesBack: true);
        }
    }

    private static RateLimitPolicy Policy(Random random, int most) =>
        (random.Next(2) == 0 ? Limits.Rolling(random.Next(1, most), random.Next(1, 12)) : Limits.Fixed(random.Next(1, most), random.Next(1, 12))) with
        {
            Charge = random.Next(2) == 0 ? RateLimitCharging.Always : RateLimitCharging.Success,
            Headers = (RateLimitHeaders)random.Next(3),
        };

    private static async Task CompareAsync(RedisNode node, ManualClock clock, Random random, RateLimitPolicy[] policies, int steps, int seed, bool goesBack)
    {
        // What a node knows of a refusal ends by its own clock, and a server whose clock is set to another time is not asked before.
        policies =
        [
            .. policies.Select((policy, place) =>
                policy with { Name = $"policy-{place}", Charge = goesBack ? RateLimitCharging.Success : policy.Charge }),
        ];
        var shared = node.Limiter(Names.Next(), policies);
        var memory = new RateLimiter("test", policies, node.Clock, store: null);
        var charges = new List<(RateLimitCharge? Shared, RateLimitCharge? Memory)>();
        var floor = 0L;
        for (var step = 0; step < steps; step++)
        {
            var longest = policies.Length == 1 ? 3_000 : random.Next(10) == 0 ? 20_000_000 : 3_000_000;
            clock.Advance(TimeSpan.FromMicroseconds(random.Next(longest)));
            if (charges.Count > 0 && random.Next(8) == 0)
            {
                // Memory has seen that time then, and Redis only what it has written.
                floor = node.Clock.Now;
                await node.SetServerClockAsync(node.Clock.ToUtcTicks(floor));
                var (ofShared, ofMemory) = charges[random.Next(charges.Count)];
                await (ofShared?.GiveBackAsync(RateLimitOutcome.Refused) ?? ValueTask.CompletedTask);
                await (ofMemory?.GiveBackAsync(RateLimitOutcome.Refused) ?? ValueTask.CompletedTask);
                continue;
            }

            var now = Math.Max(floor, node.Clock.Now - (goesBack && random.Next(10) == 0 ? random.Next(5_000_000) * TimeSpan.TicksPerMicrosecond : 0));
            await node.SetServerClockAsync(node.Clock.ToUtcTicks(now));
            var requests = RequestsOf(policies, random);
            if (step % 8 == 0)
            {
                // A look says the same, and changes nothing of what follows.
                var seen = Told(Limits.Completed(memory.PeekAsync(requests, account: null, now, Stop)));
                var looked = Told(await shared.PeekAsync(requests, "account", now, Stop));
                Assert.True(seen == looked, $"seed {seed}, step {step}: memory shows {seen}, Redis {looked}");
            }

            var expected = Limits.Completed(memory.AcquireAsync(requests, account: null, now, Stop));
            var answer = await shared.AcquireAsync(requests, "account", now, Stop);
            Assert.True(Told(expected) == Told(answer), $"seed {seed}, step {step}: memory {Told(expected)}, Redis {Told(answer)}");
            charges.Add((answer.Charge, expected.Charge));
            floor = expected.Admitted ? floor : Math.Max(floor, now);
            Assert.Equal(expected.Charge is null, answer.Charge is null);
        }
    }

    private static RateLimitClaim[] RequestsOf(RateLimitPolicy[] policies, Random random)
    {
        var mask = random.Next(1, 1 << policies.Length);
        var extra = random.Next(6) == 0 ? random.Next(-2, 5) : 0;
        return
        [
            .. Enumerable.Range(0, policies.Length).Where(i => (mask & (1 << i)) != 0)
                .Select(i => new RateLimitClaim(i, Limits.Ada, Math.Max(1, policies[i].Allow + extra))),
        ];
    }

    private static string Told(RateLimitResult answer) =>
        $"{answer.Admitted} {answer.RetryAfter} {answer.Status} {string.Join(' ', answer.All ?? [])}";
}
