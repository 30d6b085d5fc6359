using Lintel.Postgres;

namespace Lintel.Host.Move;

/// <summary>The tables of an installation, as the scripts have made them in both engines.</summary>
internal static class MovedTables
{
    // Tables without a key have it in SQLite by nature; in PostgreSQL it is a column.
    private const string RowId = "rowid";

    /// <summary>Lists all tables, in an order in which what a row refers to comes before it.</summary>
    /// <exception cref="InvalidOperationException">PostgreSQL has no place for a column of a file.</exception>
    public static async Task<IReadOnlyList<MovedTable>> ReadAsync(MoveSource source, MoveTarget target, IReadOnlyList<MovedDatabase> databases)
    {
        var tables = new List<MovedTable>();
        foreach (var database in databases)
        {
            var columns = await target.ColumnsAsync(database);
            if (database.IsRequestLog)
            {
                tables.Add(new MovedTable(
                    database, RequestTables.Entries, [.. columns[RequestTables.Entries]], [], await RequestLogRows.CountAsync(source[database])));
                foreach (var table in RequestTables.Counts)
                {
                    tables.Add(await ReadAsync(source, database, table, [.. columns[table]]));
                }

                continue;
            }

            foreach (var table in await source.TablesAsync(database))
            {
                tables.Add(await ReadAsync(source, database, table, [.. columns[table]]));
            }
        }

        return tables;
    }

    private static async Task<MovedTable> ReadAsync(MoveSource source, MovedDatabase database, string table, IReadOnlyList<MovedColumn> columns)
    {
        var (names, key) = await source.ColumnsAsync(database, table);
        var moved = columns.Where(column => column.Name == RowId || names.Contains(column.Name)).ToArray();
        var left = names.Except(moved.Select(column => column.Name)).ToArray();
        return left.Length == 0
            ? new MovedTable(database, table, moved, key.Count > 0 ? key : [RowId], await source.CountAsync(database, table))
            : throw new InvalidOperationException($"The table {database.Schema}.{table} has no {string.Join(", ", left)} in PostgreSQL.");
    }
}
