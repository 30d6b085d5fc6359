using System.Globalization;
using Dapper;
using Npgsql;

namespace Lintel.Postgres;

/// <summary>Brings the tables of a schema up to date; its table <c>schema_version</c> counts the scripts that were run, and has the
/// fewest that a release must know.</summary>
internal static class PostgresMigrator
{
    /// <summary>Runs the scripts that the schema has not seen, all in one transaction. Other processes wait.</summary>
    /// <exception cref="StoreUnavailableException">The schema is too new for the scripts.</exception>
    public static async Task MigrateAsync(NpgsqlDataSource source, string schema, IReadOnlyList<string> migrations, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await RunAsync($"SELECT pg_advisory_xact_lock({AdvisoryLocks.Migration})");
        await CreateSchemaAsync(connection, schema);
        await RunAsync($"SET LOCAL search_path TO \"{schema}\"");
        await RunAsync("CREATE TABLE IF NOT EXISTS schema_version (version INTEGER NOT NULL, needed INTEGER NOT NULL)");
        var (version, needed) = await VersionAsync(connection);
        if (needed > migrations.Count)
        {
            throw new StoreUnavailableException(
                $"The schema {schema} was made by a newer release: its tables have version {version}, which releases must know {needed} scripts for, and this one "
                + $"knows {migrations.Count}. Start the newer release.");
        }

        if (version < migrations.Count)
        {
            await RunAsync(PortableFunctions.Script);
            foreach (var script in migrations.Skip(version))
            {
                await RunAsync(script);
            }

            await RunAsync("DELETE FROM schema_version");
            await RunAsync(string.Create(
                CultureInfo.InvariantCulture,
                $"INSERT INTO schema_version (version, needed) VALUES ({migrations.Count}, {MigrationNeeds.Of(migrations)})"));
        }

        await transaction.CommitAsync(CancellationToken.None);

        async Task RunAsync(string sql)
        {
            await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
    }

    // A schema that somebody has made for this user is used; IF NOT EXISTS would ask for the right to make one first.
    private static async Task CreateSchemaAsync(NpgsqlConnection connection, string schema)
    {
        await using var look = new NpgsqlCommand("SELECT to_regnamespace(@schema) IS NOT NULL", connection);
        look.Parameters.AddWithValue("schema", schema);
        if (await look.ExecuteScalarAsync() is true)
        {
            return;
        }

        try
        {
            await using var create = new NpgsqlCommand($"CREATE SCHEMA \"{schema}\"", connection);
            await create.ExecuteNonQueryAsync();
        }
        catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            throw new StoreUnavailableException(
                $"There is no schema {schema}, and the user may not create one. Let its owner run: CREATE SCHEMA {schema} AUTHORIZATION <user>.", exception);
        }
    }

    private static Task<(int Version, int Needed)> VersionAsync(NpgsqlConnection connection) => connection.QuerySingleAsync<(int Version, int Needed)>(
        "SELECT COALESCE(MAX(version), 0), COALESCE(MAX(needed), 0) FROM schema_version");
}
