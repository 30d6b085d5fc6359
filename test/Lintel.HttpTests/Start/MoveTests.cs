using System.Net;
using System.Net.Http.Headers;
using Dapper;
using Lintel.Host.Move;
using Lintel.Host.Settings;
using Lintel.Host.Startup;
using Lintel.HttpTests.Harness;
using Lintel.Postgres;
using Lintel.Sqlite;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Configuration;
using Npgsql;

namespace Lintel.HttpTests.Start;

/// <summary><c>lintel-host move</c>, from its arguments to a host that works on what was moved.</summary>
public sealed class MoveTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Demo_data_is_moved_and_keys_work_unchanged_on_the_new_engine()
    {
        var database = await CopyDemoAsync();
        var before = await LintelHost.StartAsync(new LintelHostOptions { Settings = { ["Lintel__Postgres"] = null } }, _folder);
        var account = (await before.ManageAsync("POST", "/accounts", new { api = "pixel", name = "Before the move" }))["id"]!.ToString();
        var key = (await before.ManageAsync(
            "POST", "/keys", new { accountId = account, name = "before", scopes = new[] { "pixel:read" } }))["secret"]!.ToString();
        var (demoKey, session) = (before.DemoText("pixel.keys.read"), before.DemoText("otp.sessions.a"));
        await before.StopAsync();

        var (code, output, errors) = await MoveAsync(database);

        Assert.Equal(((int)ExitCode.Stopped, true), (code, output.StartsWith("Moved ", StringComparison.Ordinal)));
        Assert.Contains("lintel: lintel.api_key: ", errors, StringComparison.Ordinal);
        var host = await LintelHost.StartAsync(new LintelHostOptions { Settings = { ["Lintel__Postgres"] = database } }, _folder);
        Assert.Equal(account, (await host.ManageAsync("POST", "/keys/find", new { key }))["accountId"]!.ToString());
        Assert.Equal(demoKey, host.DemoText("pixel.keys.read"));
        foreach (var (path, credential) in new[] { ("/pixel/api/v1/me", key), ("/pixel/api/v1/me", demoKey), ("/otp/v1/projects", session) })
        {
            Assert.Equal(HttpStatusCode.OK, await CallAsync(host, path, credential));
        }

        // What the database numbers goes on after what was moved: the audit log, for one.
        await host.ManageAsync("POST", "/accounts", new { api = "pixel", name = "After the move" });
        await using var verified = new StringWriter();
        Assert.Equal(0, await HostProgram.RunAsync(["audit", "verify", "--data", _folder.Path, "--postgres", database], verified, verified));
        Assert.Equal("Before the move", (await host.ManageAsync("GET", $"/accounts/{account}"))["name"]!.ToString());
        await host.StopAsync();
    }

    [Fact]
    public async Task Every_table_of_every_file_is_moved()
    {
        var database = await CopyDemoAsync();
        var settings = HostSettingsReader.Read(new ConfigurationBuilder().AddInMemoryCollection([new("Lintel:Data", _folder.Path)]).Build());
        var databases = MovedDatabase.All(settings);
        Assert.Equal(
            Directory.GetFiles(_folder.Path, "*.db").Select(Path.GetFileName).Order(StringComparer.Ordinal),
            databases.Select(moved => moved.File).Order(StringComparer.Ordinal));

        Assert.Equal(0, (await MoveAsync(database)).Code);

        await using var source = await MoveSource.OpenAsync(settings, databases);
        await using var target = new NpgsqlConnection(database);
        foreach (var moved in databases)
        {
            // Blocks of the request log are entries there.
            var tables = moved.IsRequestLog ? [] : (await source[moved].QueryAsync<string>(
                "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY name")).AsList();
            Assert.Equal(moved.IsRequestLog, tables.Count == 0);
            foreach (var table in tables)
            {
                Assert.Equal(
                    (table, await source.CountAsync(moved, table)),
                    (table, await target.ExecuteScalarAsync<long>($"SELECT count(*) FROM {moved.Schema}.{MovedTable.Quote(table)}")));
            }
        }

        Assert.False(await target.ExecuteScalarAsync<bool>("SELECT to_regclass('lintel.unfinished_move') IS NOT NULL"));
    }

    [Fact]
    public async Task Interrupted_move_says_where_it_goes_on_and_the_host_waits_for_its_end()
    {
        var database = await CopyDemoAsync();
        await using var target = new NpgsqlConnection(database);
        await InterruptAsync(target, database, "lintel.key_secret");

        var refused = await Assert.ThrowsAsync<StartupException>(() => LintelHost.StartAsync(
            new LintelHostOptions { Settings = { ["Lintel__Postgres"] = database } }, _folder));
        Assert.Contains("Run lintel-host move again", refused.Message, StringComparison.Ordinal);

        // As after a commit in the middle of a table.
        await target.ExecuteAsync(
            """
            DELETE FROM lintel.pepper_check;
            DELETE FROM lintel.account WHERE id NOT IN (SELECT id FROM lintel.account ORDER BY id LIMIT 2);
            UPDATE lintel.unfinished_move SET rows = 2, is_whole = FALSE WHERE name = 'lintel.account';
            DELETE FROM lintel.unfinished_move WHERE name = 'lintel.pepper_check';
            """);

        var (code, _, errors) = await MoveAsync(database);

        Assert.Equal(0, code);
        Assert.Contains("this one goes on with lintel.account, after 2 of ", errors, StringComparison.Ordinal);
        Assert.Contains("lintel.key_secret: ", errors, StringComparison.Ordinal);
        Assert.DoesNotContain("lintel.api_key: ", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Table_that_differs_is_named_and_the_host_does_not_start()
    {
        var database = await CopyDemoAsync();
        await using var target = new NpgsqlConnection(database);
        await InterruptAsync(target, database, "lintel.key_secret");
        await target.ExecuteAsync("UPDATE lintel.account SET plan = 'other' WHERE id = (SELECT min(id) FROM lintel.account)");

        var (code, output, errors) = await MoveAsync(database);

        Assert.Equal(((int)ExitCode.Data, string.Empty), (code, output));
        Assert.Contains("The table lintel.account differs: ", errors, StringComparison.Ordinal);
        Assert.Contains("DROP SCHEMA lintel, lintel_requests, ", errors, StringComparison.Ordinal);
        await Assert.ThrowsAsync<StartupException>(() => LintelHost.StartAsync(
            new LintelHostOptions { Settings = { ["Lintel__Postgres"] = database } }, _folder));
    }

    [Fact]
    public async Task Database_that_has_records_is_refused()
    {
        var database = await CopyDemoAsync();
        Assert.Equal(0, (await MoveAsync(database)).Code);

        var (code, _, errors) = await MoveAsync(database);

        Assert.Equal((int)ExitCode.Data, code);
        Assert.Contains("has tables in fieldservice, lintel, ", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Move_finds_the_tables_of_a_host_that_starts_meanwhile()
    {
        var database = await CopyDemoAsync();
        Task<(int Code, string Output, string Errors)> move;
        await using (await SharedStart.HoldAsync(database, TestContext.Current.CancellationToken))
        {
            move = MoveAsync(database);
            await (await PostgresStores.OpenAsync(database)).DisposeAsync();
        }

        var (code, _, errors) = await move;

        Assert.Equal((int)ExitCode.Data, code);
        Assert.Contains("has tables in lintel, ", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Host_finds_the_mark_of_a_move_that_begins_meanwhile()
    {
        var database = await TestEngine.CreateDatabaseAsync();
        Task<LintelHost> start;
        await using (await SharedStart.HoldAsync(database, TestContext.Current.CancellationToken))
        {
            start = LintelHost.StartAsync(new LintelHostOptions { Demo = false, Settings = { ["Lintel__Postgres"] = database } });
            await using var connection = new NpgsqlConnection(database);
            await connection.ExecuteAsync("CREATE SCHEMA lintel");
            await MoveMark.BeginAsync(connection, "data");
        }

        var refused = await Assert.ThrowsAsync<StartupException>(() => start);

        Assert.Contains("Run lintel-host move again", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Second_move_at_once_is_refused()
    {
        var database = await CopyDemoAsync();
        await using var held = await HeldLock.TryTakeAsync(database, AdvisoryLocks.Move, TimeSpan.Zero, TestContext.Current.CancellationToken);

        var (code, _, errors) = await MoveAsync(database);

        Assert.Equal((int)ExitCode.Data, code);
        Assert.Contains("Another move to this database runs.", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Folder_that_is_in_use_is_refused()
    {
        var database = await CopyDemoAsync();
        using var held = await DataFolder.OpenAsync(_folder.Path, TimeSpan.Zero);

        var (code, _, errors) = await MoveAsync(database);

        Assert.Equal((int)ExitCode.Data, code);
        Assert.Contains("Another process uses the data folder", errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, "was made by a newer release", "Move with that release.")]
    [InlineData(-1, "was made by an older release", "Start the host of this release on the folder once")]
    public async Task Folder_of_another_release_is_refused(int difference, string fault, string remedy)
    {
        var database = await CopyDemoAsync();
        await using (var file = new SqliteConnection($"Data Source={Path.Combine(_folder.Path, "otp.db")};Pooling=false"))
        {
            await file.OpenAsync();
            var version = await file.ExecuteScalarAsync<int>("PRAGMA user_version");
            await file.ExecuteAsync($"PRAGMA user_version = {version + difference}");
        }

        var (code, _, errors) = await MoveAsync(database);

        Assert.Equal((int)ExitCode.Data, code);
        Assert.Contains($"otp.db {fault}", errors, StringComparison.Ordinal);
        Assert.Contains(remedy, errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task File_that_would_be_left_behind_is_refused()
    {
        var database = await CopyDemoAsync();
        await File.WriteAllTextAsync(Path.Combine(_folder.Path, "notes.db"), string.Empty, TestContext.Current.CancellationToken);

        var (code, _, errors) = await MoveAsync(database);

        Assert.Equal((int)ExitCode.Data, code);
        Assert.Contains("has notes.db, which", errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData((int)ExitCode.Usage, "--to \"Host=…\"", "move", "--from", "nowhere")]
    [InlineData((int)ExitCode.Usage, "move does not know '--into'", "move", "--into", "x")]
    [InlineData((int)ExitCode.Data, "is not a data folder with records", "move", "--from", "nowhere", "--to", "Host=127.0.0.1")]
    public async Task Arguments_that_cannot_work_are_said_in_one_line(int expected, string message, params string[] args)
    {
        var (code, _, errors) = await RunAsync(args);

        Assert.Equal(expected, code);
        Assert.Contains(message, Assert.Single(errors.TrimEnd().Split('\n')), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Help_has_the_command()
    {
        var (code, output, _) = await RunAsync("move", "--help");

        Assert.Equal(0, code);
        Assert.Contains("lintel-host move [--from DIR] [--to CONNECTION]", output, StringComparison.Ordinal);
    }

    // The folder of the demo data, of SQLite in every run, and an empty database.
    private async Task<string> CopyDemoAsync()
    {
        _folder.CopyFrom(await DemoTemplate.PathAsync());
        return await TestEngine.CreateDatabaseAsync();
    }

    /// <summary>Moves until the rows of a table are refused.</summary>
    private async Task InterruptAsync(NpgsqlConnection target, string database, string table)
    {
        await target.ExecuteAsync(
            $"""
            CREATE FUNCTION public.interrupt() RETURNS event_trigger LANGUAGE plpgsql AS $$
            BEGIN
              IF EXISTS (SELECT 1 FROM pg_event_trigger_ddl_commands() WHERE object_identity = '{table}') THEN
                ALTER TABLE {table} ADD CONSTRAINT interrupted CHECK (FALSE);
              END IF;
            END $$;
            CREATE EVENT TRIGGER interrupting ON ddl_command_end WHEN TAG IN ('CREATE TABLE') EXECUTE FUNCTION public.interrupt();
            """);
        var (code, _, errors) = await MoveAsync(database);
        Assert.Equal((int)ExitCode.Data, code);
        Assert.Contains($"The table {table} cannot be copied: ", errors, StringComparison.Ordinal);
        await target.ExecuteAsync($"DROP EVENT TRIGGER interrupting; ALTER TABLE {table} DROP CONSTRAINT interrupted");
    }

    private Task<(int Code, string Output, string Errors)> MoveAsync(string database) => RunAsync("move", "--from", _folder.Path, "--to", database);

    private static async Task<HttpStatusCode> CallAsync(LintelHost host, string path, string credential)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", credential);
        using var response = await host.Client.SendAsync(request, TestContext.Current.CancellationToken);
        return response.StatusCode;
    }

    private static async Task<(int Code, string Output, string Errors)> RunAsync(params string[] args)
    {
        using var output = new StringWriter();
        using var errors = new StringWriter();
        var code = await HostProgram.RunAsync(args, output, errors);
        return (code, output.ToString(), errors.ToString());
    }
}
