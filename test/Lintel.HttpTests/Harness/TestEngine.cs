using System.Collections.Concurrent;
using System.Globalization;
using Lintel.Tests;

namespace Lintel.HttpTests.Harness;

/// <summary>
/// The engine under the hosts of this run: SQLite; PostgreSQL where the environment has <c>LINTEL_TEST_POSTGRES=1</c>; PostgreSQL and Redis under several nodes
/// for each host where it has <c>LINTEL_TEST_NODES=3</c>. Each folder of a host has a database of its own then; that of a copied folder is a copy.
/// </summary>
internal static class TestEngine
{
    private static readonly Lazy<Task<PostgresServer>> Server = new(StartAsync);
    private static readonly ConcurrentDictionary<string, Lazy<Task<string>>> Databases = new(StringComparer.Ordinal);
    private static readonly ConcurrentDictionary<string, Lazy<Task<string>>> RedisDatabases = new(StringComparer.Ordinal);

    private static readonly Lazy<Task<RedisServer>> Redis = new(StartRedisAsync);
    private static int _redisDatabases = -1;

    /// <summary>The number of nodes that a host is.</summary>
    public static int Nodes { get; } = int.Parse(Environment.GetEnvironmentVariable("LINTEL_TEST_NODES") ?? "1", CultureInfo.InvariantCulture);

    /// <summary>
    /// The number of nodes that the host of a single exchange is. Several take long to start: one, on PostgreSQL, unless <c>LINTEL_CLUSTER_LONG=1</c> asks for
    /// all.
    /// </summary>
    public static int NodesOfOwn { get; } = Environment.GetEnvironmentVariable("LINTEL_CLUSTER_LONG") == "1" ? Nodes : 1;

    public static bool IsPostgres { get; } = Nodes > 1 || Environment.GetEnvironmentVariable("LINTEL_TEST_POSTGRES") == "1";

    /// <summary>The folder of each node; those of the second and later ones are made from that of the first.</summary>
    public static IEnumerable<string> FoldersOf(string folder, int nodes)
    {
        yield return folder;
        for (var node = 2; node <= nodes; node++)
        {
            var own = Directory.CreateDirectory(Path.Combine(folder, $"node{node}")).FullName;
            foreach (var file in Directory.GetFiles(folder).Where(file => Path.GetFileName(file) != "lintel.lock"))
            {
                File.Copy(file, Path.Combine(own, Path.GetFileName(file)), overwrite: true);
            }

            yield return own;
        }
    }

    /// <summary>The settings that name the engines of a folder.</summary>
    public static async Task<IReadOnlyList<KeyValuePair<string, string?>>> SettingsAsync(string folder, int nodes)
    {
        var database = await DatabaseAsync(folder);
        return nodes == 1
            ? [new("Lintel:Postgres", database)]
            : [new("Lintel:Postgres", database), new("Lintel:Redis", await RedisDatabases.GetOrAdd(folder, _ => MakeRedis()).Value)];
    }

    /// <summary>Finds the database of a folder, which is made where there is none.</summary>
    /// <param name="folder">The folder.</param>
    /// <returns>The connection string; null for files in the folder.</returns>
    public static async Task<string?> DatabaseAsync(string folder) => IsPostgres ? await Databases.GetOrAdd(folder, _ => Make(template: null)).Value : null;

    /// <summary>Copies the database of a folder that no host uses now.</summary>
    public static async Task CopyAsync(string from, string to)
    {
        if (await DatabaseAsync(from) is { } template)
        {
            Databases[to] = Make(template);
        }
    }

    /// <summary>Makes an empty database, whatever engine is under the hosts.</summary>
    /// <returns>The connection string.</returns>
    public static async Task<string> CreateDatabaseAsync() => await (await Server.Value).CreateDatabaseAsync();

    public static async Task StopAsync()
    {
        if (Server.IsValueCreated)
        {
            await (await Server.Value).DisposeAsync();
        }

        if (Redis.IsValueCreated)
        {
            await (await Redis.Value).DisposeAsync();
        }
    }

    private static Lazy<Task<string>> MakeRedis() => new(async () =>
        $"{(await Redis.Value).Address},defaultDatabase={Interlocked.Increment(ref _redisDatabases).ToString(CultureInfo.InvariantCulture)}");

    private static async Task<RedisServer> StartRedisAsync()
    {
        var server = new RedisServer();
        await server.StartAsync();
        return server;
    }

    private static Lazy<Task<string>> Make(string? template) => new(async () => await (await Server.Value).CreateDatabaseAsync(template));

    private static async Task<PostgresServer> StartAsync()
    {
        var server = new PostgresServer();
        await server.InitializeAsync();
        return server;
    }
}
