using Dapper;
using Lintel.Host.Startup;
using Lintel.Postgres;
using Npgsql;

namespace Lintel.Host.Move;

/// <summary>The PostgreSQL database that records are moved to, by one move at a time.</summary>
internal sealed class MoveTarget : IAsyncDisposable
{
    private const int RowsAtOnce = 5_000;
    private const int BytesAtOnce = 8 * 1024 * 1024;

    private readonly NpgsqlDataSource _source;
    private readonly NpgsqlConnection _connection;
    private readonly HeldLock _lock;

    private MoveTarget(HeldLock held, NpgsqlDataSource source, NpgsqlConnection connection, IReadOnlyList<MovedDatabase> databases)
    {
        _lock = held;
        _source = source;
        _connection = connection;
        BeginAnew = $"To begin anew, run DROP SCHEMA {string.Join(", ", databases.Select(database => database.Schema))} CASCADE in the database.";
    }

    /// <summary>The advice for a database whose records are not wanted.</summary>
    public string BeginAnew { get; }

    /// <summary>Connects, takes the database for this move, and makes the tables; goes on with an unfinished move of the same folder.</summary>
    /// <exception cref="StartupException">The database has records, another move's or others.</exception>
    /// <exception cref="StoreUnavailableException">It cannot be reached or written.</exception>
    public static async Task<MoveTarget> OpenAsync(string connectionString, string folder, IReadOnlyList<MovedDatabase> databases)
    {
        var held = await HeldLock.TryTakeAsync(connectionString, AdvisoryLocks.Move, TimeSpan.Zero)
            ?? throw Refused("Another move to this database runs. Wait until it has ended.");
        var source = PostgresSource.Create(connectionString);
        try
        {
            var target = new MoveTarget(held, source, await source.OpenConnectionAsync(), databases);
            await target.BeginAsync(connectionString, folder, databases);
            return target;
        }
        catch
        {
            await source.DisposeAsync();
            await held.DisposeAsync();
            throw;
        }
    }

    /// <summary>Reads the columns of the tables of a schema.</summary>
    public async Task<ILookup<string, MovedColumn>> ColumnsAsync(MovedDatabase database)
    {
        var lines = await _connection.QueryAsync<(string Table, string Column, string Type, bool IsIdentity)>(
            """
            SELECT c.relname, a.attname, format_type(a.atttypid, NULL), a.attidentity <> '' FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
            WHERE c.relnamespace = to_regnamespace(@Schema) AND c.relkind IN ('r', 'p') AND c.relname <> ALL (@Nodes) AND a.attnum > 0 AND NOT a.attisdropped
            ORDER BY a.attnum
            """,
            new { database.Schema, Nodes = NodeTables.Names.Append(RequestTables.Batches).ToArray() });
        return lines.ToLookup(line => line.Table, line => new MovedColumn(line.Column, TypeOf(line.Type), line.IsIdentity));
    }

    /// <summary>Reads how far a table is; null where it was not begun.</summary>
    public Task<TableProgress?> ProgressAsync(MovedTable table) => MoveMark.ReadAsync(_connection, table);

    /// <summary>Copies what a table's reader has, some rows a transaction.</summary>
    /// <param name="table">The table.</param>
    /// <param name="rows">The rows that are not copied yet.</param>
    /// <param name="copied">The number of rows that are.</param>
    /// <param name="highestNumber">The highest number that the table has ever given to a row.</param>
    /// <param name="show">Told of the number of copied rows after each transaction.</param>
    public async Task CopyAsync(MovedTable table, IMovedRows rows, long copied, long highestNumber, Action<long> show)
    {
        bool isWhole;
        do
        {
            await using var transaction = await _connection.BeginTransactionAsync();
            if (copied == 0)
            {
                // What the scripts have put there themselves.
                await _connection.ExecuteAsync($"DELETE FROM {table.TargetName}");
                await rows.BeginAsync(_connection);
            }

            (var added, isWhole) = await CopyPartAsync(table, rows);
            copied += added;
            if (isWhole)
            {
                await GoOnNumberingAsync(table, highestNumber);
                await rows.EndAsync(_connection);
            }

            await MoveMark.NoteAsync(_connection, table, new TableProgress(copied, isWhole));
            await transaction.CommitAsync();
            show(copied);
        }
        while (!isWhole);
    }

