using System.Data.Common;
using System.Globalization;
using System.Text.Json.Nodes;
using Lintel.HttpTests.Harness;
using Lintel.Idempotency;
using Lintel.Stores;
using Lintel.Telemetry;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Lintel.HttpTests.Management;

/// <summary>
/// Each reference API exports what it keeps of an account, and nothing of it is left after its erasure: a row with a marked text in every column is put into
/// every table, whatever tables there are.
/// </summary>
public sealed class AccountRecordsTests
{
    private const string Marked = "zq-marked";
    private const string Kept = "zq-kept";

    // Ids without an account, and the switches of the process.
    private static readonly string[] OfNobody = ["otp.deleted_applications", "pixel.services"];

    private static readonly Dictionary<string, string[]> Kinds = new(StringComparer.Ordinal)
    {
        ["fieldservice"] =
        [
            "asset", "asset_status_change", "asset_transfer", "customer", "inventory_location", "item", "job", "job_asset", "location", "meter", "meter_reading",
            "service_record", "stock", "stock_change", "technician",
        ],
        ["otp"] = ["application", "project", "request", "webhook"],
        ["panel"] = ["application", "blacklist", "key_use", "level", "license", "user", "variable"],
        ["pixel"] = ["alert", "event", "goal", "report", "share_link", "visitor", "website"],
        ["trackpilots"] = ["activity", "application", "employee", "membership", "organisation", "role", "screenshot", "team"],
    };

    // The changes of ChangeAsync that have a marked text.
    private static readonly Dictionary<string, int> Changes = new(StringComparer.Ordinal)
    {
        ["fieldservice"] = 1,
        ["otp"] = 5,
        ["panel"] = 2,
        ["pixel"] = 4,
    };

    private static readonly (string Api, string File)[] Files = [.. Kinds.Keys.Select(api => (api, $"{api}.db")), ("pixel", "warehouse.db")];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Reference_apis_export_what_they_keep_of_an_account_and_erase_it(bool postgres)
    {
        var database = postgres ? await TestEngine.CreateDatabaseAsync() : null;
        await using var host = await LintelHost.StartAsync(
            new LintelHostOptions { Demo = false, Nodes = 1, Settings = { ["Lintel__Postgres"] = database } });
        var (marked, kept) = (await AddAsync(host, "Marked"), await AddAsync(host, "Kept"));
        await ChangeAsync(host, marked);
        foreach (var (api, file) in Files)
        {
            Fill(host, database, file, marked[api], Marked, 1);
            Fill(host, database, file, kept[api], Kept, 2);
        }

        if (!postgres)
        {
            // Where ids come from sequences, the next one is that of a row that was put there.
            await host.ManageAsync("POST", "/fieldservice/assets/1/meters", new { meter_name = $"{Marked} too", unit = "h" });
        }

        Assert.NotEmpty(Of(host, "lintel.db", Marked));
        var before = Files.ToDictionary(place => place.File, place => Of(host, place.File, Kept));
        await AddAnswersAsync(host, marked["panel"]);

        foreach (var (api, account) in marked)
        {
            var lines = await ExportAsync(host, account);
            Assert.Equal(
                Kinds[api].Select(kind => $"{api}.{kind}"),
                lines.Select(line => (string)line["kind"]!)
                    .Where(kind => kind.StartsWith(api, StringComparison.Ordinal))
                    .Distinct()
                    .Order(StringComparer.Ordinal));
            Assert.DoesNotContain(lines, line => line.ToJsonString().Contains(Kept, StringComparison.Ordinal));
            Assert.Equal(
                postgres && api == "fieldservice" ? 0 : Changes.GetValueOrDefault(api),
                lines.Count(line => (string)line["kind"]! == "change" && line.ToJsonString().Contains(Marked, StringComparison.Ordinal)));

            Assert.Equal("done", (string?)(await host.ManageAsync("POST", $"/accounts/{account}/erasure", new { confirm = "Marked" }))["state"]);
            Assert.DoesNotContain(await ExportAsync(host, account), line => line.ToJsonString().Contains(Marked, StringComparison.Ordinal));
        }

        foreach (var (_, file) in Files)
        {
            Assert.Empty(Of(host, file, Marked));
            Assert.Equal(before[file], Of(host, file, Kept));
        }

        Assert.Empty(Of(host, "lintel.db", Marked));
        Assert.Equal(0, host.ReadNumber("lintel.db", $"SELECT COUNT(*) FROM sealed_answer WHERE owner LIKE 'panel {marked["panel"]}%'"));
    }

    [Fact]
    public async Task Loops_of_the_reference_apis_are_among_those_that_are_watched()
    {
        await using var host = await LintelHost.StartAsync(new LintelHostOptions { Demo = false });

        var names = host.Services.GetRequiredService<BackgroundLoops>().All.Select(loop => loop.Name).ToArray();

        Assert.Contains("otp_expiry", names);
        Assert.Contains("panel_key_uses", names);
    }

    private static async Task<Dictionary<string, string>> AddAsync(LintelHost host, string name)
    {
        var accounts = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var api in Kinds.Keys)
        {
            accounts[api] = (string)(await host.ManageAsync("POST", "/accounts", new { api, name }))["id"]!;
        }

