using Npgsql;

namespace Lintel.Host.Move;

/// <summary>A table of a database, with the columns that are moved.</summary>
/// <param name="Database">The database.</param>
/// <param name="Name">The name of the table, the same in both engines.</param>
/// <param name="Columns">The columns.</param>
/// <param name="Key">The columns that rows are ordered by in the file.</param>
/// <param name="Rows">The number of rows in the file.</param>
internal sealed record MovedTable(MovedDatabase Database, string Name, IReadOnlyList<MovedColumn> Columns, IReadOnlyList<string> Key, long Rows)
{
    /// <summary>The name as PostgreSQL has it, for messages.</summary>
    public override string ToString() => $"{Database.Schema}.{Name}";

    /// <summary>Reads the rows in the file, in an order that is always the same.</summary>
    /// <param name="skip">The number of rows to leave out.</param>
    public string SourceQuery(long skip) =>
        $"SELECT {ColumnList} FROM {Quote(Name)} ORDER BY {string.Join(", ", Key.Select(Quote))} LIMIT -1 OFFSET {skip}";

    /// <summary>The name in PostgreSQL, for a statement.</summary>
    public string TargetName => $"{Quote(Database.Schema)}.{Quote(Name)}";

    /// <summary>The columns, for a statement of either engine.</summary>
    public string ColumnList => string.Join(", ", Columns.Select(column => Quote(column.Name)));

    /// <summary>Quotes a name, as both engines do.</summary>
    public static string Quote(string name) => new NpgsqlCommandBuilder().QuoteIdentifier(name);
}

/// <summary>A column that is moved.</summary>
/// <param name="Name">The name, the same in both engines.</param>
/// <param name="Type">The type of its values.</param>
/// <param name="IsIdentity">true if PostgreSQL numbers new rows by it; otherwise, false.</param>
internal sealed record MovedColumn(string Name, MovedType Type, bool IsIdentity);

/// <summary>The types of PostgreSQL that the stores use.</summary>
internal enum MovedType
{
    BigInt,
    Integer,
    Double,
    Boolean,
    Text,
    Bytes,
}