    /// <summary>Makes the digest of a table.</summary>
    public async Task<TableDigest> DigestAsync(MovedTable table, Action added)
    {
        var command = new NpgsqlCommand($"SELECT {table.ColumnList} FROM {table.TargetName}", _connection) { CommandTimeout = 0 };
        await using var rows = await TableRows.OpenAsync(command, table.Columns);
        return await TableDigest.OfAsync(rows, table.Columns.Count, added);
    }

    /// <summary>Gives the database to the host: everything is there.</summary>
    public Task FinishAsync() => MoveMark.EndAsync(_connection);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _connection.DisposeAsync();
        await _source.DisposeAsync();
        await _lock.DisposeAsync();
    }

    private static MovedType TypeOf(string type) => type switch
    {
        "bigint" => MovedType.BigInt,
        "integer" => MovedType.Integer,
        "double precision" => MovedType.Double,
        "boolean" => MovedType.Boolean,
        "text" => MovedType.Text,
        "bytea" => MovedType.Bytes,
        _ => throw new InvalidOperationException($"No column that is moved has the type {type}."),
    };

    private static StartupException Refused(string message) => new(ExitCode.Data, message);

    private async Task BeginAsync(string connectionString, string folder, IReadOnlyList<MovedDatabase> databases)
    {
        // A host that starts meanwhile finds the mark, or this finds its tables.
        await using (await SharedStart.HoldAsync(connectionString))
        {
            await MarkAsync(folder, databases);
        }

        foreach (var database in databases)
        {
            await using var schema = await PostgresDatabase.OpenAsync(_source, database.Schema, database.Migrations.Postgres);
        }
    }

    private async Task MarkAsync(string folder, IReadOnlyList<MovedDatabase> databases)
    {
        if (!await MoveMark.ExistsAsync(_connection))
        {
            await RefuseRecordsAsync(databases);
            await using (await PostgresDatabase.OpenAsync(_source, PostgresStores.LintelSchema, []))
            {
                await MoveMark.BeginAsync(_connection, folder);
            }
        }
        else if (await MoveMark.FolderAsync(_connection) is var begun && begun != folder)
        {
            throw Refused($"The database has a part of the records of {begun}, whose move was interrupted. Go on with --from {begun}. {BeginAnew}");
        }
    }

    private async Task RefuseRecordsAsync(IReadOnlyList<MovedDatabase> databases)
    {
        var used = (await _connection.QueryAsync<string>(
            """
            SELECT DISTINCT n.nspname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE n.nspname = ANY (@schemas) AND c.relname <> 'schema_version' ORDER BY n.nspname
            """,
            new { schemas = databases.Select(database => database.Schema).ToArray() })).AsList();
        if (used.Count > 0)
        {
            throw Refused(
                $"The database has tables in {string.Join(", ", used)} already, and move fills an empty one. Name another database with --to. {BeginAnew}");
        }
    }

    private async Task<(long Rows, bool IsWhole)> CopyPartAsync(MovedTable table, IMovedRows rows)
    {
        await using var target = await _connection.BeginBinaryImportAsync($"COPY {table.TargetName} ({table.ColumnList}) FROM STDIN (FORMAT BINARY)");
        target.Timeout = Timeout.InfiniteTimeSpan;
        var row = new object?[table.Columns.Count];
        var (count, size) = (0, 0);
        while (count < RowsAtOnce && size < BytesAtOnce)
        {
            if (!await rows.ReadAsync(row))
            {
                await target.CompleteAsync();
                return (count, true);
            }

            size += await RowValues.WriteAsync(target, table.Columns, row);
            count++;
        }

        await target.CompleteAsync();
        return (count, false);
    }

    /// <summary>Numbers new rows after the copied ones.</summary>
    private async Task GoOnNumberingAsync(MovedTable table, long highestNumber)
    {
        foreach (var column in table.Columns.Where(column => column.IsIdentity))
        {
            await _connection.ExecuteAsync(
                $"""
                SELECT setval(pg_get_serial_sequence(@name, @column), highest) FROM (
                  SELECT greatest(max({MovedTable.Quote(column.Name)}), @highestNumber) AS highest FROM {table.TargetName}) AS numbers
                WHERE highest > 0
                """,
                new { name = table.TargetName, column = column.Name, highestNumber });
        }
    }
}
