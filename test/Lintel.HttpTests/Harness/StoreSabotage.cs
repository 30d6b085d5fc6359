using System.Data.Common;
using System.Globalization;
using Microsoft.Data.Sqlite;

namespace Lintel.HttpTests.Harness;

/// <summary>Somebody else holds a database's write lock; readers are not hindered.</summary>
internal sealed class StoreLock : IDisposable
{
    private readonly SqliteConnection _connection;

    public StoreLock(string file)
    {
        _connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Pooling = false }.ToString());
        _connection.Open();
        Run("BEGIN EXCLUSIVE");
    }

    public void Dispose()
    {
        Run("ROLLBACK");
        _connection.Dispose();
    }

    private void Run(string sql)
    {
        using var command = _connection.CreateCommand();
#pragma warning disable CA2100 // The texts are those above.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }
}

/// <summary>A database's files are somewhere else.</summary>
internal sealed class StoreMove : IDisposable
{
    private readonly List<(string From, string To)> _moved = [];

    public StoreMove(string folder, string file)
    {
        var away = Directory.CreateDirectory(Path.Combine(folder, "away"));
        foreach (var path in Directory.GetFiles(folder, file + "*"))
        {
            var to = Path.Combine(away.FullName, Path.GetFileName(path));
            File.Move(path, to);
            _moved.Add((path, to));
        }

        if (_moved.Count == 0)
        {
            throw new InvalidOperationException($"There is no {file} in {folder}.");
        }
    }

    public void Dispose() => _moved.ForEach(move => File.Move(move.To, move.From, overwrite: true));
}

/// <summary>
/// A database in which everything can be done and nothing committed: whatever is written leaves a debt behind that is asked for at the commit.
/// </summary>
internal sealed class CommitFailure : IDisposable
{
    private static readonly string[] Changes = ["INSERT", "UPDATE", "DELETE"];

    private readonly SqliteConnection _connection;
    private readonly string[] _triggers;

    public CommitFailure(string file)
    {
        _connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Pooling = false }.ToString());
        _connection.Open();
        var tables = Read("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'");
        _triggers = [.. tables.SelectMany(table => Changes.Select(change => $"debt_of_{table}_{change}"))];
        Run("BEGIN IMMEDIATE");
        Run("CREATE TABLE debt (of INTEGER REFERENCES debt_paid (id) DEFERRABLE INITIALLY DEFERRED)");
        Run("CREATE TABLE debt_paid (id INTEGER PRIMARY KEY)");
        foreach (var (table, change) in tables.SelectMany(table => Changes.Select(change => (table, change))))
        {
            Run($"CREATE TRIGGER debt_of_{table}_{change} AFTER {change} ON {table} BEGIN INSERT INTO debt VALUES (1); END");
        }

        Run("COMMIT");
    }

    public void Dispose()
    {
        Run("BEGIN IMMEDIATE");
        foreach (var trigger in _triggers)
        {
            Run($"DROP TRIGGER {trigger}");
        }

        Run("DROP TABLE debt");
        Run("DROP TABLE debt_paid");
        Run("COMMIT");
        _connection.Dispose();
    }

    private string[] Read(string sql)
    {
        using var command = Command(sql);
        using var reader = command.ExecuteReader();
        var values = new List<string>();
        while (reader.Read())
        {
            values.Add(reader.GetString(0));
        }

        return [.. values];
    }

    private void Run(string sql)
    {
        using var command = Command(sql);
        command.ExecuteNonQuery();
    }

    private SqliteCommand Command(string sql)
    {
        var command = _connection.CreateCommand();
#pragma warning disable CA2100 // The texts are those above, with names that the database itself gave.
        command.CommandText = sql;
#pragma warning restore CA2100
        return command;
    }
}

/// <summary>Everything that is in a database.</summary>
internal static class StoreContents
{
    /// <summary>A line for each row of each table.</summary>
    public static IReadOnlyList<string> Read(string file)
    {
        using var connection = Open(file);
        var tables = Rows(connection, "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name");
        return Lines(connection, tables, prefix: string.Empty);
    }

    /// <summary>The number that a query answers.</summary>
    public static long Number(string file, string sql)
    {
        using var connection = Open(file);
        return Number(connection, sql);
    }

    /// <summary>Runs a statement that changes the file.</summary>
    public static void Execute(string file, string sql)
    {
        using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Pooling = false }.ToString());
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    /// <summary>A line for each row of some tables of whatever engine.</summary>
    public static IReadOnlyList<string> Lines(DbConnection connection, IEnumerable<string> tables, string prefix) =>
    [
        .. tables.SelectMany(
            table => Rows(connection, $"SELECT * FROM {prefix}\"{table}\"").Select(row => $"{table}: {row}").Order(StringComparer.Ordinal)),
    ];

    /// <summary>The number that a query of whatever engine answers.</summary>
    public static long Number(DbConnection connection, string sql) => long.Parse(Rows(connection, sql)[0], CultureInfo.InvariantCulture);

    /// <summary>The rows that a query of whatever engine answers, a line each.</summary>
    public static List<string> Rows(DbConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The texts are those of the tests, with names that the database itself gave.
        command.CommandText = sql;
#pragma warning restore CA2100
        using var reader = command.ExecuteReader();
        var rows = new List<string>();
        while (reader.Read())
        {
            // A type of PostgreSQL that has no counterpart here, and no text.
            var values = Enumerable.Range(0, reader.FieldCount)
                .Select(column => reader.GetDataTypeName(column) == "pg_snapshot" ? string.Empty : reader.GetValue(column));
            rows.Add(string.Join(" | ", values.Select(value => value is byte[] bytes ? Convert.ToHexString(bytes) : value.ToString())));
        }

        return rows;
    }

    private static SqliteConnection Open(string file)
    {
        var connection = new SqliteConnection(
            new SqliteConnectionStringBuilder { DataSource = file, Mode = SqliteOpenMode.ReadOnly, Pooling = false }.ToString());
        connection.Open();
        return connection;
    }
}
