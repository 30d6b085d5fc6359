using System.Data.Common;
using System.Net;
using System.Text.Json.Nodes;
using Dapper;
using Lintel.Host.Startup;
using Lintel.HttpTests.Harness;
using Lintel.Sqlite;
using Microsoft.AspNetCore.Builder;

namespace Lintel.HttpTests.Management;

/// <summary>Every change by the management API is in the audit log, with who made it and how it ended.</summary>
public sealed class AuditTests : IAsyncLifetime
{
    private LintelHost _host = null!;
    private string _operatorKey = null!;

    private ManagementCalls Calls => new(_host);

    public async ValueTask InitializeAsync()
    {
        var custom = new HostCustomization
        {
            Operations = management => management.MapPost(
            "/broken",
            string () => throw new InvalidOperationException("broken"))
        };
        _host = await LintelHost.StartAsync(new LintelHostOptions { Demo = false, Customization = custom });
        _operatorKey = (await Calls.SendAsync(null, "POST", "/keys/find", new { key = _host.OperatorToken })).Body!["id"]!.ToString();
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task Change_is_noted_with_who_what_target_outcome_and_request()
    {
        var account = await Calls.NewAccountAsync("fieldservice");
        var issued = await Calls.SendAsync(null, "POST", "/keys", new { accountId = account, name = "k" });
        var revoked = await Calls.SendAsync(null, "POST", $"/keys/{issued.KeyId}/revoke");
        var again = await Calls.SendAsync(null, "POST", $"/keys/{issued.KeyId}/enable");

        var entries = await EntriesAsync();

        Assert.Equal(
            [("POST /lintel/v1/keys/{id}/enable", issued.KeyId, "state.conflict"), ("POST /lintel/v1/keys/{id}/revoke", issued.KeyId, "done"), ("POST /lintel/v1/keys", issued.KeyId, "done"), ("POST /lintel/v1/accounts", account, "done")],
            entries.Select(entry => (entry["operation"]!.ToString(), entry["target"]!.ToString(), entry["outcome"]!.ToString())));
        Assert.All(
            entries,
            entry => Assert.Equal(
                (_operatorKey, "acct_operator", "127.0.0.1"),
                (entry["keyId"]!.ToString(), entry["accountId"]!.ToString(), entry["address"]!.ToString())));
        Assert.Equal(
            new[] { again, revoked, issued }.Select(reply => reply.Headers.GetValues("X-Request-Id").Single()),
            entries.Take(3).Select(entry => entry["requestId"]!.ToString()));
        Assert.Equal(_host.Clock.GetUtcNow(), DateTimeOffset.Parse(entries[0]["at"]!.ToString(), System.Globalization.CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task Attempt_without_the_rights_a_replay_and_a_failure_are_noted_as_such()
    {
        var (_, clerk) = await Calls.IssueAsync("keys:write");
        await Calls.SendAsync(clerk, "POST", "/keys", new { accountId = "acct_operator", name = "k" });
        await Calls.SendAsync(null, "POST", "/accounts", new { api = "pixel", name = "A" }, "twice");
        await Calls.SendAsync(null, "POST", "/accounts", new { api = "pixel", name = "A" }, "twice");
        await Calls.SendAsync(null, "POST", "/broken");

        Assert.Equal(["failed", "replayed", "done", "scope.missing"], (await EntriesAsync()).Take(4).Select(entry => entry["outcome"]!.ToString()));
    }

    [Fact]
    public async Task Reading_and_what_guards_refuse_are_not_noted()
    {
        var (_, reader) = await Calls.IssueAsync("keys:read");
        var before = (await EntriesAsync()).Count;
        Assert.Equal(HttpStatusCode.Forbidden, (await Calls.SendAsync(reader, "POST", "/accounts", new { api = "pixel", name = "A" })).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await Calls.SendAsync("nobody", "POST", "/accounts", new { api = "pixel", name = "A" })).Status);
        await Calls.SendAsync(null, "GET", "/keys");
        await Calls.SendAsync(null, "POST", "/keys/find", new { key = reader });

        Assert.Equal(before, (await EntriesAsync()).Count);
    }

    [Fact]
    public async Task No_secret_is_in_the_audit_log_wherever_it_stood()
    {
        var (_, secret) = await Calls.IssueAsync("keys:read");
        await Calls.SendAsync(null, "POST", $"/keys/{secret}/revoke");
        await Calls.SendAsync(null, "PATCH", $"/accounts/{secret}", new { name = secret });

        var log = (await Calls.SendAsync(null, "GET", "/audit")).Body!;
        Assert.Equal("resource.missing", log["data"]![0]!["outcome"]!.ToString());
        Assert.DoesNotContain(secret, log.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Search_finds_by_caller_operation_target_and_time_page_by_page()
    {
        var (id, clerk) = await Calls.IssueAsync("keys:write");
        var account = await Calls.NewAccountAsync("pixel");
        _host.Clock.Advance(TimeSpan.FromMinutes(1));
        var from = Uri.EscapeDataString(_host.Clock.GetUtcNow().ToString("O"));
        var issued = await Calls.SendAsync(clerk, "POST", "/keys", new { accountId = account, name = "k" });
        await Calls.SendAsync(clerk, "POST", $"/keys/{issued.KeyId}/disable");

        Assert.Equal(2, (await EntriesAsync($"?keyId={id}")).Count);
        Assert.Equal(2, (await EntriesAsync($"?target={issued.KeyId}")).Count);
        Assert.Equal(2, (await EntriesAsync($"?from={from}")).Count);
        Assert.Single(await EntriesAsync($"?operation={Uri.EscapeDataString("POST /lintel/v1/keys")}&keyId={id}"));
        Assert.DoesNotContain(await EntriesAsync($"?to={from}"), entry => entry["keyId"]!.ToString() == id);
        var page = (await Calls.SendAsync(null, "GET", $"/audit?keyId={id}&limit=1")).Body!;
        Assert.Equal(issued.KeyId, Assert.Single(await EntriesAsync($"?keyId={id}&limit=1&cursor={page["cursor"]}"))["target"]!.ToString());
    }

    [Fact]
    public async Task Change_has_its_fields_before_and_after_and_no_secret()
    {
        var account = await Calls.NewAccountAsync("fieldservice");
        await Calls.SendAsync(null, "PATCH", $"/accounts/{account}", new { name = "Brook Dairy" });
        var issued = await Calls.SendAsync(null, "POST", "/keys", new { accountId = account, name = "k", scopes = new[] { "jobs:read" } });
        await Calls.SendAsync(null, "POST", $"/keys/{issued.KeyId}/rotate", new { overlapSeconds = 60 });
        await Calls.SendAsync(null, "POST", $"/keys/{issued.KeyId}/disable");

        var entries = await EntriesAsync();

        Assert.Equal(["state: active -> disabled"], ChangesOf(entries[0]));
        var secrets = Assert.Single(ChangesOf(entries[1]));
        Assert.Matches("^secrets: fsm_live_….{4} -> fsm_live_….{4}, fsm_live_….{4} until 20", secrets);
        Assert.Contains("scopes:  -> jobs:read", ChangesOf(entries[2]));
        Assert.Contains("name: Somebody -> Brook Dairy", ChangesOf(entries[3]));
        Assert.Equal([5L, 4, 3, 2, 1], entries.Select(entry => (long)entry["number"]!));
        Assert.DoesNotContain(issued.Secret, string.Concat(entries.Select(entry => entry.ToJsonString())), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Operator_is_named_as_they_were_called_then()
    {
        var ada = await _host.ManageAsync("POST", "/operators", new { login = "ada@example.test", name = "Ada", role = "owner" });
        var token = await _host.ManageAsync("POST", $"/operators/{ada["id"]}/tokens", new { name = "laptop", scopes = new[] { "accounts:write" } });
        await Calls.SendAsync(token["secret"]!.ToString(), "POST", "/accounts", new { api = "pixel", name = "A" });
        await Calls.SendAsync(null, "PATCH", $"/operators/{ada["id"]}", new { name = "Grace" });

        var entry = Assert.Single(await EntriesAsync($"?userId={ada["id"]}"));
        Assert.Equal(("Ada", token["token"]!["id"]!.ToString()), (entry["userName"]!.ToString(), entry["keyId"]!.ToString()));
        Assert.Contains("name: Ada -> Grace", ChangesOf((await EntriesAsync())[0]));
    }

    [Fact]
    public async Task Key_that_a_session_was_begun_with_is_named()
    {
        var calls = new OperatorCalls(_host);
        var ada = await calls.AddAsync(Lintel.Operators.OperatorRole.Viewer);
        var scopes = (await calls.SendAsync(await calls.SignInAsync(ada), "GET", "/operators/me")).Body!["scopes"]!;
        var token = await _host.ManageAsync("POST", $"/operators/{ada.Id}/tokens", new { name = "laptop", scopes });
        var session = (string)(await calls.PostAsync((string)token["secret"]!)).Body!["token"]!;

        await calls.SendAsync(session, "DELETE", $"/operators/{ada.Id}/tokens/{token["token"]!["id"]}");

        var entry = Assert.Single(await EntriesAsync($"?keyId={token["token"]!["id"]}"));
        Assert.Equal((ada.Id, "done"), ((string?)entry["userId"], (string?)entry["outcome"]));
    }

    [Fact]
    public async Task Export_has_a_line_for_each_entry_that_the_search_finds()
    {
        var account = await Calls.NewAccountAsync("pixel");
        await Calls.SendAsync(null, "POST", $"/accounts/{account}/suspend");
        await Calls.NewAccountAsync("pixel");

        var lines = (await _host.ManageTextAsync($"/audit/export?target={account}")).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var found = await EntriesAsync($"?target={account}");
        Assert.Equal(found.Select(entry => entry.ToJsonString()), lines.Select(line => JsonNode.Parse(line)!.ToJsonString()));
        Assert.Equal(2, lines.Length);
        var cut = (await _host.ManageTextAsync($"/audit/export?target={account}&limit=1")).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.True((bool)JsonNode.Parse(cut[^1])!["truncated"]!);
    }

    [Fact]
    public async Task Chain_is_verified_beside_the_host_by_a_command_that_finds_an_altered_byte()
    {
        await Calls.NewAccountAsync("pixel");
        await Calls.NewAccountAsync("pixel");
        var (code, whole) = await VerifyAsync();
        Assert.Equal(0, code);
        const string Before = "2 entries, unbroken, last ";
        Assert.StartsWith(Before, whole, StringComparison.Ordinal);
        var last = whole[Before.Length..].TrimEnd();
        await Calls.NewAccountAsync("pixel");
        Assert.Equal(0, (await VerifyAsync("--seen", last)).Code);

        await using (var connection = await OpenAsync())
        {
            Assert.Equal(1, await connection.ExecuteAsync("UPDATE audit_entry SET address = '127.0.0.2' WHERE number = 2"));
        }

        Assert.Equal((1, "Broken at entry 2: its value address does not fit its digest.\n"), await VerifyAsync());
    }

    [Fact]
    public async Task Damaged_entry_is_told_by_verify_and_keeps_no_other_from_being_exported_and_erased()
    {
        var damaged = await Calls.NewAccountAsync("pixel");
        var account = await Calls.NewAccountAsync("pixel");
        foreach (var text in new[] { "no list", "[null]", """["x"]""" })
        {
            await using var connection = await OpenAsync();
            Assert.Equal(1, await connection.ExecuteAsync("UPDATE audit_entry SET changes = @text WHERE number = 1", new { text }));
            Assert.Contains(account, await _host.ManageTextAsync($"/accounts/{account}/data"), StringComparison.Ordinal);
        }

        foreach (var erased in new[] { account, damaged })
        {
            await _host.ManageAsync("POST", $"/accounts/{erased}/erasure", new { confirm = "Somebody" });
            Assert.Equal("done", (string?)(await _host.ManageAsync("GET", $"/accounts/{erased}/erasure"))["state"]);
        }

        Assert.Equal("[]", (await EntriesAsync($"?target={damaged}"))[^1]["changes"]!.ToJsonString());
        Assert.StartsWith("Broken at entry 1: ", (await VerifyAsync()).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Entries_are_kept_for_their_time_and_the_chain_starts_after_them()
    {
        await _host.RestartAsync(("Lintel__AuditDays", "2"));
        var account = await Calls.NewAccountAsync("pixel");
        _host.Clock.Advance(TimeSpan.FromDays(2));
        await Calls.NewAccountAsync("pixel");
        Assert.Equal(2, (await EntriesAsync()).Count);

        // The loop removes them in its own time after each minute of the clock.
        for (var asked = 0; asked < 2_000 && (await EntriesAsync($"?target={account}")).Count > 0; asked++)
        {
            _host.Clock.Advance(TimeSpan.FromSeconds(10));
        }

        Assert.Equal(2, (long)Assert.Single(await EntriesAsync())["number"]!);
        Assert.StartsWith("1 entries, unbroken, those up to 1 removed by age, last 2:", (await VerifyAsync()).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Change_that_cannot_be_noted_is_not_made()
    {
        var account = await Calls.NewAccountAsync("pixel");
        using (_host.FailCommits("lintel.db"))
        {
            Assert.InRange((int)(await Calls.SendAsync(null, "PATCH", $"/accounts/{account}", new { name = "New" })).Status, 500, 599);
        }

        Assert.Equal("Somebody", (await _host.ManageAsync("GET", $"/accounts/{account}"))["name"]!.ToString());
    }

    private static IEnumerable<string> ChangesOf(JsonNode entry) =>
        entry["changes"]!.AsArray().Select(change => $"{change!["field"]}: {change["before"]} -> {change["after"]}");

    private async Task<DbConnection> OpenAsync() => await TestEngine.DatabaseAsync(_host.DataDirectory) is { } database
        ? PostgresSchema.Open($"{database};Search Path=lintel")
        : SqliteConnections.OpenWriter(Path.Combine(_host.DataDirectory, "lintel.db"), TimeSpan.FromSeconds(2));

    private async Task<(int Code, string Output)> VerifyAsync(params string[] more)
    {
        await using var output = new StringWriter { NewLine = "\n" };
        string[] engine = await TestEngine.DatabaseAsync(_host.DataDirectory) is { } database ? ["--postgres", database] : [];
        var code = await HostProgram.RunAsync(["audit", "verify", "--data", _host.DataDirectory, .. engine, .. more], output, output);
        return (code, output.ToString());
    }

    private async Task<IReadOnlyList<JsonNode>> EntriesAsync(string query = "?limit=200") =>
        [.. (await _host.ManageAsync("GET", "/audit" + query))["data"]!.AsArray().Select(entry => entry!)];
}
