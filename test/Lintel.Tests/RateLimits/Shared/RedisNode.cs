using System.Globalization;
using Lintel.Cluster;
using Lintel.RateLimits;
using Lintel.Redis;
using Lintel.Testing;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using StackExchange.Redis;

namespace Lintel.Tests.RateLimits.Shared;

/// <summary>One process of several that count in a Redis server.</summary>
internal sealed class RedisNode : IAsyncDisposable
{
    private readonly RedisServer _server;
    private readonly string? _clockKey;
    private readonly RedisScripts _scripts;
    private ConnectionMultiplexer? _clock;

    private RedisNode(RedisServer server, TimeProvider time, string? clockKey, ILogger<RedisEngine>? logger)
    {
        // Where the loss of the server is not what is tested, a busy machine must not be taken for one: only a test with a log waits as the product does.
        var settings = RedisSettings.Parse(server.Address);
        settings = logger is null ? new RedisSettings(settings) { LongestWait = TimeSpan.FromSeconds(30) } : settings;
        _server = server;
        _clockKey = clockKey;
        Engine = new RedisEngine(settings, time, logger ?? NullLogger<RedisEngine>.Instance);
        Clock = new RequestClock(time);
        _scripts = clockKey is null ? new RedisScripts() : new RedisScripts($"{{0, redis.call('GET', '{clockKey}')}}");
    }

    public RedisEngine Engine { get; }

    public RequestClock Clock { get; }

    public FakeRateLimitStore Store { get; init; } = new();

    public Nodes Others { get; } = new();

    /// <summary>Starts a process that counts by the server's clock.</summary>
    public static Task<RedisNode> StartAsync(
        RedisServer server, TimeProvider? time = null, FakeRateLimitStore? store = null, ILogger<RedisEngine>? logger = null) =>
        StartAsync(new RedisNode(server, time ?? TimeProvider.System, clockKey: null, logger)
        {
            Store = store ?? new FakeRateLimitStore(),
        });

    /// <summary>Starts a process on a server whose clock is the test's: <see cref="SetServerClockAsync"/> moves it.</summary>
    /// <param name="server">The server.</param>
    /// <param name="clock">The clock of the process.</param>
    /// <param name="serverClock">The name of the server's clock, for several processes; null for a clock of its own.</param>
    public static Task<RedisNode> StartOnClockAsync(RedisServer server, ManualClock clock, string? serverClock = null) => StartAsync(
        new RedisNode(server, clock, serverClock ?? $"clock:{Names.Next()}", logger: null)
        {
            Store = new FakeRateLimitStore { Clock = clock },
        });

    /// <summary>Makes the limiter of a contract.</summary>
    /// <param name="api">The contract; the same one counts together on several nodes.</param>
    /// <param name="policies">The policies.</param>
    public SharedRateLimiter Limiter(string api, params RateLimitPolicy[] policies)
    {
        var owed = new OwedCharges(Clock);
        var counters = Counters(api, owed);
        return new SharedRateLimiter(api, policies, Clock, counters, new StoreCounters(api, Store), Others, owed, counters.CheckpointAsync);
    }

    /// <summary>Makes the counters of a contract.</summary>
    public RedisCounters Counters(string api, OwedCharges owed) => new(api, Engine, _scripts, Store, owed);

    /// <summary>Sets the server's clock.</summary>
    /// <param name="utcTicks">The time in ticks of UTC.</param>
    public Task SetServerClockAsync(long utcTicks) => _clock!.GetDatabase().StringSetAsync(
        _clockKey!, ((utcTicks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond).ToString(CultureInfo.InvariantCulture));

    public async ValueTask DisposeAsync()
    {
        await Engine.DisposeAsync();
        if (_clock is { } clock)
        {
            await clock.DisposeAsync();
        }
    }

    private static async Task<RedisNode> StartAsync(RedisNode node)
    {
        await node.Engine.StartAsync(TestContext.Current.CancellationToken);
        if (node._clockKey is not null)
        {
            node._clock = await ConnectionMultiplexer.ConnectAsync(node._server.Address);
        }

        return node;
    }

    /// <summary>The number of processes, as a test says.</summary>
    internal sealed class Nodes : INodeRegistry
    {
        public int LiveNodes { get; set; } = 1;
    }
}

/// <summary>Names that no other test has, so that tests share a server.</summary>
internal static class Names
{
    private static int _last;

    public static string Next() => string.Create(CultureInfo.InvariantCulture, $"test-{Interlocked.Increment(ref _last)}");
}
