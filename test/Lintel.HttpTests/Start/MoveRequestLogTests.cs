using System.Globalization;
using System.Net;
using Dapper;
using Lintel.Host;
using Lintel.Host.Startup;
using Lintel.HttpTests.Harness;
using Lintel.Postgres;
using Lintel.Requests;
using Lintel.Sqlite;
using Lintel.Stores;
using Npgsql;

namespace Lintel.HttpTests.Start;

/// <summary>The request log by <c>lintel-host move</c>: packed blocks become rows.</summary>
public sealed class MoveRequestLogTests : IDisposable
{
    private const int Entries = 6_000;

    private static readonly DateTimeOffset Noon = new(2026, 3, 11, 12, 0, 0, TimeSpan.Zero);

    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Every_entry_is_moved_and_found_as_before_and_the_log_goes_on()
    {
        var database = await CopyDemoAsync();
        IReadOnlyList<RequestLogEntry> before;
        await using (var file = await SqliteStores.OpenAsync(_folder.Path))
        {
            await FillAsync(file);
            before = await ReadAsync(file);
        }

        Assert.Equal(0, (await MoveAsync(database)).Code);

        await using var stores = await PostgresStores.OpenAsync(database);
        Assert.Equal(Entries, before.Count);
        Assert.Equal(before, await ReadAsync(stores));
        Assert.Equal(Entries, await UsedAsync(stores));
        Assert.Equal(before[17], await stores.RequestLog.FindAsync(before[17].Id, Token));

        // What is counted is what was moved.
        Assert.Equal(Entries - 5, await TrimAsync(stores));
        await stores.RequestLog.AppendAsync([RecordOf(Entries)], Token);
        Assert.Equal(IdOf(Entries), (await ReadAsync(stores))[0].Id);
    }

    [Fact]
    public async Task Move_that_was_interrupted_in_the_log_goes_on_there()
    {
        const int Copied = 4_321;
        var database = await CopyDemoAsync();
        await using (var file = await SqliteStores.OpenAsync(_folder.Path))
        {
            await FillAsync(file);
        }

        await using var target = new NpgsqlConnection(database);
        Assert.Equal(0, (await MoveAsync(database)).Code);

        // As after a commit in the middle of the log.
        await target.ExecuteAsync(
            """
            CREATE TABLE lintel.unfinished_move (name TEXT NOT NULL PRIMARY KEY, folder TEXT, rows BIGINT NOT NULL, is_whole BOOLEAN NOT NULL);
            INSERT INTO lintel.unfinished_move SELECT '', @folder, 0, FALSE;
            INSERT INTO lintel.unfinished_move
              SELECT n.nspname || '.' || c.relname, NULL, 0, TRUE FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
              WHERE c.relkind = 'r' AND n.nspname NOT LIKE 'pg\_%' AND n.nspname NOT IN ('information_schema', 'lintel_requests');
            INSERT INTO lintel.unfinished_move VALUES ('lintel_requests.request', NULL, @Copied, FALSE);
            DELETE FROM lintel_requests.request WHERE id >= @first;
            DELETE FROM lintel_requests.request_day
            """,
            new { folder = _folder.Path, Copied, first = IdOf(Copied) });

        var (code, errors) = await MoveAsync(database);

        Assert.True(code == 0, errors);
        Assert.Contains($"this one goes on with lintel_requests.request, after {Copied} of ", errors, StringComparison.Ordinal);
        await using var stores = await PostgresStores.OpenAsync(database);
        Assert.Equal(Entries - 5, await TrimAsync(stores));
    }

    private static string IdOf(int number) => string.Create(CultureInfo.InvariantCulture, $"req_{number:x16}");

    // Over two days, all of one kind of traffic, so that the file has them in their order.
    private static RequestRecord RecordOf(int number) => new()
    {
        Id = IdOf(number),
        At = Noon.AddSeconds(number * 15).AddTicks(number),
        Api = "own",
        Operation = number % 2 == 0 ? "list" : null,
        Method = "GET",
        Route = number % 7 == 0 ? "/own/\0" : "/own/items",
        Status = 403,
        Code = "insufficient_scope",
        Refusal = Refusal.For(Condition.ScopeMissing, ("required", number), ("available", Array.Empty<string>())),
        KeyId = "key_a",
        AccountId = "acct_a",
        Address = IPAddress.Loopback,
        Duration = TimeSpan.FromMicroseconds(number),
        RequestBytes = number,
        IsShadow = false,
        TraceId = number % 3 == 0 ? new string('a', 32) : null,
        Compared = number % 5 == 0 ? "{}" : null,
        ApplicationId = number % 11 == 0 ? "app_a" : null,
        Trail = number % 4 == 0 ? new RequestTrail { Format = new ScopeTrail() } : default,
    };

    private sealed class ScopeTrail : TrailFormat
    {
        public override void Write(in RequestRecord record, TrailWriter trail)
        {
            trail.Begin(GuardTrail.Refused, "scope");
            trail.BeginStage("scope");
            trail.Texts("required", ["items:write"]);
            trail.EndStage();
        }
    }

    private static async Task FillAsync(SqliteStores stores)
    {
        foreach (var batch in Enumerable.Range(0, Entries).Select(RecordOf).Chunk(1_000))
        {
            await stores.RequestLog.AppendAsync(batch, Token);
        }
    }

    private static async Task<IReadOnlyList<RequestLogEntry>> ReadAsync(ILintelStores stores)
    {
        var entries = new List<RequestLogEntry>();
        RequestLogPage? page = null;
        do
        {
            page = await stores.RequestLog.SearchAsync(new RequestLogQuery { Limit = 200, Cursor = page?.Cursor }, Token);
            entries.AddRange(page.Entries);
        }
        while (page.Cursor is not null);
        return entries;
    }

    private static async Task<int> TrimAsync(PostgresStores stores) =>
        await stores.RequestLog.TrimAsync(Noon.AddDays(-1), new RequestLogLimits(Anonymous: 0, Refused: 5, Admitted: 0), Token);

    private async Task<string> CopyDemoAsync()
    {
        _folder.CopyFrom(await DemoTemplate.PathAsync());
        File.Delete(Path.Combine(_folder.Path, SqliteStores.RequestsFile));
        return await TestEngine.CreateDatabaseAsync();
    }

    private static async Task<long> UsedAsync(PostgresStores stores) => (await stores.RequestLog.ReadUsageAsync(
        new UsageQuery { Grain = UsageGrain.Day, Dimension = UsageDimension.Code, From = Noon.AddHours(-12), To = Noon.AddDays(60) },
        Token)).Sum(row => row.Requests);

    private async Task<(int Code, string Errors)> MoveAsync(string database)
    {
        using var output = new StringWriter();
        using var errors = new StringWriter();
        var code = await HostProgram.RunAsync(["move", "--from", _folder.Path, "--to", database], output, errors);
        return (code, errors.ToString());
    }
}
