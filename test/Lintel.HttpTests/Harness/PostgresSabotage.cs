using Npgsql;

namespace Lintel.HttpTests.Harness;

/// <summary>Somebody else holds every table of a schema.</summary>
internal sealed class PostgresLock : IDisposable
{
    private readonly NpgsqlConnection _connection;

    public PostgresLock(string database, string file)
    {
        var schema = PostgresSchema.Of(file);
        _connection = PostgresSchema.Open(database);
        PostgresSchema.Run(_connection, $"BEGIN; LOCK TABLE {string.Join(", ", PostgresSchema.TablesOf(_connection, schema).Select(table => $"{schema}.\"{table}\""))}");
    }

    public void Dispose()
    {
        PostgresSchema.Run(_connection, "ROLLBACK");
        _connection.Dispose();
    }
}

/// <summary>A schema in which everything can be done and nothing committed: whatever is written asks for a disk that is full at the commit.</summary>
internal sealed class PostgresCommitFailure : IDisposable
{
    private readonly NpgsqlConnection _connection;
    private readonly string _schema;
    private readonly IReadOnlyList<string> _tables;

    public PostgresCommitFailure(string database, string file)
    {
        _schema = PostgresSchema.Of(file);
        _connection = PostgresSchema.Open(database);
        _tables = PostgresSchema.TablesOf(_connection, _schema);
        PostgresSchema.Run(
            _connection,
            $"""
            CREATE FUNCTION {_schema}.fail() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION USING ERRCODE = ''disk_full'', MESSAGE = ''full''; END'
            """);
        foreach (var table in _tables)
        {
            PostgresSchema.Run(
                _connection,
                $"""
                CREATE CONSTRAINT TRIGGER fail AFTER INSERT OR UPDATE OR DELETE ON {_schema}."{table}" DEFERRABLE INITIALLY DEFERRED
                FOR EACH ROW EXECUTE FUNCTION {_schema}.fail()
                """);
        }
    }

    public void Dispose()
    {
        PostgresSchema.Run(_connection, $"DROP FUNCTION {_schema}.fail() CASCADE");
        _connection.Dispose();
    }
}

/// <summary>The schema that is to PostgreSQL what a file is to SQLite.</summary>
internal static class PostgresSchema
{
    public static string Of(string file) => file == "requests.db" ? "lintel_requests" : Path.GetFileNameWithoutExtension(file);

    public static NpgsqlConnection Open(string database)
    {
        var connection = new NpgsqlConnection(database + ";Pooling=false");
        connection.Open();
        return connection;
    }

    public static IReadOnlyList<string> TablesOf(NpgsqlConnection connection, string schema) =>
        StoreContents.Rows(connection, $"SELECT tablename FROM pg_tables WHERE schemaname = '{schema}' AND tablename <> 'schema_version' ORDER BY tablename");

    /// <summary>A line for each row of each table.</summary>
    public static IReadOnlyList<string> Read(string database, string file)
    {
        using var connection = Open(database);
        var schema = Of(file);
        return StoreContents.Lines(connection, TablesOf(connection, schema), prefix: $"{schema}.");
    }

    /// <summary>The number that a query of a schema answers.</summary>
    public static long Number(string database, string file, string sql)
    {
        using var connection = Open($"{database};Search Path={Of(file)}");
        return StoreContents.Number(connection, sql);
    }

    public static void Run(NpgsqlConnection connection, string sql)
    {
#pragma warning disable CA2100 // The texts are those of the tests, with names that the database itself gave.
        using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }
}
