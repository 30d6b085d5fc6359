using System.Data.Common;
using Dapper;
using Lintel.Sqlite;

namespace Lintel.Tests.Storage;

/// <summary>A work on the writer's thread may await its connection alone, and one that does more leaves nothing.</summary>
public sealed class SqliteWorkTests : IAsyncDisposable
{
    private const string Rule = "Work in a transaction may only await the connection it is given";

    private readonly TemporaryFolder _folder = new();
    private readonly SqliteDatabase _database;

    public SqliteWorkTests() => _database = SqliteDatabase.Open(_folder.File("items.db"), ["CREATE TABLE item (name TEXT NOT NULL UNIQUE)"]);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        await _database.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Work_that_awaits_something_else_is_refused_at_once_and_keeps_nothing()
    {
        var never = new TaskCompletionSource();

        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => _database.WriteAsync(
            async connection =>
            {
                await InsertAsync(connection, "half done");
                await never.Task;
                return await InsertAsync(connection, "late");
            },
            Token));

        Assert.StartsWith(Rule, refused.Message, StringComparison.Ordinal);
        Assert.Empty(await NamesAsync());
    }

    [Fact]
    public async Task Work_that_goes_on_elsewhere_cannot_use_its_connection()
    {
        var stray = new TaskCompletionSource<Exception?>(TaskCreationOptions.RunContinuationsAsynchronously);
        var isSeen = new TaskCompletionSource();

        await Assert.ThrowsAsync<InvalidOperationException>(() => _database.WriteAsync(
            async connection =>
            {
                await Task.Yield();
                stray.SetResult(await Record.ExceptionAsync(() => InsertAsync(connection, "elsewhere")));

                // It must not end before the writer has looked at it.
                await isSeen.Task;
                return 0;
            },
            Token));
        isSeen.SetResult();

        Assert.StartsWith(Rule, Assert.IsType<InvalidOperationException>(await stray.Task).Message, StringComparison.Ordinal);
        Assert.Empty(await NamesAsync());
    }

    [Fact]
    public async Task Work_that_goes_on_in_the_turn_of_another_cannot_use_its_connection()
    {
        // Continues whoever waits on the thread that completes it, which is the writer's.
        var inline = new TaskCompletionSource();
        var stray = new TaskCompletionSource<Exception?>(TaskCreationOptions.RunContinuationsAsynchronously);
        var refused = _database.WriteAsync(
            async connection =>
            {
                using var prepared = connection.CreateCommand();
                prepared.CommandText = "INSERT INTO item (name) VALUES ('prepared')";
                await inline.Task;
                stray.SetResult(await Record.ExceptionAsync(() => prepared.ExecuteNonQueryAsync()));
                return 0;
            },
            Token);
        var other = _database.WriteAsync(
            connection =>
            {
                inline.SetResult();
                return InsertAsync(connection, "other");
            },
            Token);

        await Assert.ThrowsAsync<InvalidOperationException>(() => refused);
        await other;
        Assert.IsType<InvalidOperationException>(await stray.Task);
        Assert.Equal(["other"], await NamesAsync());
    }

    [Fact]
    public async Task Rows_that_a_refused_work_still_reads_do_not_keep_others_from_the_commit()
    {
        await _database.WriteAsync(connection => InsertAsync(connection, "a"), Token);
        await _database.WriteAsync(connection => InsertAsync(connection, "b"), Token);
        var goOn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var stray = new TaskCompletionSource<Exception?>(TaskCreationOptions.RunContinuationsAsynchronously);
        await Assert.ThrowsAsync<InvalidOperationException>(() => _database.WriteAsync(
            async connection =>
            {
                stray.SetResult(await Record.ExceptionAsync(async () =>
                {
                    await foreach (var _ in connection.QueryUnbufferedAsync<string>("DELETE FROM item RETURNING name"))
                    {
                        await goOn.Task;
                    }
                }));
                return 0;
            },
            Token));

        await _database.WriteAsync(connection => InsertAsync(connection, "c"), Token);
        goOn.SetResult();

        Assert.NotNull(await stray.Task);
        Assert.Equal(["a", "b", "c"], await NamesAsync());
    }

    [Theory]
    [InlineData("in the delegate")]
    [InlineData("before the first await")]
    [InlineData("after the first await")]
    public async Task Work_that_throws_leaves_nothing_and_tells_its_own_exception(string place)
    {
        Func<DbConnection, Task<int>> work = place switch
        {
            "in the delegate" => _ => throw new FormatException(place),
            "before the first await" => async connection => place.Length > 0 ? throw new FormatException(place) : await InsertAsync(connection, place),
            _ => async connection => await InsertAsync(connection, place) > 0 ? throw new FormatException(place) : 0,
        };
        var failing = _database.WriteAsync(work, Token);
        var next = _database.WriteAsync(connection => InsertAsync(connection, "next"), Token);

        Assert.Equal(place, (await Assert.ThrowsAsync<FormatException>(() => failing)).Message);
        await next;
        Assert.Equal(["next"], await NamesAsync());
    }

    [Fact]
    public async Task Work_cannot_end_the_transaction_that_others_are_in_too()
    {
        await Assert.ThrowsAsync<InvalidOperationException>(() => _database.WriteAsync(
            async connection =>
            {
                await using var transaction = await connection.BeginTransactionAsync(Token);
                return 0;
            },
            Token));
        await Assert.ThrowsAsync<InvalidOperationException>(() => _database.WriteAsync(
            async connection =>
            {
                await connection.CloseAsync();
                return 0;
            },
            Token));

        await _database.WriteAsync(connection => InsertAsync(connection, "next"), Token);
        Assert.Equal(["next"], await NamesAsync());
    }

    [Fact]
    public async Task Read_may_await_something_else_and_keeps_its_snapshot()
    {
        var counts = await _database.ReadAsync(
            async connection =>
            {
                var before = await connection.ExecuteScalarAsync<long>("SELECT count(*) FROM item");
                await Task.Yield();
                await _database.WriteAsync(writer => InsertAsync(writer, "a"), Token);
                return (before, await connection.ExecuteScalarAsync<long>("SELECT count(*) FROM item"));
            },
            Token);

        Assert.Equal((0, 0), counts);
        Assert.Equal(["a"], await NamesAsync());
    }

    [Fact]
    public async Task Read_on_a_free_connection_is_over_when_it_returns() =>
        Assert.True(_database.ReadAsync(connection => connection.ExecuteScalarAsync<long>("SELECT count(*) FROM item"), Token).IsCompletedSuccessfully);

    [Fact]
    public async Task Read_that_waits_for_a_connection_can_be_given_up()
    {
        var goOn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var holders = Enumerable.Range(0, SqliteSession.Readers).Select(_ => _database.ReadAsync(
            async connection =>
            {
                await goOn.Task;
                return await connection.ExecuteScalarAsync<long>("SELECT count(*) FROM item");
            },
            Token)).ToList();
        using var giveUp = new CancellationTokenSource();
        var givenUp = _database.ReadAsync(_ => Task.FromResult(0), giveUp.Token);
        var patient = _database.ReadAsync(_ => Task.FromResult(1), Token);
        await giveUp.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => givenUp);
        goOn.SetResult();
        Assert.Equal(1, await patient);
        Assert.Equal(0, (await Task.WhenAll(holders)).Max());
    }

    private static Task<int> InsertAsync(DbConnection connection, string name) =>
        connection.ExecuteAsync("INSERT INTO item (name) VALUES (@name)", new { name });

    private Task<string[]> NamesAsync() =>
        _database.ReadAsync(async connection => (await connection.QueryAsync<string>("SELECT name FROM item ORDER BY name")).ToArray(), Token);
}
