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
            throw TooNew(schema, version, needed, migrations, "Start the newer release.");
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

    /// <summary>Checks that a schema can be read as it is: all scripts were run, and none that this release cannot work with.</summary>
    /// <exception cref="StoreUnavailableException">There is no such schema, or it is of another release.</exception>
    public static async Task CheckAsync(NpgsqlDataSource source, string schema, IReadOnlyList<string> migrations, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        if (!await connection.ExecuteScalarAsync<bool>("SELECT to_regclass(@table) IS NOT NULL", new { table = $"{schema}.schema_version" }))
        {
            throw new StoreUnavailableException($"There is no schema {schema} with tables of Lintel. Name the database that the host uses.");
        }

        var (version, needed) = await VersionAsync(connection, $"\"{schema}\".schema_version");
        if (version < migrations.Count)
        {
            throw new StoreUnavailableException(
                $"The schema {schema} was made by an older release: its tables have version {version}, and those of this release {migrations.Count}. Use the "
                    + "program of the release that runs, or start the host of this release once.");
        }

        if (needed > migrations.Count)
        {
            throw TooNew(schema, version, needed, migrations, "Use the program of the newer release.");
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

    private static StoreUnavailableException TooNew(string schema, int version, int needed, IReadOnlyList<string> migrations, string advice) => new(
        $"The schema {schema} was made by a newer release: its tables have version {version}, which releases must know {needed} scripts for, and this one "
            + $"knows {migrations.Count}. {advice}");

    private static Task<(int Version, int Needed)> VersionAsync(NpgsqlConnection connection, string table = "schema_version") =>
        connection.QuerySingleAsync<(int Version, int Needed)>($"SELECT COALESCE(MAX(version), 0), COALESCE(MAX(needed), 0) FROM {table}");
}
