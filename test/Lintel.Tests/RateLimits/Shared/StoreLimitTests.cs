using Lintel.Postgres;
using Lintel.RateLimits;

namespace Lintel.Tests.RateLimits.Shared;

/// <summary>Limits that several processes count in PostgreSQL alone.</summary>
public sealed class StoreLimitTests(PostgresServer server)
{
    [Fact]
    public async Task Sixty_four_callers_of_three_nodes_under_three_policies_of_ten_get_ten()
    {
        var database = await server.CreateDatabaseAsync();
        PostgresStores[] nodes = [await PostgresStores.OpenAsync(database), await PostgresStores.OpenAsync(database), await PostgresStores.OpenAsync(database)];
        RateLimitPolicy[] policies =
        [
            Limits.Fixed(10, 600) with { Name = "minutes", Per = RateLimitPartition.Account },
            Limits.Rolling(10, 600) with { Name = "rolling" },
            Limits.Fixed(10, 86_400) with { Name = "day", Per = RateLimitPartition.Account, Durability = RateLimitDurability.Checkpointed },
        ];
        var limiters = nodes.Select(
            node => new StoreRateLimiterFactory(node.RateLimits, node.Nodes, new RequestClock(TimeProvider.System)).Create("shop", policies)).ToArray();

        var answers = await Task.WhenAll(Enumerable.Range(0, 64).Select(i => Task.Run(() => AskAsync(limiters[i % 3], policies))));

        Assert.Equal(10, answers.Count(answer => answer.Admitted));
        foreach (var node in nodes)
        {
            await node.DisposeAsync();
        }
    }

    private static Task<RateLimitResult> AskAsync(IRateLimiter limiter, RateLimitPolicy[] policies) => limiter.AcquireAsync(
        [.. policies.Select((policy, place) => new RateLimitClaim(place, RateLimitKey.Of("acct_a"), policy.Allow))],
        "acct_a",
        new RequestClock(TimeProvider.System).Now,
        TestContext.Current.CancellationToken).AsTask();
}
