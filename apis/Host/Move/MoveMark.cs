using Dapper;
using Lintel.Postgres;
using Npgsql;

namespace Lintel.Host.Move;

/// <summary>The table that a database has while a move into it is not finished, with how far it is.</summary>
internal static class MoveMark
{
    private const string Table = $"{PostgresStores.LintelSchema}.unfinished_move";

    /// <summary>Refuses a database that a move has not filled wholly: keys and limits would be missing.</summary>
    /// <exception cref="StoreUnavailableException">There is such a move, or the database cannot be reached.</exception>
    public static async Task RefuseUnfinishedAsync(string connectionString)
    {
        await using var source = PostgresSource.Create(connectionString);
        try
        {
            await using var connection = await source.OpenConnectionAsync();
            if (await ExistsAsync(connection))
            {
                throw new StoreUnavailableException(
                    $"{PostgresSource.NameOf(source, PostgresStores.LintelSchema)} has a part of the records of {await FolderAsync(connection)}: a move was "
                        + "interrupted, or still runs. Run lintel-host move again, which goes on where it was.");
            }
        }
        catch (Exception exception) when (PostgresFailure.IsOfStore(exception))
        {
            throw PostgresFailure.ToUnavailable(PostgresSource.NameOf(source, PostgresStores.LintelSchema), exception);
        }
    }

    /// <summary>true if a move has begun and is not finished; otherwise, false.</summary>
    public static Task<bool> ExistsAsync(NpgsqlConnection connection) =>
        connection.ExecuteScalarAsync<bool>("SELECT to_regclass(@Table) IS NOT NULL", new { Table });

    /// <summary>Reads the data folder that an unfinished move copies.</summary>
    public static async Task<string> FolderAsync(NpgsqlConnection connection) =>
        await connection.QuerySingleAsync<string>($"SELECT folder FROM {Table} WHERE name = ''");

    /// <summary>Marks the database, whose schema is there.</summary>
    public static Task BeginAsync(NpgsqlConnection connection, string folder) => connection.ExecuteAsync(
        $"""
        CREATE TABLE {Table} (name TEXT NOT NULL PRIMARY KEY, folder TEXT, rows BIGINT NOT NULL, is_whole BOOLEAN NOT NULL);
        INSERT INTO {Table} (name, folder, rows, is_whole) VALUES ('', @folder, 0, FALSE);
        """,
        new { folder });

    /// <summary>Reads how far a table is.</summary>
    public static Task<TableProgress?> ReadAsync(NpgsqlConnection connection, MovedTable table) => connection.QuerySingleOrDefaultAsync<TableProgress?>(
        $"SELECT rows AS Rows, is_whole AS IsWhole FROM {Table} WHERE name = @name", new { name = table.ToString() });

    /// <summary>Notes how far a table is, in the transaction of its rows.</summary>
    public static Task NoteAsync(NpgsqlConnection connection, MovedTable table, TableProgress progress) => connection.ExecuteAsync(
        $"""
        INSERT INTO {Table} (name, rows, is_whole) VALUES (@name, @Rows, @IsWhole)
        ON CONFLICT (name) DO UPDATE SET rows = EXCLUDED.rows, is_whole = EXCLUDED.is_whole
        """,
        new { name = table.ToString(), progress.Rows, progress.IsWhole });

    /// <summary>Takes the mark away.</summary>
    public static Task EndAsync(NpgsqlConnection connection) => connection.ExecuteAsync($"DROP TABLE {Table}");
}

/// <summary>The progress of a table.</summary>
/// <param name="Rows">The number of rows that are copied.</param>
/// <param name="IsWhole">true if there are no more; otherwise, false.</param>
internal sealed record TableProgress(long Rows, bool IsWhole);
