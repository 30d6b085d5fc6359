using System.Data.Common;
using System.Diagnostics;
using Dapper;
using Lintel.Sqlite;

namespace Lintel.Tests.Storage;

public sealed class SqliteFailureTests : IAsyncLifetime
{
    private const string Schema = "CREATE TABLE item (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE)";

    private readonly TemporaryFolder _folder = new();
    private SqliteDatabase _database = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string Path => _folder.File("items.db");

    public async ValueTask InitializeAsync()
    {
        _database = SqliteDatabase.Open(Path, [Schema]);
        await InsertAsync("first");
    }

    public async ValueTask DisposeAsync()
    {
        await _database.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Lock_of_another_connection_fails_writes_in_time_and_ends_with_it()
    {
        using (var other = SqliteConnections.OpenWriter(Path, TimeSpan.Zero))
        {
            other.Run("BEGIN EXCLUSIVE");
            var started = Stopwatch.GetTimestamp();
            var writes = Enumerable.Range(0, 20).Select(i => InsertAsync($"locked out {i}")).ToList();
            foreach (var write in writes)
            {
                await Assert.ThrowsAsync<StoreUnavailableException>(() => write);
            }

            Assert.InRange(Stopwatch.GetElapsedTime(started), TimeSpan.FromSeconds(1.5), TimeSpan.FromSeconds(4));
            Assert.Equal(["first"], await NamesAsync());

            // Known to be locked: the next caller is not made to wait as long.
            started = Stopwatch.GetTimestamp();
            await Assert.ThrowsAsync<StoreUnavailableException>(() => InsertAsync("again"));
            Assert.InRange(Stopwatch.GetElapsedTime(started), TimeSpan.Zero, TimeSpan.FromSeconds(1));
        }

        await InsertAsync("second");
        Assert.Equal(["first", "second"], await NamesAsync());
    }

    [Fact]
    public async Task Short_lock_of_another_connection_is_waited_for()
    {
        using var other = SqliteConnections.OpenWriter(Path, TimeSpan.Zero);
        other.Run("BEGIN EXCLUSIVE");
        var write = InsertAsync("second");
        await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System, Token);
        other.Run("COMMIT");
        await write;

        Assert.Equal(["first", "second"], await NamesAsync());
    }

    [Fact]
    public async Task File_that_was_moved_away_is_noticed_and_used_again_when_it_is_back()
    {
        File.Move(Path, _folder.File("elsewhere"));
        await Assert.ThrowsAsync<StoreUnavailableException>(() => InsertAsync("lost?"));
        await Assert.ThrowsAsync<StoreUnavailableException>(NamesAsync);
        Assert.False(File.Exists(Path));

        File.Move(_folder.File("elsewhere"), Path);
        await InsertAsync("second");
        Assert.Equal(["first", "second"], await NamesAsync());
    }

