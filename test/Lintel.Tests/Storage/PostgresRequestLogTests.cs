using System.Globalization;
using Dapper;
using Lintel.Postgres;
using Lintel.Requests;
using Npgsql;

namespace Lintel.Tests.Storage;

/// <summary>The request log as several nodes use it at once; each store here is another node's.</summary>
public sealed class PostgresRequestLogTests(PostgresServer server) : IAsyncLifetime
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 11, 12, 0, 0, TimeSpan.Zero);

    private readonly List<PostgresDatabase> _databases = [];
    private string _connectionString = null!;
    private NpgsqlDataSource _source = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _connectionString = await server.CreateDatabaseAsync();
        _source = PostgresSource.Create(_connectionString);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var database in _databases)
        {
            await database.DisposeAsync();
        }

        await _source.DisposeAsync();
    }

    [Fact]
    public async Task Erasure_goes_on_after_the_row_that_a_piece_has_ended_at()
    {
        var store = new PostgresRequestLogStore(await OpenAsync());
        await store.AppendAsync([.. Records(0, 1_001).Select(record => record with { AccountId = "acct_a", InboundId = "of-a" })], Token);

        var first = await store.EraseAsync("acct_a", 0, Token);
        var second = await store.EraseAsync("acct_a", first.Next!.Value, Token);

        Assert.Equal((1_000, 1), (first.Entries, second.Entries));
        Assert.Null(second.Next);
        await store.AppendAsync([.. Records(2_000, 1).Select(record => record with { AccountId = "acct_a", InboundId = "of-a" })], Token);
        Assert.Equal(0, (await store.EraseAsync("acct_a", long.MaxValue, Token)).Entries);
    }

    [Fact]
    public async Task Batches_of_a_node_do_not_wait_for_those_of_another_and_late_ones_are_on_later_pages()
    {
        var (slow, fast) = (await OpenAsync(), new PostgresRequestLogStore(await OpenAsync()));
        await fast.AppendAsync(Records(0, 4), Token);
        var (written, mayCommit) = (new TaskCompletionSource(), new TaskCompletionSource());
        var late = slow.AppendAsync(
            async connection =>
            {
                var count = await RequestBatch.WriteAsync(connection, Records(4, 4));
                written.SetResult();
                await mayCommit.Task;
                return count;
            },
            Token);
        await written.Task;

        await fast.AppendAsync(Records(8, 4), Token);
        var first = await fast.SearchAsync(new RequestLogQuery { Limit = 3 }, Token);
        mayCommit.SetResult();
        await late;

        Assert.Equal([11, 10, 9], first.Entries.Select(NumberOf));
        Assert.Equal([8, 7, 6, 5, 4, 3, 2, 1, 0], await NumbersAsync(fast, first.Cursor));
    }

    [Fact]
    public async Task Nodes_that_write_at_once_lose_nothing_and_pages_meanwhile_neither_skip_nor_repeat()
    {
        const int Nodes = 3;
        const int Batches = 20;
        var stores = new List<PostgresRequestLogStore>();
        for (var node = 0; node < Nodes; node++)
        {
            stores.Add(new PostgresRequestLogStore(await OpenAsync()));
        }

        await stores[0].AppendAsync(Records(0, 500), Token);
        var writing = stores.Select(async (store, node) =>
        {
            for (var batch = 0; batch < Batches; batch++)
            {
                // Every node's requests begin in the same milliseconds.
                await store.AppendAsync(Records(1_000 + (node * Batches * 50) + (batch * 50), 50, at: _ => Noon.AddDays(1).AddMilliseconds(batch)), Token);
            }
        }).ToArray();
        while (!Task.WhenAll(writing).IsCompleted)
        {
            var pages = await NumbersAsync(stores[1], cursor: null);
            Assert.Equal(pages.Distinct(), pages);
            Assert.Equal(Enumerable.Range(0, 500).Reverse(), pages.Where(number => number < 500));
        }

        await Task.WhenAll(writing);
        var all = await NumbersAsync(stores[2], cursor: null);
        Assert.Equal(500 + (Nodes * Batches * 50), all.Distinct().Count());
        Assert.Equal(all.Count, all.Distinct().Count());
    }

    [Fact]
    public async Task Partitions_are_made_two_days_ahead_by_whichever_nodes_come_first()
    {
        PostgresRequestLogStore[] stores = [.. await Task.WhenAll(Enumerable.Range(0, 4).Select(async _ => new PostgresRequestLogStore(await OpenAsync())))];

        await Task.WhenAll(stores.Select((store, node) => store.AppendAsync(Records(node, 1), Token).AsTask()));
        Assert.Equal(["request_20260311", "request_20260312", "request_20260313"], await PartitionsAsync());

        // The partition of the next day is there, and the one after the next two is made.
        await stores[3].AppendAsync(Records(10, 1, at: _ => Noon.AddDays(1)), Token);
        Assert.Equal(["request_20260311", "request_20260312", "request_20260313", "request_20260314"], await PartitionsAsync());
        Assert.Equal([10, 3, 2, 1, 0], (await NumbersAsync(stores[0], cursor: null)).Order().Reverse());
    }

    [Fact]
    public async Task Days_that_are_too_old_go_with_their_partitions_and_one_that_comes_late_is_kept_again()
    {
        var (store, other) = (new PostgresRequestLogStore(await OpenAsync()), new PostgresRequestLogStore(await OpenAsync()));
        await store.AppendAsync(Records(0, 30, at: number => Noon.AddDays(number / 10)), Token);
        await other.AppendAsync(Records(30, 1), Token);

        Assert.Equal(21, await store.TrimAsync(Noon.AddDays(2), new RequestLogLimits(100, 100, 100), Token));

        Assert.Equal(["request_20260313", "request_20260314", "request_20260315"], await PartitionsAsync());
        Assert.Null(await store.FindAsync(IdOf(0), Token));
        Assert.NotNull(await store.FindAsync(IdOf(29), Token));
        var late = Records(31, 1);
        await other.AppendAsync(late, Token);
        Assert.NotNull(await store.FindAsync(late[0].Id, Token));
        Assert.Equal(1, await other.TrimAsync(Noon.AddDays(2), new RequestLogLimits(100, 100, 100), Token));
    }

    [Fact]
    public async Task Usage_is_added_up_while_somebody_holds_a_partition_that_is_to_go()
    {
        var store = new PostgresRequestLogStore(await OpenAsync());
        await store.AppendAsync([.. Records(0, 30, at: number => Noon.AddDays(number / 10)).Select(record => record with { KeyId = "key_a" })], Token);
        await using var connection = await _source.OpenConnectionAsync(Token);
        await using var transaction = await connection.BeginTransactionAsync(Token);
        await connection.ExecuteAsync("LOCK TABLE lintel_requests.request_20260311 IN ACCESS SHARE MODE");

        await Assert.ThrowsAnyAsync<Exception>(async () => await store.TrimAsync(Noon.AddDays(2), new RequestLogLimits(100, 100, 100), Token));

        Assert.Equal(
            (0, 0, Noon.AddDays(2)),
            (
                await connection.ExecuteScalarAsync<int>("SELECT count(*) FROM lintel_requests.usage_tally"),
                await connection.ExecuteScalarAsync<int>("SELECT count(*) FROM lintel_requests.key_use_tally"),
                (await store.FindKeyUsesAsync(["key_a"], Token))["key_a"].At));
    }

    [Fact]
    public async Task One_node_at_a_time_removes_entries_and_counts_those_of_all()
    {
        var (store, database) = (new PostgresRequestLogStore(await OpenAsync()), await OpenAsync());
        await store.AppendAsync(Records(0, 30), Token);
        await new PostgresRequestLogStore(await OpenAsync()).AppendAsync(Records(30, 30), Token);
        var keep = new RequestLogLimits(Anonymous: 25, Refused: 0, Admitted: 0);

        await database.AppendAsync(
            async connection =>
            {
                Assert.Equal(35, await RequestRetention.RunAsync(connection, Noon, keep));
                var byAnother = await store.TrimAsync(Noon, keep with { Anonymous = 0 }, Token);
                Assert.Equal(0, byAnother);
                return byAnother;
            },
            Token);

        Assert.Equal(Enumerable.Range(35, 25).Reverse(), await NumbersAsync(store, cursor: null));
        Assert.Equal(25, await store.TrimAsync(Noon, keep with { Anonymous = 0 }, Token));
    }

    [Fact]
    public async Task Batch_of_a_node_that_is_killed_is_there_wholly_or_not_at_all()
    {
        var (database, store) = (await OpenAsync(), new PostgresRequestLogStore(await OpenAsync()));
        await store.AppendAsync(Records(0, 1), Token);

        await Assert.ThrowsAsync<StoreUnavailableException>(() => database.AppendAsync(
            async connection =>
            {
                await RequestBatch.WriteAsync(connection, Records(1, 300));
                await ExecuteAsync($"SELECT pg_terminate_backend({connection.ProcessID})");
                return 0;
            },
            Token));

        Assert.Equal([0], await NumbersAsync(store, cursor: null));
        await store.AppendAsync(Records(1, 300), Token);
        await store.AppendAsync(Records(1, 310), Token);
        Assert.Equal(Enumerable.Range(0, 311).Reverse(), await NumbersAsync(store, cursor: null));
        Assert.Equal(301, await store.TrimAsync(Noon, new RequestLogLimits(10, 10, 10), Token));
    }

    [Fact]
    public async Task Database_that_is_gone_for_a_while_costs_what_the_queue_cannot_hold_and_nothing_that_was_written()
    {
        var store = new PostgresRequestLogStore(await OpenAsync());
        var options = new RequestLogOptions { QueueLength = 1_000, BatchSize = 300, KeepFor = TimeSpan.FromDays(100_000) };
        await using var writer = new RequestLogWriter(store, TimeProvider.System, options);
        Take(0, 700);
        await writer.FlushAsync(Token);

        await GoAsync();
        Take(700, 1_500);
        await Assert.ThrowsAnyAsync<Exception>(() => writer.FlushAsync(Token));
        Assert.Equal((700, 500), (writer.Written, writer.Dropped));

        await ExecuteElsewhereAsync("ALTER DATABASE {0} ALLOW_CONNECTIONS true");
        await writer.FlushAsync(Token);
        Assert.Equal((1_700, 500, 0), (writer.Written, writer.Dropped, writer.Waiting));
        Assert.Equal(Enumerable.Range(0, 1_700).Reverse(), await NumbersAsync(store, cursor: null));

        void Take(int first, int count)
        {
            foreach (var record in Records(first, count))
            {
                writer.Take(record);
            }
        }
    }

    [Fact]
    public async Task Page_that_takes_long_ends_at_a_day_and_the_next_goes_on_there()
    {
        var database = await OpenAsync();
        await new PostgresRequestLogStore(database).AppendAsync(Records(0, 30, at: number => Noon.AddDays(number / 10)), Token);
        var pages = new List<int[]>();
        RequestLogPage? page = null;
        do
        {
            var query = new RequestLogQuery { Limit = 20, Cursor = page?.Cursor };
            page = await database.ReadAsync(connection => new RequestSearch(query, TimeSpan.Zero).RunAsync(connection), Token);
            pages.Add([.. page.Entries.Select(NumberOf)]);
        }
        while (page.Cursor is not null);

        // Two days ahead have partitions already, each of which is a page.
        Assert.Equal([0, 0, 10, 10, 10], pages.Select(entries => entries.Length));
        Assert.Equal(Enumerable.Range(0, 30).Order(), pages.SelectMany(entries => entries).Order());
    }

    [Fact]
    public async Task Page_that_looks_at_every_entry_may_end_within_a_day()
    {
        var database = await OpenAsync();
        await new PostgresRequestLogStore(database).AppendAsync(Records(0, 20, at: number => Noon.AddHours(-number / 2.0)), Token);
        var pages = new List<int[]>();
        RequestLogPage? page = null;
        do
        {
            var query = new RequestLogQuery { Limit = 20, Method = "GET", From = Noon.AddHours(-12), To = Noon.AddTicks(1), Cursor = page?.Cursor };
            page = await database.ReadAsync(connection => new RequestSearch(query, TimeSpan.Zero).RunAsync(connection), Token);
            pages.Add([.. page.Entries.Select(NumberOf)]);
        }
        while (page.Cursor is not null);

        Assert.True(pages.Count > 5);
        Assert.Equal(Enumerable.Range(0, 20), pages.SelectMany(entries => entries));
    }

    [Fact]
    public async Task Feed_has_every_entry_of_every_node_once_also_of_batches_that_commit_late()
    {
        var (slow, store) = (await OpenAsync(), new PostgresRequestLogStore(await OpenAsync()));
        await store.AppendAsync(Records(100, 1), Token);
        var begin = await store.ReadNewAsync(null, 1_000, Token);
        var (written, mayCommit) = (new TaskCompletionSource(), new TaskCompletionSource());

        // One of its requests began long ago.
        var late = slow.AppendAsync(
            async connection =>
            {
                var count = await RequestBatch.WriteAsync(connection, [.. Records(0, 4), RecordOf(4, Noon.AddHours(-1))]);
                written.SetResult();
                await mayCommit.Task;
                return count;
            },
            Token);
        await written.Task;
        RequestFeedPage first;
        try
        {
            await store.AppendAsync(Records(10, 2, at: number => Noon.AddMinutes(-number)), Token);
            first = await store.ReadNewAsync(begin.Position, 1_000, Token);
        }
        finally
        {
            mayCommit.SetResult();
        }

        await late;
        var second = await store.ReadNewAsync(first.Position, 1_000, Token);
        var third = await store.ReadNewAsync(second.Position, 1_000, Token);
        await store.AppendAsync(Records(20, 30), Token);
        var fourth = await store.ReadNewAsync(third.Position, 10, Token);

        Assert.Empty(begin.Entries);
        Assert.Equal([11, 10], first.Entries.Select(NumberOf));
        Assert.Equal([4, 0, 1, 2, 3], second.Entries.Select(NumberOf));
        Assert.Empty(third.Entries);
        Assert.Equal(Enumerable.Range(20, 10), fourth.Entries.Select(NumberOf));
        Assert.Equal(20, fourth.Missed);
    }

    [Fact]
    public async Task Id_is_looked_up_in_the_partition_that_it_names()
    {
        var store = new PostgresRequestLogStore(await OpenAsync());
        await store.AppendAsync(Records(0, 30, at: number => Noon.AddDays(number / 10)), Token);
        var id = IdOf(15);

        // A look-up in another partition would wait for its lock, and fail.
        await using var connection = await _source.OpenConnectionAsync(Token);
        await using var transaction = await connection.BeginTransactionAsync(Token);
        foreach (var table in (await PartitionsAsync()).Where(table => table != "request_20260312"))
        {
            await connection.ExecuteAsync($"LOCK TABLE lintel_requests.{table} IN ACCESS EXCLUSIVE MODE");
        }

        Assert.Equal(Noon.AddDays(1), (await store.FindAsync(id, Token))?.At);
    }

    [Theory]
    [InlineData("\0")]
    [InlineData("a\0b\u0001c\u00010\u00011")]
    [InlineData("\u0001\u0001\0\0")]
    public async Task Texts_that_the_engine_has_no_place_for_come_back(string text)
    {
        var store = new PostgresRequestLogStore(await OpenAsync());
        await store.AppendAsync([Records(0, 1)[0] with { Route = text, InboundId = text, Compared = text }], Token);

        var entry = Assert.Single((await store.SearchAsync(new RequestLogQuery { Route = text }, Token)).Entries);

        Assert.Equal((text, text, text), (entry.Route, entry.InboundId, entry.Compared));
        Assert.Null(await store.FindAsync(text, Token));
    }

    [Fact]
    public async Task Half_a_surrogate_pair_becomes_a_replacement_and_keeps_no_batch_from_being_written()
    {
        var store = new PostgresRequestLogStore(await OpenAsync());

        await store.AppendAsync([Records(0, 1)[0] with { Route = "/a\ud800b" }], Token);

        Assert.Equal("/a\ufffdb", Assert.Single((await store.SearchAsync(new RequestLogQuery(), Token)).Entries).Route);
    }

    // As nodes make them: the second, and what tells requests of one second apart.
    private static string IdOf(int number) => IdOf(number, Noon.AddDays(number / 10));

    private static string IdOf(int number, DateTimeOffset at) =>
        string.Create(CultureInfo.InvariantCulture, $"req_{(long)(at - RequestIdTime.Epoch).TotalSeconds:x8}{number:x8}");

    private static int NumberOf(RequestLogEntry entry) => int.Parse(entry.Id.AsSpan()[^8..], NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    private static RequestRecord[] Records(int first, int count, Func<int, DateTimeOffset>? at = null) =>
    [
        .. Enumerable.Range(first, count).Select(number => RecordOf(number, at?.Invoke(number) ?? Noon.AddMilliseconds(number))),
    ];

    private static RequestRecord RecordOf(int number, DateTimeOffset at) => new()
    {
        Id = IdOf(number, at),
        At = at,
        Api = "own",
        Method = "GET",
        Route = "/own/items",
        Status = 200,
        Duration = TimeSpan.FromMilliseconds(1.5),
    };

    private async Task<PostgresDatabase> OpenAsync()
    {
        var database = await PostgresDatabase.OpenAsync(_source, "lintel_requests", PostgresTables.Requests, Token);
        lock (_databases)
        {
            _databases.Add(database);
        }

        return database;
    }

    private static async Task<IReadOnlyList<int>> NumbersAsync(PostgresRequestLogStore store, long? cursor)
    {
        var numbers = new List<int>();
        do
        {
            var page = await store.SearchAsync(new RequestLogQuery { Limit = 100, Cursor = cursor }, Token);
            numbers.AddRange(page.Entries.Select(NumberOf));
            cursor = page.Cursor;
        }
        while (cursor is not null);
        return numbers;
    }

    private async Task<IReadOnlyList<string>> PartitionsAsync()
    {
        await using var connection = await _source.OpenConnectionAsync(Token);
        return (await connection.QueryAsync<string>(
            "SELECT relname FROM pg_inherits JOIN pg_class ON oid = inhrelid WHERE inhparent = 'lintel_requests.request'::regclass ORDER BY 1")).AsList();
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var connection = await _source.OpenConnectionAsync(Token);
        await connection.ExecuteAsync(sql);
    }

    /// <summary>Ends all connections of the database, and refuses others.</summary>
    private async Task GoAsync()
    {
        await ExecuteElsewhereAsync("ALTER DATABASE {0} ALLOW_CONNECTIONS false");
        await ExecuteElsewhereAsync("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{0}'");
    }

    private async Task ExecuteElsewhereAsync(string sql)
    {
        var text = new NpgsqlConnectionStringBuilder(_connectionString);
        var name = text.Database;
        text.Database = "postgres";
        text.Pooling = false;
        await using var connection = new NpgsqlConnection(text.ConnectionString);
        await connection.ExecuteAsync(string.Format(CultureInfo.InvariantCulture, sql, name));
    }
}