        return accounts;
    }

    /// <summary>Changes records of the accounts by the management API, with a marked text wherever there is one.</summary>
    private static async Task ChangeAsync(LintelHost host, Dictionary<string, string> accounts)
    {
        var website = await AddedAsync(host, $"/pixel/accounts/{accounts["pixel"]}/websites", new { name = Marked, domain = $"{Marked}.example" });
        await host.ManageAsync("POST", $"/pixel/websites/{website}/goals", new { name = Marked, selector = "#s" });
        await host.ManageAsync("POST", $"/pixel/websites/{website}/reports", new { cadence = "weekly", recipients = new[] { $"{Marked}@brook.example" } });
        await host.ManageAsync("DELETE", $"/pixel/websites/{website}");

        var project = await AddedAsync(host, $"/otp/accounts/{accounts["otp"]}/projects", new { name = Marked });
        var application = await AddedAsync(host, $"/otp/projects/{project}/applications", new { name = Marked, environment = "test" });
        await host.ManageAsync("PATCH", $"/otp/applications/{application}", new { name = $"{Marked} too" });
        await host.ManageAsync("DELETE", $"/otp/applications/{application}");
        await host.ManageAsync("DELETE", $"/otp/projects/{project}");

        await host.ManageAsync("POST", $"/panel/accounts/{accounts["panel"]}/applications", new { name = Marked });
        var panel = await FirstAsync(host, $"/panel/accounts/{accounts["panel"]}/applications");
        await host.ManageAsync(
            "POST", $"/panel/applications/{panel}/licenses", new { amount = 1, duration = "30d", levels = Array.Empty<string>(), requiresClientId = true });
        var license = await FirstAsync(host, $"/panel/applications/{panel}/licenses");
        await host.ManageAsync("POST", $"/panel/licenses/{license}/use", new { clientId = Marked, ipAddress = "203.0.113.9" });
    }

    private static async Task<string> AddedAsync(LintelHost host, string path, object body) =>
        (await host.ManageAsync("POST", path, body))["id"]!.ToString();

    private static async Task<string> FirstAsync(LintelHost host, string path) =>
        (await host.ManageAsync("GET", path))["data"]!.AsArray().First()!["id"]!.ToString();

    private static async Task AddAnswersAsync(LintelHost host, string account)
    {
        var answers = host.Services.GetRequiredService<ILintelStores>().SealedAnswers;
        foreach (var (index, caller) in new[] { string.Empty, " key_a" }.Index())
        {
            await answers.SaveAsync(
                new SealedAnswer
                {
                    Name = [(byte)index],
                    Owner = $"panel {account}{caller}",
                    PepperVersion = 1,
                    Content = [1],
                    ExpiresAt = host.Clock.GetUtcNow().AddHours(1),
                },
                Token);
        }
    }

    private static async Task<IReadOnlyList<JsonNode>> ExportAsync(LintelHost host, string account) =>
    [
        .. (await host.ManageTextAsync($"/accounts/{account}/data")).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!),
    ];

    private static string[] Of(LintelHost host, string file, string text) =>
        [.. host.ReadStore(file).Where(line => line.Contains(text, StringComparison.Ordinal))];

    /// <summary>Puts a row into each table: the same text and the same number in all columns, so that rows refer to each other.</summary>
    private static void Fill(LintelHost host, string? database, string file, string account, string text, int number)
    {
        var api = Path.GetFileNameWithoutExtension(file);
        using DbConnection connection = database is null
            ? new SqliteConnection($"Data Source={Path.Combine(host.DataDirectory, file)};Foreign Keys=False;Pooling=False")
            : PostgresSchema.Open($"{database};Search Path={PostgresSchema.Of(file)}");
        if (database is null)
        {
            connection.Open();
        }
        else
        {
            // As the setting of SQLite: the rows come in no particular order.
            PostgresSchema.Run((NpgsqlConnection)connection, "SET session_replication_role = replica");
        }

        var columns = StoreContents.Rows(
            connection,
            database is null
                ? """
                  SELECT t.name, c.name, c.type FROM sqlite_master t, pragma_table_info(t.name) c WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite_%'
                  """
                : $"""
                   SELECT table_name, column_name, data_type FROM information_schema.columns
                   WHERE table_schema = '{PostgresSchema.Of(file)}' AND table_name <> 'schema_version'
                     AND COALESCE(identity_generation, '') <> 'ALWAYS'
                   """)
            .Select(row => row.Split(" | ")).ToArray();
        foreach (var table in columns.GroupBy(column => column[0]).Where(table => !OfNobody.Contains($"{api}.{table.Key}")))
        {
            var values = table.Select(column => ValueOf(column[1], column[2].ToUpperInvariant(), account, text, number));
            var sql = $"INSERT INTO {table.Key} ({string.Join(", ", table.Select(column => column[1]))}) VALUES ({string.Join(", ", values)})";
            StoreContents.Rows(connection, sql);
        }
    }

    private static string ValueOf(string column, string type, string account, string text, int number) => (column, type) switch
    {
        ("account_id" or "tenant", _) => $"'{account}'",

        // Ids of keys stay, as in the logs.
        ("key_id", _) => $"'key_of_{account}'",
        (_, "TEXT") => $"'{text}'",
        (_, "BLOB") => $"x'0{number}'",
        (_, "BYTEA") => $"'\\x0{number}'",
        (_, "BOOLEAN") => "true",
        _ => number.ToString(CultureInfo.InvariantCulture),
    };
}
