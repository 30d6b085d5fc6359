using System.Data.Common;
using Dapper;
using Lintel.Sqlite;

namespace Lintel.Tests.Storage;

public sealed class SqliteDatabaseTests : IAsyncLifetime
{
    private const string Schema = "CREATE TABLE item (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE)";

    private readonly TemporaryFolder _folder = new();
    private SqliteDatabase _database = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync()
    {
        _database = SqliteDatabase.Open(_folder.File("items.db"), [Schema]);
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await _database.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Write_that_ended_is_seen_by_the_next_read()
    {
        var id = await _database.WriteAsync(connection => InsertAsync(connection, "a"), Token);

        Assert.Equal("a", await _database.ReadAsync(connection => connection.QuerySingleAsync<string>("SELECT name FROM item WHERE id = @id", new { id }), Token));
    }

    [Fact]
    public async Task Writes_that_wait_together_share_a_commit()
    {
        using var gate = new ManualResetEventSlim();
        var writes = Enumerable.Range(0, 200).Select(i => _database.WriteAsync(
            async connection =>
            {
                // The first holds the writer until all are queued.
                gate.Wait(Token);
                return (await InsertAsync(connection, $"item {i}"), Committed: await CountAsync());
            },
            Token)).ToList();
        gate.Set();
        var results = await Task.WhenAll(writes);

        Assert.Equal(200, results.Select(result => result.Item1).Distinct().Count());
        Assert.Equal(200, await CountAsync());

        // All of a batch see the same number of rows outside; a slow machine may need a few batches, but not one for each write.
        Assert.InRange(results.Select(result => result.Committed).Distinct().Count(), 1, 20);
    }

    [Fact]
    public async Task Write_that_throws_leaves_nothing_and_does_not_touch_its_neighbours()
    {
        using var gate = new ManualResetEventSlim();
        var before = _database.WriteAsync(
            async connection =>
            {
                gate.Wait(Token);
                return await InsertAsync(connection, "before");
            },
            Token);
        var failing = _database.WriteAsync<long>(
            async connection =>
            {
                await InsertAsync(connection, "half done");
                throw new FormatException("no");
            },
            Token);
        var after = _database.WriteAsync(connection => InsertAsync(connection, "after"), Token);
        gate.Set();

        await Assert.ThrowsAsync<FormatException>(() => failing);
        await before;
        await after;
        Assert.Equal(["after", "before"], await NamesAsync());
    }

    [Fact]
    public async Task Write_that_breaks_a_constraint_gets_the_drivers_exception()
    {
        await _database.WriteAsync(connection => InsertAsync(connection, "a"), Token);

        var exception = await Assert.ThrowsAsync<Microsoft.Data.Sqlite.SqliteException>(
            () => _database.WriteAsync(connection => InsertAsync(connection, "a"), Token));

        Assert.Equal(19, exception.SqliteErrorCode);
        Assert.Equal(["a"], await NamesAsync());
    }

    [Fact]
    public async Task Write_that_is_cancelled_while_it_waits_is_not_done()
    {
        using var gate = new ManualResetEventSlim();
        using var began = new ManualResetEventSlim();
        using var giveUp = new CancellationTokenSource();
        var first = _database.WriteAsync(
            async connection =>
            {
                began.Set();
                gate.Wait(Token);
                return await InsertAsync(connection, "first");
            },
            Token);
        began.Wait(Token);
        var second = _database.WriteAsync(connection => InsertAsync(connection, "second"), giveUp.Token);
        await giveUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        gate.Set();
        await first;

        Assert.Equal(["first"], await NamesAsync());
    }

    [Fact]
    public async Task Writes_beyond_the_queues_length_are_refused_at_once()
    {
        using var gate = new ManualResetEventSlim();
        using var began = new ManualResetEventSlim();
        var writes = new List<Task<int>>
        {
            _database.WriteAsync(
                _ =>
                {
                    began.Set();
                    gate.Wait(Token);
                    return Task.FromResult(0);
                },
                Token),
        };
        began.Wait(Token);
        for (var i = 0; i < Lintel.Sqlite.SqliteWriter.QueueLength; i++)
        {
            writes.Add(_database.WriteAsync(_ => Task.FromResult(0), Token));
        }

        await Assert.ThrowsAsync<StoreUnavailableException>(() => _database.WriteAsync(_ => Task.FromResult(0), Token));
        gate.Set();
        await Task.WhenAll(writes);
    }

    [Fact]
    public async Task Read_sees_one_snapshot_while_others_write()
    {
        await _database.WriteAsync(connection => InsertAsync(connection, "a"), Token);

        var (first, second) = await _database.ReadAsync(
            async connection =>
            {
                var before = await connection.ExecuteScalarAsync<long>("SELECT count(*) FROM item");
                await _database.WriteAsync(writer => InsertAsync(writer, "b"), Token);
                return (before, await connection.ExecuteScalarAsync<long>("SELECT count(*) FROM item"));
            },
            Token);

        Assert.Equal((1, 1), (first, second));
        Assert.Equal(2, await CountAsync());
    }

    [Fact]
    public async Task Read_cannot_write()
    {
        await Assert.ThrowsAsync<StoreUnavailableException>(() => _database.ReadAsync(connection => InsertAsync(connection, "a"), Token));
        Assert.Equal(0, await CountAsync());
    }

    [Fact]
    public async Task Stop_finishes_what_waits_and_leaves_one_file_of_mode_600()
    {
        var writes = Enumerable.Range(0, 50).Select(i => _database.WriteAsync(connection => InsertAsync(connection, $"{i}"), Token)).ToList();
        await _database.DisposeAsync();

        Assert.All(writes, write => Assert.True(write.IsCompletedSuccessfully));
        Assert.Equal([_folder.File("items.db")], Directory.GetFiles(_folder.Path));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_folder.File("items.db")));
        }

        _database = SqliteDatabase.Open(_folder.File("items.db"), [Schema]);
        Assert.Equal(50, await CountAsync());
    }

    [Fact]
    public async Task Open_runs_only_the_new_migrations()
    {
        await _database.WriteAsync(connection => InsertAsync(connection, "a"), Token);
        await _database.DisposeAsync();
        _database = SqliteDatabase.Open(_folder.File("items.db"), [Schema, "ALTER TABLE item ADD COLUMN note TEXT; UPDATE item SET note = 'new';"]);

        Assert.Equal("new", await _database.ReadAsync(connection => connection.QuerySingleAsync<string>("SELECT note FROM item"), Token));
    }

    [Fact]
    public async Task Open_refuses_a_file_of_a_newer_release()
    {
        await _database.DisposeAsync();
        await SqliteDatabase.Open(_folder.File("items.db"), [Schema, "ALTER TABLE item ADD COLUMN note TEXT"]).DisposeAsync();

        var exception = Assert.Throws<StoreUnavailableException>(() => SqliteDatabase.Open(_folder.File("items.db"), [Schema]));

        Assert.Contains("newer release", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_refuses_a_file_that_is_no_database()
    {
        File.WriteAllText(_folder.File("notes.db"), new string('x', 5000));

        Assert.Throws<StoreUnavailableException>(() => SqliteDatabase.Open(_folder.File("notes.db"), [Schema]));
    }

    [Fact]
    public void Open_refuses_a_folder_that_is_not_there() =>
        Assert.Throws<StoreUnavailableException>(() => SqliteDatabase.Open(_folder.File("nowhere/items.db"), [Schema]));

    private static Task<long> InsertAsync(DbConnection connection, string name) =>
        connection.ExecuteScalarAsync<long>("INSERT INTO item (name) VALUES (@name) RETURNING id", new { name });

    private Task<long> CountAsync() => _database.ReadAsync(connection => connection.ExecuteScalarAsync<long>("SELECT count(*) FROM item"), Token);

    private Task<string[]> NamesAsync() =>
        _database.ReadAsync(async connection => (await connection.QueryAsync<string>("SELECT name FROM item ORDER BY name")).ToArray(), Token);
}
