using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Lintel.Audit;
using Lintel.Host.Startup;
using Lintel.HttpTests.Harness;
using Lintel.HttpTests.Otp;
using Lintel.Management;
using Lintel.Otp;
using Lintel.Stores;
using Microsoft.Extensions.DependencyInjection;

namespace Lintel.HttpTests.Management;

/// <summary>The data of an account are exported, and after their erasure nothing of them is found in the whole database.</summary>
public sealed class ErasureTests
{
    private const string Name = "Brook Dairy of Wimbleford";
    private const string Login = "grace@wimbleford.example";
    private const string KeyName = "the till at Wimbleford";
    private const string Applications = "/panel/api/v1/panel/get-applications";
    private const string InboundId = "of-wimbleford-0001";

    // In every value of the account, and in nothing else.
    private const string Personal = "wimbleford";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Nothing_of_an_erased_account_is_left_in_the_database(bool postgres)
    {
        var database = postgres ? await TestEngine.CreateDatabaseAsync() : null;
        using var folder = new TemporaryFolder();
        var host = await LintelHost.StartAsync(new LintelHostOptions { Demo = false, Nodes = 1, Settings = { ["Lintel__Postgres"] = database } }, folder);
        var (account, key, user) = await FillAsync(host);
        var otherKey = await IssueAsync(host, await AddAsync(host, "Other"), "other");
        var other = await CallAsync(host, otherKey, "of-another");
        await CallAsync(host, key, InboundId);
        Assert.Contains(Personal, Everything(folder.Path, database), StringComparison.OrdinalIgnoreCase);

        var lines = await ExportAsync(host, account);
        Assert.Equal(
            ["account", "change", "end", "key", "panel.key_use", "person", "request"],
            lines.Select(line => line["kind"]!.ToString()).Distinct().Order(StringComparer.Ordinal));
        Assert.Contains(lines, line => line.ToJsonString().Contains(InboundId, StringComparison.Ordinal));

        var calls = new ManagementCalls(host);
        Assert.Equal(HttpStatusCode.Conflict, (await calls.SendAsync(null, "POST", $"/accounts/{account}/erasure", new { confirm = "Other" })).Status);
        await RefuseAsync(host, account);
        await BeginAsync(host, account, "req_open", host.Clock.GetUtcNow().AddSeconds(-1));
        await BeginAsync(host, account, "req_late", host.Clock.GetUtcNow().AddSeconds(-1));
        var dry = await host.ManageAsync("POST", $"/accounts/{account}/erasure", new { confirm = Name, dryRun = true });
        Assert.Equal(("dry run", 1, 1, 1L), (dry["state"]!.ToString(), (int)dry["keys"]!, (int)dry["people"]!, (long)dry["requests"]!));
        Assert.Contains(Login, await host.ManageTextAsync($"/users/{user}"), StringComparison.Ordinal);
        var noted = (await host.ManageAsync("GET", $"/audit?target={account}"))["data"]!.AsArray();
        var refused = Assert.Single(noted, entry => entry!["operation"]!.ToString().EndsWith("/erasure", StringComparison.Ordinal))!;
        Assert.Equal("state.conflict", refused["outcome"]!.ToString());

        var erased = await host.ManageAsync("POST", $"/accounts/{account}/erasure", new { confirm = Name });
        Assert.Equal(("done", 1L), (erased["state"]!.ToString(), (long)erased["requests"]!));
        Assert.Equal(erased.ToJsonString(), (await host.ManageAsync("GET", $"/accounts/{account}/erasure")).ToJsonString());

        // One that began before the erasure ends after it.
        await host.Services.GetRequiredService<ILintelStores>().Audit.EndAsync(
            "req_late",
            new AuditOutcome("done", user, [new AuditChange("login", Login, null), new AuditChange("accountId", account, account)]),
            host.Services.GetRequiredService<AuditChain>(),
            Token);

        // What others have is as it was, and the chain is whole.
        var kept = await host.FindRequestAsync(other);
        Assert.Equal(("127.0.0.1", "of-another"), (kept!.Address, kept.InboundId));
        await host.StopAsync();
        await using var output = new StringWriter();
        string[] engine = database is null ? [] : ["--postgres", database];
        Assert.Equal(0, await HostProgram.RunAsync(["audit", "verify", "--data", folder.Path, .. engine], output, output));
        Assert.DoesNotContain(Personal, Everything(folder.Path, database), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Erasure_that_was_interrupted_between_two_steps_goes_on_after_a_restart()
    {
        var module = new FailingRecords();
        await using var host = await LintelHost.StartAsync(
            new LintelHostOptions
            {
                Demo = false,
                Nodes = 1,
                Customization = new HostCustomization { Services = services => services.AddSingleton<IAccountRecords>(module) },
            });
        var (account, _, user) = await FillAsync(host);

        var begun = await new ManagementCalls(host).SendAsync(null, "POST", $"/accounts/{account}/erasure", new { confirm = Name });
        Assert.Equal((HttpStatusCode.Accepted, "running"), (begun.Status, begun.Body!["state"]!.ToString()));
        Assert.Equal($"/lintel/v1/accounts/{account}/erasure", begun.Headers.Location?.ToString());

        // The people are gone, and the rest is not.
        Assert.Equal(HttpStatusCode.NotFound, (await new ManagementCalls(host).SendAsync(null, "GET", $"/users/{user}")).Status);
        await host.RestartAsync();
        Assert.Equal("running", await StateAsync(host, account));
        module.Fails = false;

        // The loop goes on in its own time after each minute of the clock.
        for (var asked = 0; asked < 2_000 && await StateAsync(host, account) != "done"; asked++)
        {
            host.Clock.Advance(TimeSpan.FromSeconds(10));
        }

        Assert.Equal("done", await StateAsync(host, account));
        Assert.Equal("erased", (await host.ManageAsync("GET", $"/accounts/{account}"))["name"]!.ToString());
        Assert.DoesNotContain(Login, await host.ManageTextAsync("/audit?limit=200"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Erasure_of_a_person_leaves_the_account()
    {
        await using var host = await LintelHost.StartAsync(new LintelHostOptions { Demo = false });
        var (account, _, user) = await FillAsync(host);

        Assert.Equal("done", (await host.ManageAsync("POST", $"/users/{user}/erasure", new { confirm = Login }))["state"]!.ToString());
        Assert.Equal("done", (await host.ManageAsync("GET", $"/users/{user}/erasure"))["state"]!.ToString());
        var calls = new ManagementCalls(host);
        Assert.Equal(HttpStatusCode.NotFound, (await calls.SendAsync(null, "GET", $"/accounts/{user}/erasure")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await calls.SendAsync(null, "GET", $"/users/{account}/erasure")).Status);

        var audit = await host.ManageTextAsync("/audit?limit=200");
        Assert.DoesNotContain(Login, audit, StringComparison.Ordinal);
        Assert.Contains(Name, audit, StringComparison.Ordinal);
        Assert.Contains("\"erased\":true", audit, StringComparison.Ordinal);
        Assert.Equal(Name, (await host.ManageAsync("GET", $"/accounts/{account}"))["name"]!.ToString());
    }

    [Fact]
    public async Task Person_or_operator_who_was_removed_is_still_erased_from_the_audit_log()
    {
        await using var host = await LintelHost.StartAsync(new LintelHostOptions { Demo = false });
        var calls = new ManagementCalls(host);
        var (account, _, user) = await FillAsync(host);
        await host.ManageAsync("DELETE", $"/users/{user}");
        var added = await host.ManageAsync("POST", "/operators", new { login = "edith@wimbleford.example", name = "Edith of Wimbleford", role = "viewer" });
        var former = (added["operator"] ?? added)["id"]!.ToString();
        await host.ManageAsync("DELETE", $"/operators/{former}");

        Assert.Equal(HttpStatusCode.NotFound, (await calls.SendAsync(null, "POST", $"/users/{account}/erasure", new { confirm = account })).Status);
        foreach (var id in new[] { user, former })
        {
            Assert.Equal(HttpStatusCode.NotFound, (await calls.SendAsync(null, "POST", $"/users/{id}x/erasure", new { confirm = $"{id}x" })).Status);
            Assert.Equal(HttpStatusCode.Conflict, (await calls.SendAsync(null, "POST", $"/users/{id}/erasure", new { confirm = Login })).Status);
            Assert.Equal("done", (await host.ManageAsync("POST", $"/users/{id}/erasure", new { confirm = id }))["state"]!.ToString());
        }

        var audit = await host.ManageTextAsync("/audit?limit=200");
        Assert.DoesNotContain("@wimbleford", audit, StringComparison.Ordinal);
        Assert.DoesNotContain("Edith", audit, StringComparison.Ordinal);
        Assert.Contains(Name, audit, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Records_of_modules_are_exported_and_erased_with_the_account()
    {
        await using var host = await LintelHost.StartAsync(new LintelHostOptions { Nodes = 1 });
        await host.ApplicationAsync(host.DemoTriple("live"), "/otp/send", new { phoneNumber = OtpCalls.Number });
        const string Hook = "https://hooks.brook.example/otp";
        var applications = host.Services.GetRequiredService<ApplicationStore>();
        var id = (await applications.FindByClientIdAsync(host.DemoTriple("live").ClientId, Token))!.Id;
        await host.ConsoleAsync("POST", $"/applications/{id}/webhooks", new { url = Hook, events = new[] { "otp.verified" } });

        var lines = await ExportAsync(host, "acct_otp_a");
        Assert.Contains(lines, line => line["kind"]!.ToString() == "otp.request" && line["data"]!["phoneNumber"]!.ToString() == OtpCalls.Number);
        Assert.Contains(lines, line => line["kind"]!.ToString() == "otp.webhook" && line["data"]!["url"]!.ToString() == Hook);

        var name = (await host.ManageAsync("GET", "/accounts/acct_otp_a"))["name"]!.ToString();
        Assert.Equal("done", (await host.ManageAsync("POST", "/accounts/acct_otp_a/erasure", new { confirm = name }))["state"]!.ToString());
        var left = string.Join('\n', host.ReadStore("otp.db"));
        Assert.DoesNotContain(OtpCalls.Number, left, StringComparison.Ordinal);
        Assert.DoesNotContain(Hook, left, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_an_owner_erases_and_never_the_operators()
    {
        await using var host = await LintelHost.StartAsync(new LintelHostOptions { Demo = false });
        var calls = new ManagementCalls(host);
        var (account, _, _) = await FillAsync(host);
        var (_, editor) = await calls.IssueAsync("accounts:write", "keys:write", "audit:read");

        Assert.Equal(HttpStatusCode.Forbidden, (await calls.SendAsync(editor, "POST", $"/accounts/{account}/erasure", new { confirm = Name })).Status);
        var own = await calls.SendAsync(null, "GET", "/accounts/acct_operator");
        Assert.Equal(
            HttpStatusCode.Conflict,
            (await calls.SendAsync(null, "POST", "/accounts/acct_operator/erasure", new { confirm = own.Body!["name"]!.ToString() })).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await calls.SendAsync(null, "GET", $"/accounts/{account}/erasure")).Status);
    }

    private static async Task<(string Account, string Key, string User)> FillAsync(LintelHost host)
    {
        var account = await AddAsync(host, "Dairy of Wimbleford");
        await host.ManageAsync(
            "PATCH", $"/accounts/{account}", new { name = Name, externalId = "crm-wimbleford", metadata = new { contact = "Grace of Wimbleford" } });
        var user = await host.ManageAsync("POST", $"/accounts/{account}/users", new { login = Login, password = "a password that nobody uses" });
        return (account, await IssueAsync(host, account, KeyName), user["id"]!.ToString());
    }

    /// <summary>Refusals that repeat personal values to their callers, and counters of a login.</summary>
    private static async Task RefuseAsync(LintelHost host, string account)
    {
        var calls = new ManagementCalls(host);
        var login = await calls.SendAsync(null, "POST", $"/accounts/{account}/users", new { login = Login, password = "a password that nobody uses" });
        Assert.Equal((HttpStatusCode.Conflict, $"The login '{Login}' is taken."), (login.Status, login.Detail));
        var externalId = await calls.SendAsync(null, "POST", "/accounts", new { api = "panel", name = "Other", externalId = "crm-wimbleford" });
        Assert.Equal(HttpStatusCode.Conflict, externalId.Status);
        for (var tried = 0; tried < 3; tried++)
        {
            using var content = new StringContent($$"""{"login":"{{Login}}","password":"not this one"}""", Encoding.UTF8, "application/json");
            using var response = await host.Client.PostAsync("/panel/api/v1/panel/login", content, Token);
            Assert.False(response.IsSuccessStatusCode);
        }
    }

    /// <summary>A change by the account that has not ended.</summary>
    private static async Task BeginAsync(LintelHost host, string account, string requestId, DateTimeOffset at) =>
        await host.Services.GetRequiredService<ILintelStores>().Audit.BeginAsync(
            new AuditEntry
            {
                RequestId = requestId,
                At = at,
                UserName = "Grace of Wimbleford",
                AccountId = account,
                Operation = "POST /lintel/v1/keys",
            },
            host.Services.GetRequiredService<AuditChain>(),
            Token);

    private static async Task<string> AddAsync(LintelHost host, string name) =>
        (await host.ManageAsync("POST", "/accounts", new { api = "panel", name }))["id"]!.ToString();

    private static async Task<string> IssueAsync(LintelHost host, string account, string name)
    {
        var key = new { accountId = account, name, scopes = new[] { "applications:read" }, metadata = new { owner = name } };
        return (await host.ManageAsync("POST", "/keys", key))["secret"]!.ToString();
    }

    private static async Task<string> CallAsync(LintelHost host, string key, string inboundId)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Applications);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        request.Headers.Add("X-Request-Id", inboundId);
        using var response = await host.Client.SendAsync(request, Token);
        return response.Headers.GetValues("X-Request-Id").Single();
    }

    private static async Task<IReadOnlyList<JsonNode>> ExportAsync(LintelHost host, string account) =>
    [
        .. (await host.ManageTextAsync($"/accounts/{account}/data")).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!),
    ];

    private static async Task<string> StateAsync(LintelHost host, string account) =>
        (await host.ManageAsync("GET", $"/accounts/{account}/erasure"))["state"]!.ToString();

    /// <summary>All bytes of all files, or all rows of all tables.</summary>
    private static string Everything(string folder, string? database) => database is null
        ? string.Concat(Directory.GetFiles(folder, "*.db*").Select(file => Encoding.Latin1.GetString(ReadAll(file))))
        : string.Join('\n', new[] { "lintel", "lintel_requests" }.SelectMany(schema => Rows(database, schema)));

    private static IReadOnlyList<string> Rows(string database, string schema)
    {
        using var connection = PostgresSchema.Open(database);
        var tables = PostgresSchema.TablesOf(connection, schema);
        return [.. tables.SelectMany(table => StoreContents.Rows(connection, $"SELECT t::text FROM {schema}.\"{table}\" t"))];
    }

    private static byte[] ReadAll(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    /// <summary>A module whose records cannot be erased at first.</summary>
    private sealed class FailingRecords : IAccountRecords
    {
        public bool Fails { get; set; } = true;

        public IAsyncEnumerable<AccountRecord> ReadAsync(string accountId, CancellationToken cancellationToken) => AsyncEnumerable.Empty<AccountRecord>();

        public Task EraseAsync(string accountId, CancellationToken cancellationToken) =>
            Fails ? throw new StoreUnavailableException("The module's database is away.") : Task.CompletedTask;
    }
}
