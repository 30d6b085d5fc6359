using System.Diagnostics;
using Dapper;
using Lintel.AspNetCore;
using Lintel.Contracts;
using Lintel.RateLimits;
using Lintel.Requests;
using Lintel.Sqlite;
using Lintel.Stores;
using Lintel.Testing;

namespace Lintel.Tests.Storage;

public sealed class InMemoryStoreTests : StoreContractTests
{
    private protected override ILintelStores Stores { get; } = new InMemoryStores();
}

public sealed class SqliteStoreTests : StoreContractTests, IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private readonly ManualClock _clock = new();
    private SqliteStores _stores = null!;

    private protected override ILintelStores Stores => _stores;

    public async ValueTask InitializeAsync() => _stores = await SqliteStores.OpenAsync(_folder.Path, _clock);

    public async ValueTask DisposeAsync()
    {
        await _stores.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Expired_rate_limit_cells_are_removed_as_new_ones_are_saved()
    {
        for (var i = 0; i < 20; i++)
        {
            await Stores.RateLimits.SaveAsync("own", [new StoredCounter(new StoredCounterName("calls", $"old {i}"), [1], _clock.GetUtcNow().AddSeconds(10))], Token);
        }

        _clock.Advance(TimeSpan.FromSeconds(11));
        for (var i = 0; i < 3; i++)
        {
            await Stores.RateLimits.SaveAsync("own", [new StoredCounter(new StoredCounterName("calls", $"new {i}"), [1], _clock.GetUtcNow().AddSeconds(10))], Token);
        }

        using var database = Lintel.Sqlite.SqliteConnections.OpenReader(_folder.File("lintel.db"), TimeSpan.FromSeconds(1));
        Assert.Equal(3, database.ExecuteScalar<long>("SELECT count(*) FROM rate_limit_cell"));
    }

    [Fact]
    public async Task Numbers_of_requests_continue_after_a_restart_at_the_same_moment()
    {
        var at = _clock.GetUtcNow();
        await Stores.RequestLog.AppendAsync([Make("req_1", at), Make("req_2", at)], Token);
        await _stores.DisposeAsync();
        await using var again = await SqliteStores.OpenAsync(_folder.Path, _clock);
        await again.RequestLog.AppendAsync([Make("req_3", at)], Token);

        Assert.Equal(["req_3", "req_2", "req_1"], (await again.RequestLog.SearchAsync(new(), Token)).Entries.Select(entry => entry.Id));
    }

    [Fact]
    public async Task Request_is_found_by_id_among_many_within_50_milliseconds()
    {
        // The index has one level more at ten million; the measured time here is well under a millisecond.
        const int Many = 60_000;
        for (var i = 0; i < Many; i += 5_000)
        {
            await Stores.RequestLog.AppendAsync([.. Enumerable.Range(i, 5_000).Select(n => Make($"req_{n:x16}", _clock.GetUtcNow().AddSeconds(n)))], Token);
        }

        await Stores.RequestLog.FindAsync($"req_{1:x16}", Token);
        var started = Stopwatch.GetTimestamp();
        for (var i = 0; i < 20; i++)
        {
            Assert.NotNull(await Stores.RequestLog.FindAsync($"req_{i * 2_999:x16}", Token));
        }

        Assert.InRange(Stopwatch.GetElapsedTime(started) / 20, TimeSpan.Zero, TimeSpan.FromMilliseconds(50));
    }

    [Theory]
    [InlineData("SELECT block FROM request_id_apart WHERE id = 'req_1'", "PRIMARY KEY")]
    [InlineData("SELECT block FROM request_id_run WHERE length = 5 AND first_id >= 'req_0' AND first_id <= 'req_1' AND last_id >= 'req_1'", "PRIMARY KEY")]
    [InlineData("SELECT id FROM request_block WHERE traffic = 0 ORDER BY last_seq DESC LIMIT 1", "request_block_by_traffic")]
    [InlineData("SELECT lines FROM request_block WHERE last_seq >= 1 AND first_seq < 9 ORDER BY last_seq DESC, id DESC LIMIT 8", "request_block_by_time")]
    public void Search_uses_an_index_and_does_not_sort(string sql, string index)
    {
        using var database = Lintel.Sqlite.SqliteConnections.OpenReader(_folder.File("requests.db"), TimeSpan.FromSeconds(1));
        var plan = string.Join('\n', database.Query($"EXPLAIN QUERY PLAN {sql}").Select(step => (string)step.detail));

        Assert.Contains(index, plan, StringComparison.Ordinal);
        Assert.DoesNotContain("TEMP B-TREE", plan, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Lines_that_come_one_by_one_share_a_block()
    {
        for (var i = 0; i < 200; i++)
        {
            await Stores.RequestLog.AppendAsync([Make($"req_{i:x16}", _clock.GetUtcNow().AddSeconds(i))], Token);
        }

        using var database = Lintel.Sqlite.SqliteConnections.OpenReader(_folder.File("requests.db"), TimeSpan.FromSeconds(1));
        Assert.InRange(database.ExecuteScalar<int>("SELECT count(*) FROM request_block"), 1, 3);
        Assert.Equal(database.ExecuteScalar<int>("SELECT count(*) FROM request_block"), database.ExecuteScalar<int>("SELECT count(*) FROM request_id_run"));
        Assert.Equal(0, database.ExecuteScalar<int>("SELECT count(*) FROM request_id_apart"));
        Assert.NotNull(await Stores.RequestLog.FindAsync($"req_{77:x16}", Token));
    }

    [Fact]
    public async Task Minted_ids_of_a_busy_second_are_all_found_and_none_is_noted_apart()
    {
        var source = new RequestIdSource(new RequestIdFormat("req_", "X-Request-Id", 16), _clock);
        var ids = Enumerable.Range(0, 12_000).Select(_ => source.Next()).ToArray();
        foreach (var batch in ids.Chunk(1_000))
        {
            await Stores.RequestLog.AppendAsync(
                [.. batch.Select((id, i) => Make(id, _clock.GetUtcNow()) with { AccountId = i % 2 == 0 ? "acct_1" : null })],
                Token);
        }

        using var database = Lintel.Sqlite.SqliteConnections.OpenReader(_folder.File("requests.db"), TimeSpan.FromSeconds(1));
        Assert.Equal(0, database.ExecuteScalar<int>("SELECT count(*) FROM request_id_apart"));
        Assert.InRange(
            database.ExecuteScalar<int>("SELECT count(*) FROM request_id_run"),
            2,
            database.ExecuteScalar<int>("SELECT count(*) FROM request_block"));
        for (var i = 0; i < ids.Length; i += 97)
        {
            Assert.Equal(ids[i], (await Stores.RequestLog.FindAsync(ids[i], Token))?.Id);
        }
    }

    [Fact]
    public async Task Minted_ids_of_quiet_hours_share_runs_and_late_ones_are_found()
    {
        var source = new RequestIdSource(new RequestIdFormat("", "X-Request-Id", 16), _clock);
        var late = source.Next();
        var ids = new List<string>();
        for (var minute = 0; minute < 120; minute++)
        {
            _clock.Advance(TimeSpan.FromMinutes(1));
            ids.Add(source.Next());
            await Stores.RequestLog.AppendAsync([Make(ids[^1], _clock.GetUtcNow())], Token);
        }

        await Stores.RequestLog.AppendAsync([Make(late, _clock.GetUtcNow().AddHours(-2))], Token);

        using var database = Lintel.Sqlite.SqliteConnections.OpenReader(_folder.File("requests.db"), TimeSpan.FromSeconds(1));
        Assert.InRange(database.ExecuteScalar<int>("SELECT count(*) FROM request_id_run"), 1, 6);
        foreach (var id in ids.Append(late))
        {
            Assert.NotNull(await Stores.RequestLog.FindAsync(id, Token));
        }
    }

    [Fact]
    public async Task Ids_go_with_their_block()
    {
        await Stores.RequestLog.AppendAsync([Make($"req_{1:x16}", _clock.GetUtcNow()), Make("a", _clock.GetUtcNow())], Token);
        await Stores.RequestLog.TrimAsync(_clock.GetUtcNow().AddSeconds(1), new RequestLogLimits(100, 100, 100), Token);

        using var database = Lintel.Sqlite.SqliteConnections.OpenReader(_folder.File("requests.db"), TimeSpan.FromSeconds(1));
        Assert.Equal(0, database.ExecuteScalar<int>("SELECT (SELECT count(*) FROM request_id_run) + (SELECT count(*) FROM request_id_apart)"));
    }

    [Fact]
    public async Task Log_in_an_older_form_is_let_go_and_a_new_one_begun()
    {
        await Stores.RequestLog.AppendAsync([Make("req_1", _clock.GetUtcNow())], Token);
        await _stores.DisposeAsync();
        using (var database = Lintel.Sqlite.SqliteConnections.OpenWriter(_folder.File("requests.db"), TimeSpan.FromSeconds(1)))
        {
            database.Execute("UPDATE request_block SET lines = x'ffff'; PRAGMA user_version = 2");
        }

        await using var again = await SqliteStores.OpenAsync(_folder.Path, _clock);
        await again.RequestLog.AppendAsync([Make("req_2", _clock.GetUtcNow())], Token);

        Assert.Null(await again.RequestLog.FindAsync("req_1", Token));
        Assert.Equal(["req_2"], (await again.RequestLog.SearchAsync(new(), Token)).Entries.Select(entry => entry.Id));
    }

    private static RequestRecord Make(string id, DateTimeOffset at) =>
        new() { Id = id, At = at, Api = "own", Method = "GET", Route = "/own/items", Status = 200, Duration = TimeSpan.Zero };
}
