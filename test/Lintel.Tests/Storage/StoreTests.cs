using System.Diagnostics;
using Dapper;
using Lintel.Requests;
using Lintel.Storage;
using Lintel.Testing;

namespace Lintel.Tests.Storage;

public sealed class InMemoryStoreTests : StoreContractTests
{
    protected override ILintelStores Stores { get; } = new InMemoryStores();
}

public sealed class SqliteStoreTests : StoreContractTests, IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ManualClock _clock = new();
    private readonly SqliteStores _stores;

    public SqliteStoreTests() => _stores = SqliteStores.Open(_folder.Path, _clock);

    protected override ILintelStores Stores => _stores;

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
            await Stores.RateLimits.SaveAsync("own", "calls", $"old {i}", [1], _clock.GetUtcNow().AddSeconds(10), Token);
        }

        _clock.Advance(TimeSpan.FromSeconds(11));
        for (var i = 0; i < 3; i++)
        {
            await Stores.RateLimits.SaveAsync("own", "calls", $"new {i}", [1], _clock.GetUtcNow().AddSeconds(10), Token);
        }

        using var database = Lintel.Storage.Sqlite.SqliteConnections.OpenReader(_folder.File("lintel.db"), TimeSpan.FromSeconds(1));
        Assert.Equal(3, database.ExecuteScalar<long>("SELECT count(*) FROM rate_limit_cell"));
    }

    [Fact]
    public async Task Numbers_of_requests_continue_after_a_restart_at_the_same_moment()
    {
        var at = _clock.GetUtcNow();
        await Stores.RequestLog.AppendAsync([Make("req_1", at), Make("req_2", at)], Token);
        await _stores.DisposeAsync();
        await using var again = SqliteStores.Open(_folder.Path, _clock);
        await again.RequestLog.AppendAsync([Make("req_3", at)], Token);

        Assert.Equal(["req_3", "req_2", "req_1"], (await again.RequestLog.SearchAsync(new(), Token)).Entries.Select(entry => entry.Id));
    }

    [Fact]
    public async Task Request_is_found_by_id_among_many_within_50_milliseconds()
    {
        // The index has one level more at a million; the measured time here is well under a millisecond.
        const int Many = 60_000;
        for (var i = 0; i < Many; i += 5_000)
        {
            await Stores.RequestLog.AppendAsync([.. Enumerable.Range(i, 5_000).Select(n => Make($"req_{n}", _clock.GetUtcNow().AddSeconds(n)))], Token);
        }

        await Stores.RequestLog.FindAsync("req_1", Token);
        var started = Stopwatch.GetTimestamp();
        for (var i = 0; i < 20; i++)
        {
            Assert.NotNull(await Stores.RequestLog.FindAsync($"req_{i * 2_999}", Token));
        }

        Assert.InRange(Stopwatch.GetElapsedTime(started) / 20, TimeSpan.Zero, TimeSpan.FromMilliseconds(50));
    }

    [Theory]
    [InlineData("id = 'req_1'", "request_by_id")]
    [InlineData("seq >= 1 AND seq < 9 AND account_id = 'acct_a'", "request_by_account")]
    [InlineData("seq >= 1 AND seq < 9 AND code = 'gone'", "request_by_code")]
    [InlineData("seq >= 1 AND seq < 9 AND status = 404 AND status >= 400", "request_by_failure")]
    public void Search_uses_an_index_and_does_not_sort(string condition, string index)
    {
        using var database = Lintel.Storage.Sqlite.SqliteConnections.OpenReader(_folder.File("requests.db"), TimeSpan.FromSeconds(1));
        var plan = string.Join('\n', database.Query($"EXPLAIN QUERY PLAN SELECT * FROM request WHERE {condition} ORDER BY seq DESC LIMIT 50").Select(step => (string)step.detail));

        Assert.Contains(index, plan, StringComparison.Ordinal);
        Assert.DoesNotContain("TEMP B-TREE", plan, StringComparison.Ordinal);
    }

    private static RequestRecord Make(string id, DateTimeOffset at) =>
        new() { Id = id, At = at, Api = "own", Method = "GET", Route = "/own/items", Status = 200, Duration = TimeSpan.Zero };
}