    [Fact]
    public async Task File_that_comes_back_serves_the_very_next_write()
    {
        for (var i = 0; i < 100; i++)
        {
            File.Move(Path, _folder.File("elsewhere"));
            var writes = Enumerable.Range(0, 5).Select(n => InsertAsync($"lost {i} {n}")).ToList();
            await Assert.ThrowsAsync<StoreUnavailableException>(() => writes[0]);
            File.Move(_folder.File("elsewhere"), Path);
            await InsertAsync($"kept {i}");
            await Task.WhenAll(writes).ContinueWith(all => all.Exception, Token, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }

        Assert.Equal(100, (await NamesAsync()).Count(name => name.StartsWith("kept", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Folder_that_was_moved_away_is_noticed_and_used_again_when_it_is_back()
    {
        Directory.Move(_folder.Path, _folder.Path + "-moved");
        await Assert.ThrowsAsync<StoreUnavailableException>(() => InsertAsync("lost?"));
        await Assert.ThrowsAsync<StoreUnavailableException>(NamesAsync);

        Directory.Move(_folder.Path + "-moved", _folder.Path);
        await InsertAsync("second");
        Assert.Equal(["first", "second"], await NamesAsync());
    }

    [Fact]
    public async Task File_that_was_deleted_is_not_made_anew()
    {
        foreach (var file in Directory.GetFiles(_folder.Path))
        {
            File.Delete(file);
        }

        await Assert.ThrowsAsync<StoreUnavailableException>(() => InsertAsync("lost?"));
        await Assert.ThrowsAsync<StoreUnavailableException>(NamesAsync);
        Assert.Empty(Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public async Task File_that_was_deleted_in_the_middle_of_a_write_fails_it()
    {
        await Assert.ThrowsAsync<StoreUnavailableException>(() => _database.WriteAsync(
            async connection =>
            {
                await InsertAsync(connection, "lost?");
                File.Delete(Path);
                return 0;
            },
            Token));
    }

    [Fact]
    public async Task Restored_copy_in_the_place_of_a_deleted_file_is_used()
    {
        var copy = _folder.File("copy");
        await _database.WriteAsync(connection => InsertAsync(connection, "before the copy"), Token);
        using (var other = SqliteConnections.OpenWriter(Path, TimeSpan.FromSeconds(1)))
        {
            other.Run($"VACUUM INTO '{copy}'");
        }

        foreach (var file in Directory.GetFiles(_folder.Path, "items.db*"))
        {
            File.Delete(file);
        }

        await Assert.ThrowsAsync<StoreUnavailableException>(NamesAsync);
        File.Move(copy, Path);
        await InsertAsync("after");
        Assert.Equal(["after", "before the copy", "first"], await NamesAsync());
    }

    [Fact]
    public async Task Empty_file_in_the_place_of_a_running_store_is_refused()
    {
        foreach (var file in Directory.GetFiles(_folder.Path))
        {
            File.Delete(file);
        }

        await File.WriteAllBytesAsync(Path, [], Token);

        await Assert.ThrowsAsync<StoreUnavailableException>(() => InsertAsync("lost?"));
        await Assert.ThrowsAsync<StoreUnavailableException>(NamesAsync);
    }

    [Fact]
    public async Task Damaged_file_in_the_place_of_a_running_store_is_refused()
    {
        foreach (var file in Directory.GetFiles(_folder.Path))
        {
            File.Delete(file);
        }

        await File.WriteAllTextAsync(Path, new string('x', 9000), Token);

        await Assert.ThrowsAsync<StoreUnavailableException>(() => InsertAsync("lost?"));
        await Assert.ThrowsAsync<StoreUnavailableException>(NamesAsync);
    }

    [Fact]
    public async Task Write_ahead_log_that_was_deleted_loses_nothing()
    {
        File.Delete(Path + "-wal");

        await InsertAsync("second");
        await _database.DisposeAsync();
        _database = SqliteDatabase.Open(Path, [Schema]);
        Assert.Equal(["first", "second"], await NamesAsync());
    }

    [Fact]
    public async Task Full_disk_fails_the_write_alone_and_ends_with_it()
    {
        await _database.WriteAsync(connection => connection.ExecuteAsync("PRAGMA max_page_count = 8"), Token);

        var large = new string('x', 100_000);
        await Assert.ThrowsAsync<StoreUnavailableException>(() => InsertAsync(large));
        await InsertAsync("small");
        Assert.Equal(["first", "small"], await NamesAsync());

        await _database.WriteAsync(connection => connection.ExecuteAsync("PRAGMA max_page_count = 1000000"), Token);
        await InsertAsync(large);
        Assert.Equal(3, (await NamesAsync()).Length);
    }

    [Fact]
    public async Task Damaged_page_fails_the_read_and_not_the_process()
    {
        await _database.WriteAsync(
            connection => connection.ExecuteAsync(
                "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000) INSERT INTO item (name) SELECT 'item ' || i FROM n"),
            Token);
        await _database.DisposeAsync();
        await using (var file = new FileStream(Path, FileMode.Open, FileAccess.Write))
        {
            // Every page but those of the schema.
            file.Position = 2 * 4096;
            await file.WriteAsync(new byte[file.Length - file.Position], Token);
        }

        _database = SqliteDatabase.Open(Path, [Schema]);
        await Assert.ThrowsAsync<StoreUnavailableException>(NamesAsync);
        await Assert.ThrowsAsync<StoreUnavailableException>(() => InsertAsync("item 1"));
        await Assert.ThrowsAsync<StoreUnavailableException>(NamesAsync);
    }

    [Fact]
    public async Task Files_that_come_and_go_under_load_lose_nothing_acknowledged()
    {
        var acknowledged = new System.Collections.Concurrent.ConcurrentBag<string>();
        using var stop = new CancellationTokenSource();
        var writers = Enumerable.Range(0, 4).Select(writer => Task.Run(
            async () =>
            {
                for (var i = 0; !stop.IsCancellationRequested; i++)
                {
                    try
                    {
                        await InsertAsync($"{writer}-{i}");
                        acknowledged.Add($"{writer}-{i}");
                    }
                    catch (StoreUnavailableException)
                    {
                        // Not acknowledged, so nothing is promised.
                    }
                }
            },
            Token)).ToList();
        for (var i = 0; i < 20; i++)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, Token);
            File.Move(Path, _folder.File("elsewhere"));
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, Token);
            File.Move(_folder.File("elsewhere"), Path);
        }

        await stop.CancelAsync();
        await Task.WhenAll(writers);
        await _database.DisposeAsync();
        _database = SqliteDatabase.Open(Path, [Schema]);
        Assert.NotEmpty(acknowledged);
        Assert.Empty(acknowledged.Except(await NamesAsync()));
    }

    private static Task<long> InsertAsync(DbConnection connection, string name) =>
        connection.ExecuteScalarAsync<long>("INSERT INTO item (name) VALUES (@name) RETURNING id", new { name });

    private Task<long> InsertAsync(string name) => _database.WriteAsync(connection => InsertAsync(connection, name), Token);

    private Task<string[]> NamesAsync() =>
        _database.ReadAsync(async connection => (await connection.QueryAsync<string>("SELECT name FROM item ORDER BY name")).ToArray(), Token);
}
