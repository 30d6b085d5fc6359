using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using Lintel.ClusterTests.Harness;
using Npgsql;

[assembly: AssemblyFixture(typeof(Cluster))]
[assembly: CollectionBehavior(DisableTestParallelization = true)]

namespace Lintel.ClusterTests.Harness;

/// <summary>
/// Three nodes on one PostgreSQL and one Redis, started once for all tests. The clock of one is right, that of another 30 s fast, and that of the third 30 s
/// slow. A test that stops, kills or cuts something mends it again; each begins with <see cref="ReadyAsync"/>.
/// </summary>
public sealed class Cluster : IAsyncLifetime
{
    private static readonly int[] Clocks = [0, 30, -30];
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly PostgresServer _postgres = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("lintel-nodes-").FullName;
    private List<Node> _nodes = [];
    private int _next;

    internal IReadOnlyList<Node> Nodes => _nodes;

    internal RedisServer Redis { get; } = new();

    /// <summary>The connection string of the records, past the proxies.</summary>
    internal string Database { get; private set; } = string.Empty;

    /// <summary>Takes the nodes in turn.</summary>
    internal Node Next() => _nodes[(int)((uint)Interlocked.Increment(ref _next) % _nodes.Count)];

    public async ValueTask InitializeAsync()
    {
        await Task.WhenAll(_postgres.InitializeAsync().AsTask(), Redis.StartAsync());
        Database = await _postgres.CreateDatabaseAsync();
        ClusterContracts.Write(_folder);
        _nodes = [.. Clocks.Select((clock, place) => NodeOf(place + 1, clock))];

        // All at once, on an empty database.
        await Task.WhenAll(_nodes.Select(node => node.StartAsync()));
        await Task.WhenAll(_nodes.Select(WarmUpAsync));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var node in _nodes)
        {
            await node.DisposeAsync();
        }

        await Redis.DisposeAsync();
        await _postgres.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>Waits until all nodes live and reach their engines.</summary>
    internal Task ReadyAsync() => Patiently.UntilAsync(Patience, async () =>
    {
        var ready = await Task.WhenAll(_nodes.Select(async node => (await node.SendAsync("GET", "/readyz")).Text));
        return ready.All(text => text == "Healthy") && await LiveNodesAsync() == _nodes.Count;
    });

    /// <summary>The number of nodes whose leases run.</summary>
    internal async Task<int> LiveNodesAsync() =>
        (await _nodes[0].ManageAsync("GET", "/nodes"))["data"]!.AsArray().Count(node => node!["leaseUntil"] is not null);

    /// <summary>The number of times that Redis was lost, over all nodes.</summary>
    internal async Task<long> LossesAsync() => (await Task.WhenAll(_nodes.Select(node => node.RedisStateAsync()))).Sum(state => (long)state["losses"]!);

    /// <summary>
    /// Runs what holds while Redis is up. On a busy machine a node may not hear from it within 250 ms, and counts by itself then: such a run proves nothing and
    /// is made again, at most three times.
    /// </summary>
    internal async Task WithoutLossAsync(Func<Task> run)
    {
        for (var runs = 1; ; runs++)
        {
            await ReadyAsync();
            var before = await LossesAsync();
            Exception? failure = null;
            try
            {
                await run();
            }
            catch (Exception exception)
            {
                failure = exception;
            }

            if (await LossesAsync() == before)
            {
                Assert.True(failure is null, failure?.ToString());
                return;
            }

            Assert.True(runs < 3, $"Redis was lost in each of {runs} runs: the machine is too busy to say. The last one: {failure?.Message}");
        }
    }

    /// <summary>A text of the demo data, such as <c>pixel.keys.read</c>.</summary>
    internal string Demo(string path)
    {
        var demo = JsonNode.Parse(File.ReadAllText(Path.Combine(_nodes[0].Folder, "demo.json")));
        return path.Split('.').Aggregate(demo, (node, name) => node?[name])?.ToString() ?? throw new InvalidOperationException($"demo.json has no {path}.");
    }

    /// <summary>Runs a statement in the database, past the proxies.</summary>
    internal async Task<object?> ExecuteAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(Database);
        await connection.OpenAsync();
#pragma warning disable CA2100 // The texts are those of the tests.
        await using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        return await command.ExecuteScalarAsync();
    }

    /// <summary>Does something to the way of each node to Redis.</summary>
    internal void EachRedis(Action<TcpProxy> change) => _nodes.ForEach(node => change(node.Redis));

    /// <summary>Starts a node again that was killed.</summary>
    internal static async Task RestartAsync(Node node)
    {
        await node.StartAsync();
        await WarmUpAsync(node);
    }

    /// <summary>Compiles what the tests measure: a first request takes longer than Redis may on a busy machine.</summary>
    private static async Task WarmUpAsync(Node node)
    {
        var account = await Tenant.MakeAsync([node], "pixel");
        var fieldService = await Tenant.MakeAsync([node], "fieldservice");
        for (var i = 0; i < 10; i++)
        {
            await Task.WhenAll(account.ReadAsync(node), account.ReadAsync(node), fieldService.ReadAsync(node));
        }
    }

    private Node NodeOf(int number, int clock)
    {
        var postgres = new TcpProxy(EndPointOf(Database));
        var redis = new TcpProxy(IPEndPoint.Parse(Redis.Address));
        var settings = new Dictionary<string, string>
        {
            ["Lintel__Postgres"] = new NpgsqlConnectionStringBuilder(Database) { Port = postgres.Port }.ConnectionString,
            ["Lintel__Redis"] = redis.Address,
            ["Lintel__Contracts"] = _folder,
            ["Lintel__Pepper"] = "1:" + new string('5', 64),
            ["Lintel__Demo"] = "true",
            ["Lintel__Webhooks__AllowPrivate"] = "true",
            ["Lintel__TrustedProxies"] = "127.0.0.1",
        };
        return new Node(Path.Combine(_folder, string.Create(CultureInfo.InvariantCulture, $"node{number}")), settings, clock, postgres, redis);
    }

    private static IPEndPoint EndPointOf(string connectionString) => new(IPAddress.Loopback, new NpgsqlConnectionStringBuilder(connectionString).Port);
}
