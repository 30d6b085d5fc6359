using System.Collections.Concurrent;
using Lintel.Tests;

namespace Lintel.HttpTests.Harness;

/// <summary>
/// The engine under the hosts of this run: SQLite, or PostgreSQL where the environment has <c>LINTEL_TEST_POSTGRES=1</c>. Each folder of a host has a database
/// of its own then; that of a copied folder is a copy.
/// </summary>
internal static class TestEngine
{
    private static readonly Lazy<Task<PostgresServer>> Server = new(StartAsync);
    private static readonly ConcurrentDictionary<string, Lazy<Task<string>>> Databases = new(StringComparer.Ordinal);

    public static bool IsPostgres { get; } = Environment.GetEnvironmentVariable("LINTEL_TEST_POSTGRES") == "1";

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
    }

    private static Lazy<Task<string>> Make(string? template) => new(async () => await (await Server.Value).CreateDatabaseAsync(template));

    private static async Task<PostgresServer> StartAsync()
    {
        var server = new PostgresServer();
        await server.InitializeAsync();
        return server;
    }
}
