using System.Data.Common;
using System.Transactions;
using Dapper;
using Lintel.Postgres;
using Lintel.Storage;
using Npgsql;

namespace Lintel.Tests.Storage;

public sealed class PostgresDatabaseTests(PostgresServer server) : IAsyncLifetime
{
    private const string Schema = "shop";

    private static readonly string[] Migrations =
    [
        "CREATE TABLE counter (name TEXT COLLATE \"C\" NOT NULL PRIMARY KEY, value BIGINT NOT NULL); INSERT INTO counter VALUES ('a', 0), ('b', 0)",
    ];

    private string _connectionString = null!;
    private NpgsqlDataSource _source = null!;
    private PostgresDatabase _database = null!;

    public async ValueTask InitializeAsync()
    {
        _connectionString = await server.CreateDatabaseAsync();
        _source = PostgresSource.Create(_connectionString);
        _database = await OpenAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _database.DisposeAsync();
        await _source.DisposeAsync();
    }

    [Fact]
    public async Task Works_that_read_and_then_write_lose_nothing_to_each_other()
    {
        // Each decides by what it has read, which one writer at a time makes safe in SQLite.
        await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => _database.WriteAsync(async connection =>
        {
            var value = await ValueAsync(connection, "a");
            return await connection.ExecuteAsync("UPDATE counter SET value = @value WHERE name = 'a'", new { value = value + 1 });
        })));

        Assert.Equal(40, await _database.ReadAsync(connection => ValueAsync(connection, "a")));
    }

    [Fact]
    public async Task Works_that_each_read_what_the_other_writes_are_as_if_one_came_first()
    {
        // Write skew: with snapshots alone both would see 0 and both would take the only place. Both have read before either writes.
        var (runs, acted) = (0, 0);
        var bothHaveRead = new TaskCompletionSource();
        var taken = await Task.WhenAll(new[] { "a", "b" }.Select(name => _database.WriteAsync(async connection =>
        {
            var sum = await connection.ExecuteScalarAsync<long>("SELECT SUM(value) FROM counter");
            if (Interlocked.Increment(ref runs) == 2)
            {
                bothHaveRead.SetResult();
            }

            await bothHaveRead.Task;
            connection.AfterCommit(() => acted++);
            return sum == 0 ? await connection.ExecuteAsync("UPDATE counter SET value = 1 WHERE name = @name", new { name }) : 0;
        })));

        Assert.Equal(1, taken.Sum());
        Assert.Equal(3, runs);
        Assert.Equal(2, acted);
    }

    [Fact]
    public async Task Work_that_meets_another_each_time_ends_after_two_seconds()
    {
        var exception = await Assert.ThrowsAsync<StoreUnavailableException>(() => _database.WriteAsync(connection => connection.ExecuteAsync(
            "DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = 'serialization_failure', MESSAGE = 'met'; END $$")));

        Assert.Contains("met", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Work_that_catches_a_failed_statement_is_not_told_kept()
    {
        var acted = false;

        await Assert.ThrowsAsync<PostgresException>(() => _database.WriteAsync(async connection =>
        {
            connection.AfterCommit(() => acted = true);
            await connection.ExecuteAsync("UPDATE counter SET value = 5 WHERE name = 'a'");
            try
            {
                await connection.ExecuteAsync("INSERT INTO counter VALUES ('a', 1)");
            }
            catch (DbException)
            {
                // As if it were enough to know that the row is there.
            }

            return 0;
        }));

        Assert.False(acted);
        Assert.Equal(0, await _database.ReadAsync(connection => ValueAsync(connection, "a")));
    }

    [Fact]
    public async Task Work_within_a_transaction_of_the_caller_is_kept_without_it()
    {
        using (new TransactionScope(TransactionScopeAsyncFlowOption.Enabled))
        {
            await _database.WriteAsync(connection => connection.ExecuteAsync("UPDATE counter SET value = 3 WHERE name = 'a'"));
        }

        Assert.Equal(3, await _database.ReadAsync(connection => ValueAsync(connection, "a")));
    }

    [Fact]
    public async Task End_waits_for_works_that_run_and_refuses_others()
    {
        var (begun, go) = (new TaskCompletionSource(), new TaskCompletionSource());
        var work = _database.WriteAsync(async connection =>
        {
            begun.SetResult();
            await go.Task;
            return await connection.ExecuteAsync("UPDATE counter SET value = 4 WHERE name = 'a'");
        });
        await begun.Task;
        var end = _database.DisposeAsync().AsTask();

        Assert.False(end.IsCompleted);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => _database.ReadAsync(connection => ValueAsync(connection, "a")));
        go.SetResult();
        Assert.Equal(1, await work);
        await end;
    }

    [Fact]
    public async Task Work_that_throws_leaves_nothing_behind()
    {
        await Assert.ThrowsAsync<FormatException>(() => _database.WriteAsync<int>(async connection =>
        {
            await connection.ExecuteAsync("UPDATE counter SET value = 7");
            throw new FormatException();
        }));

        Assert.Equal(0, await _database.ReadAsync(connection => ValueAsync(connection, "a")));
    }

    [Fact]
    public async Task Connection_is_refused_after_its_work()
    {
        DbConnection? kept = null;
        await _database.WriteAsync(connection =>
        {
            kept = connection;
            return Task.FromResult(0);
        });

        await Assert.ThrowsAsync<InvalidOperationException>(() => kept!.ExecuteAsync("UPDATE counter SET value = 9"));
        Assert.Throws<InvalidOperationException>(() => kept!.BeginTransaction());
    }

    [Fact]
    public async Task Read_writes_nothing()
    {
        var exception = await Assert.ThrowsAsync<StoreUnavailableException>(
            () => _database.ReadAsync(connection => connection.ExecuteAsync("UPDATE counter SET value = 9")));

        Assert.Contains("read-only", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Lists_are_written_out_and_an_empty_one_finds_nothing()
    {
        Assert.Equal(2, await CountAsync([0, 1]));
        Assert.Equal(0, await CountAsync([]));

        Task<long> CountAsync(long[] values) => _database.ReadAsync(
            connection => connection.ExecuteScalarAsync<long>("SELECT COUNT(*) FROM counter WHERE value IN @values", new { values }));
    }

    [Fact]
    public async Task Json_list_and_part_of_a_text_are_found_as_in_sqlite()
    {
        var found = await _database.ReadAsync(connection => connection.QueryAsync<string>(
            "SELECT name FROM counter WHERE name IN (SELECT value FROM json_each(@names)) AND instr('xab', name) > 0 ORDER BY name",
            new { names = """["b","c"]""" }));

        Assert.Equal(["b"], found);
    }

    [Fact]
    public async Task Faults_of_a_query_are_its_own_and_those_of_the_server_are_the_stores()
    {
        await Assert.ThrowsAsync<PostgresException>(() => _database.WriteAsync(connection => connection.ExecuteAsync("INSERT INTO counter VALUES ('a', 1)")));

        await Assert.ThrowsAsync<StoreUnavailableException>(
            () => _database.WriteAsync(connection => connection.ExecuteAsync("SELECT pg_terminate_backend(pg_backend_pid())")));
        Assert.Equal(0, await _database.ReadAsync(connection => ValueAsync(connection, "a")));
    }

    [Fact]
    public async Task Server_that_is_not_there_is_told_without_the_password()
    {
        await using var nowhere = PostgresSource.Create("Host=127.0.0.1;Port=1;Database=shop;Username=shop;Password=geheim");

        var exception = await Assert.ThrowsAsync<StoreUnavailableException>(() => PostgresDatabase.OpenAsync(nowhere, Schema, Migrations));

        Assert.StartsWith("The schema shop of the database shop on 127.0.0.1 cannot answer", exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("geheim", exception.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Schema_that_many_open_at_once_is_made_once()
    {
        string[] two = [.. Migrations, "CREATE TABLE another (id BIGINT NOT NULL PRIMARY KEY); INSERT INTO another VALUES (1)"];

        await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => PostgresDatabase.OpenAsync(_source, Schema, two)));

        Assert.Equal(1, await _database.ReadAsync(connection => connection.ExecuteScalarAsync<long>("SELECT COUNT(*) FROM another")));
    }

    [Fact]
    public async Task Schema_of_a_newer_release_is_refused_only_where_a_script_says_so()
    {
        string[] added = [.. Migrations, "CREATE TABLE another (id BIGINT NOT NULL PRIMARY KEY)"];
        string[] removed = [.. added, $"-- needs {added.Length}\nDROP TABLE another"];

        await PostgresDatabase.OpenAsync(_source, Schema, added);
        await PostgresDatabase.OpenAsync(_source, Schema, Migrations);
        await PostgresDatabase.OpenAsync(_source, Schema, removed);
        await PostgresDatabase.OpenAsync(_source, Schema, added);
        var exception = await Assert.ThrowsAsync<StoreUnavailableException>(() => PostgresDatabase.OpenAsync(_source, Schema, Migrations));

        Assert.Contains("newer release", exception.Message, StringComparison.Ordinal);
        Assert.Contains($"this one knows {Migrations.Length}", exception.Message, StringComparison.Ordinal);

        // The older release has not brought the tables back.
        await PostgresDatabase.OpenAsync(_source, Schema, removed);
        Assert.Null(await _database.ReadAsync(connection => connection.ExecuteScalarAsync<string>($"SELECT to_regclass('{Schema}.another')::TEXT")));
    }

    [Theory]
    [InlineData("")]
    [InlineData("Shop")]
    [InlineData("1shop")]
    [InlineData("shop\"; DROP SCHEMA shop; --")]
    public async Task Name_that_is_no_plain_word_is_refused(string schema) =>
        await Assert.ThrowsAsync<ArgumentException>(() => PostgresDatabase.OpenAsync(_source, schema, Migrations));

    [Fact]
    public async Task User_that_may_not_create_schemas_is_told_so_and_finds_one_that_was_made()
    {
        await using (var admin = await _source.OpenConnectionAsync(TestContext.Current.CancellationToken))
        {
            await admin.ExecuteAsync("CREATE ROLE clerk LOGIN PASSWORD 'clerk'; CREATE SCHEMA made AUTHORIZATION clerk");
        }

        await using var clerk = PostgresSource.Create(_connectionString + ";Username=clerk;Password=clerk");
        var exception = await Assert.ThrowsAsync<StoreUnavailableException>(() => PostgresDatabase.OpenAsync(clerk, "own", Migrations));
        await using var made = await PostgresDatabase.OpenAsync(clerk, "made", Migrations);

        Assert.Contains("CREATE SCHEMA own AUTHORIZATION", exception.Message, StringComparison.Ordinal);
        Assert.Equal(0, await made.ReadAsync(connection => ValueAsync(connection, "a")));
    }

    private Task<PostgresDatabase> OpenAsync() => PostgresDatabase.OpenAsync(_source, Schema, Migrations);

    private static Task<long> ValueAsync(DbConnection connection, string name) =>
        connection.ExecuteScalarAsync<long>("SELECT value FROM counter WHERE name = @name", new { name });
}
