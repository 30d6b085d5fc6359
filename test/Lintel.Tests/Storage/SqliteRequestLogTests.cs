using Lintel.Requests;
using Lintel.Sqlite;
using Lintel.Storage;

namespace Lintel.Tests.Storage;

/// <summary>The request log in a file: how much one search reads.</summary>
public sealed class SqliteRequestLogTests : IDisposable
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 11, 12, 0, 0, TimeSpan.Zero);

    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Page_that_takes_long_ends_at_a_block_and_the_next_goes_on_there()
    {
        await using var database = SqliteDatabase.Open(_folder.File("requests.db"), StoreMigrations.Requests);
        var store = new RequestLogStore(database, longestPage: TimeSpan.Zero);
        for (var batch = 0; batch < 4; batch++)
        {
            await store.AppendAsync([.. Enumerable.Range(batch * 3_000, 3_000).Select(Make)], Token);
        }

        var blocks = await database.ReadAsync(connection => Dapper.SqlMapper.ExecuteScalarAsync<int>(connection, "SELECT count(*) FROM request_block"), Token);
        var (pages, found) = (0, new List<string>());
        long? cursor = null;
        do
        {
            var page = await store.SearchAsync(new RequestLogQuery { SlowerThan = 5_000, Limit = 200, Cursor = cursor }, Token);
            Assert.True(cursor is null || page.Cursor is null || page.Cursor < cursor);
            (pages, cursor) = (pages + 1, page.Cursor);
            found.AddRange(page.Entries.Select(entry => entry.Id));
        }
        while (cursor is not null);

        Assert.InRange(pages, 4, blocks + 1);
        Assert.Equal(Enumerable.Range(0, 12_000).Reverse().Where(i => i % 1_000 == 0).Select(IdOf), found);
        store.Close();
    }

    [Fact]
    public async Task Hours_count_a_bounded_number_of_values_apart_and_every_request()
    {
        await using var database = SqliteDatabase.Open(_folder.File("requests.db"), StoreMigrations.Requests);
        var store = new RequestLogStore(database);
        for (var minute = 0; minute < 6; minute++)
        {
            await store.AppendAsync(
                [.. Enumerable.Range(minute * 200, 200).Select(i => Make(i) with { KeyId = $"key_{i}", At = Noon.AddMinutes(minute) })], Token);
            await store.TrimUsageAsync(Noon.AddMinutes(minute), Token);
        }

        var rows = await store.ReadUsageAsync(
            new UsageQuery { Grain = UsageGrain.Hour, Dimension = UsageDimension.Key, From = Noon, To = Noon.AddHours(1), Limit = 10_000 }, Token);

        Assert.Equal(601, rows.Count);
        Assert.Equal(1_200, rows.Sum(row => row.Requests));
        Assert.Equal((UsageName.Other, 600), (rows[0].Value, (int)rows[0].Requests));
        store.Close();
    }

    private static string IdOf(int i) => $"req_{i:x16}";

    private static RequestRecord Make(int i) => new()
    {
        Id = IdOf(i),
        At = Noon.AddMilliseconds(i),
        Api = "own",
        Method = "GET",
        Route = "/own/items",
        Status = i % 2 == 0 ? 200 : 404,
        KeyId = i % 3 == 0 ? null : "key_a",
        Duration = TimeSpan.FromMilliseconds(i % 1_000 == 0 ? 6 : 1),
    };
}
