using Lintel.Cluster;
using Lintel.Postgres;
using Lintel.RateLimits;
using Lintel.Testing;

namespace Lintel.Tests.RateLimits.Shared;

/// <summary>The limiters of two nodes on each engine: what one says or resets, the other finds. In memory there is one node.</summary>
internal sealed class EngineLimiters : IAsyncDisposable
{
    // To make one takes longer than a test; each has an API of its own there.
    private static Task<string>? _database;

    private readonly List<IAsyncDisposable> _resources = [];

    private EngineLimiters()
    {
    }

    /// <summary>The engines, each with the durability of the policy that is counted there.</summary>
    public static TheoryData<string, string> All => new(
        from engine in new[] { "memory", "memory and store", "memory before each answer", "store", "redis", "redis and store", "redis before each answer" }
        from kind in new[] { "fixed", "rolling" }
        select (engine, kind));

    public IRateLimiter One { get; private set; } = null!;

    public IRateLimiter Two { get; private set; } = null!;

    public static async Task<EngineLimiters> OfAsync(string engine, RateLimitPolicy policy, RedisServer redis, PostgresServer postgres)
    {
        var limiters = new EngineLimiters();
        await limiters.MakeAsync(engine, policy, redis, postgres);
        return limiters;
    }

    public static RateLimitPolicy Policy(string kind, int allow) =>
        (kind == "fixed" ? Limits.Fixed(allow, 3600) : Limits.Rolling(allow, 3600)) with { Headers = RateLimitHeaders.XRateLimit };

    public async ValueTask DisposeAsync()
    {
        foreach (var resource in _resources)
        {
            await resource.DisposeAsync();
        }
    }

    private async Task MakeAsync(string engine, RateLimitPolicy policy, RedisServer redis, PostgresServer postgres)
    {
        var durability = engine switch
        {
            "memory" or "redis" or "store" => RateLimitDurability.None,
            "memory and store" or "redis and store" => RateLimitDurability.Checkpointed,
            _ => RateLimitDurability.Immediate,
        };
        RateLimitPolicy[] policies = [policy with { Durability = durability }];
        if (engine.StartsWith("memory", StringComparison.Ordinal))
        {
            One = Two = new RateLimiter("shop", policies, new RequestClock(new ManualClock()), new FakeRateLimitStore());
        }
        else if (engine == "store")
        {
            var (database, api) = (await (_database ??= postgres.CreateDatabaseAsync()), Names.Next());
            One = (await StoresAsync(database)).Create(api, policies);
            Two = (await StoresAsync(database)).Create(api, policies);
        }
        else
        {
            var (store, api) = (new FakeRateLimitStore(), Names.Next());
            One = (await NodeAsync(redis, store)).Limiter(api, policies);
            Two = (await NodeAsync(redis, store)).Limiter(api, policies);
        }
    }

    private async Task<StoreRateLimiterFactory> StoresAsync(string database)
    {
        var stores = await PostgresStores.OpenAsync(database);
        _resources.Add(stores);
        return new StoreRateLimiterFactory(stores.RateLimits, stores.Nodes, new RequestClock(TimeProvider.System));
    }

    private async Task<RedisNode> NodeAsync(RedisServer redis, FakeRateLimitStore store)
    {
        var node = await RedisNode.StartAsync(redis, store: store);
        _resources.Add(node);
        return node;
    }
}
