using Lintel.Postgres;
using Lintel.Sqlite;
using Lintel.Storage;
using Npgsql;

namespace Lintel.Bench.Growth;

/// <summary>An engine that the request log is measured on.</summary>
/// <param name="Name">The name of the engine.</param>
/// <param name="OpenAsync">Opens the stores; each time they go on with what is there.</param>
/// <param name="SizeAsync">Reads how many bytes the log has on disk while nothing uses it.</param>
internal sealed record LogEngine(string Name, Func<Task<DatabaseStores>> OpenAsync, Func<Task<long>> SizeAsync)
{
    /// <summary>SQLite in a folder.</summary>
    public static LogEngine Sqlite(string folder) => new(
        "SQLite",
        async () => await SqliteStores.OpenAsync(folder),
        () => Task.FromResult(new DirectoryInfo(folder).EnumerateFiles("requests.db*").Sum(file => file.Length)));

    /// <summary>An empty database of a PostgreSQL server.</summary>
    public static LogEngine Postgres(string connectionString) => new(
        "PostgreSQL",
        async () => await PostgresStores.OpenAsync(connectionString),
        () => SizeOfAsync(connectionString));

    // What every installation's autovacuum does sooner or later, so that each run measures the same.
    private static async Task<long> SizeOfAsync(string connectionString)
    {
        await using var source = NpgsqlDataSource.Create(connectionString);
        await using (var vacuum = source.CreateCommand("VACUUM ANALYZE lintel_requests.request"))
        {
            vacuum.CommandTimeout = 0;
            await vacuum.ExecuteNonQueryAsync();
        }

        await using var size = source.CreateCommand(
            "SELECT sum(pg_total_relation_size(relid))::bigint FROM pg_partition_tree('lintel_requests.request') WHERE isleaf");
        return (long)(await size.ExecuteScalarAsync())!;
    }
}
