using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Lintel.HttpTests.Harness;

namespace Lintel.HttpTests.Management;

/// <summary>Why a request was refused, guard by guard, and what would make it pass.</summary>
public sealed class ExplainTests(ExplainTests.ExplainedHost explained) : IClassFixture<ExplainTests.ExplainedHost>
{
    private const string Customers = "/fieldservice/api/v1/customers";

    private readonly LintelHost _host = explained.Host;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_stage_is_told_in_order_with_what_it_has_compared_up_to_the_one_that_refused()
    {
        var (status, id) = await SendAsync("jobsRead", Customers);
        Assert.Equal(HttpStatusCode.Forbidden, status);

        var data = await ExplainAsync(id);

        Assert.Equal("refused", data["outcome"]!.ToString());
        Assert.Equal(
            [
                "credential passed", "key passed", "address passed", "plan passed", "limit passed", "route passed", "method passed", "scope refused",
                "resource not reached", "body not reached", "rules not reached",
            ],
            data["guards"]!.AsArray().Select(guard => $"{guard!["stage"]} {guard["result"]}"));
        Assert.Equal("""{"required":["customers:read"],"held":["jobs:read"]}""", Compared(data, "scope")!.ToJsonString());
        Assert.Equal(("active", "live"), (Compared(data, "key")!["state"]!.ToString(), Compared(data, "key")!["environment"]!.ToString()));
        Assert.Equal(("header", "X-API-Key"), (Compared(data, "credential")!["kind"]!.ToString(), Compared(data, "credential")!["in"]!.ToString()));
        Assert.Equal("enterprise", Compared(data, "plan")!["plan"]!.ToString());
        Assert.NotEmpty(Compared(data, "limit")!["policies"]!.AsArray());
        Assert.Null(Compared(data, "rules"));
        Assert.Equal(("scope.missing", 403), (data["error"]!["condition"]!.ToString(), data["error"]!["status"]!.GetValue<int>()));
        Assert.StartsWith("/docs/fieldservice/errors/", data["error"]!["docs"]!.ToString(), StringComparison.Ordinal);
        Assert.Equal(id, data["request"]!["id"]!.ToString());
    }

    [Theory]
    [InlineData("scope", "Add the scope customers:read to key key_")]
    [InlineData("address", "Add the address 127.0.0.1 to key key_")]
    [InlineData("plan", "Change account acct_")]
    [InlineData("disabled", "Enable key key_")]
    [InlineData("expired", "Move the expiry of key key_")]
    [InlineData("suspended", "Resume account ")]
    public async Task Remedy_makes_the_very_request_pass(string state, string words)
    {
        var key = await KeyInAsync(state);
        var (refused, id) = await SendTextAsync(key, Customers);
        Assert.NotEqual(HttpStatusCode.OK, refused);

        var remedy = (await ExplainAsync(id))["remedy"]!;
        Assert.StartsWith(words, remedy["text"]!.ToString(), StringComparison.Ordinal);
        await _host.ManageAsync(
            remedy["action"]!["method"]!.ToString(), remedy["action"]!["path"]!.ToString()["/lintel/v1".Length..], remedy["action"]!["body"]);

        Assert.Equal(HttpStatusCode.OK, (await SendTextAsync(key, Customers)).Status);
    }

    [Theory]
    [InlineData("scope")]
    [InlineData("plan")]
    [InlineData("disabled")]
    [InlineData("suspended")]
    public async Task Message_is_the_one_that_was_sent(string state)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Customers);
        request.Headers.Add("X-API-Key", await KeyInAsync(state));
        using var response = await _host.Client.SendAsync(request, Token);
        var sent = (await response.Content.ReadFromJsonAsync<JsonNode>(Token))!;

        var error = (await ExplainAsync(response.Headers.GetValues("X-Request-Id").Single()))["error"]!;

        Assert.Contains(error["message"]!.ToJsonString(), sent.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Revoked_key_is_replaced_by_what_the_remedy_issues()
    {
        var (_, id) = await SendAsync("revoked", Customers);

        var action = (await ExplainAsync(id))["remedy"]!["action"]!;
        var issued = await _host.ManageAsync("POST", action["path"]!.ToString()["/lintel/v1".Length..], action["body"]);

        Assert.Equal(HttpStatusCode.OK, (await SendTextAsync(issued["secret"]!.ToString(), Customers)).Status);
    }

    [Fact]
    public async Task Wait_of_a_limit_is_told_as_a_moment_and_waiting_until_then_works()
    {
        var status = HttpStatusCode.OK;
        var id = string.Empty;
        for (var i = 0; i < 1_000 && status == HttpStatusCode.OK; i++)
        {
            (status, id) = await SendAsync("limited", Customers);
        }

        Assert.Equal(HttpStatusCode.TooManyRequests, status);
        var data = await ExplainAsync(id);
        var seconds = data["request"]!["arguments"]!["retryAfter"]!.GetValue<int>();
        var until = _host.Clock.GetUtcNow().AddSeconds(seconds);
        Assert.StartsWith($"Wait until {until:yyyy-MM-dd'T'HH:mm:ss'Z'}: the limit of ", data["remedy"]!["text"]!.ToString(), StringComparison.Ordinal);
        Assert.Equal(0, Compared(data, "limit")!["policies"]!.AsArray().Min(policy => policy!["remaining"]!.GetValue<int>()));

        _host.Clock.Advance(TimeSpan.FromSeconds(seconds));
        Assert.Equal(HttpStatusCode.OK, (await SendAsync("limited", Customers)).Status);
    }

    [Fact]
    public async Task Faults_of_a_body_are_told_without_its_values()
    {
        var key = _host.DemoText("fieldservice.keys.full");
        using var content = JsonContent.Create(new { name = 5, email = "a secret of the caller" });
        using var request = new HttpRequestMessage(HttpMethod.Post, Customers) { Content = content };
        request.Headers.Add("X-API-Key", key);
        using var response = await _host.Client.SendAsync(request, Token);

        var data = await ExplainAsync(response.Headers.GetValues("X-Request-Id").Single());

        Assert.Contains("body refused", data["guards"]!.AsArray().Select(guard => $"{guard!["stage"]} {guard["result"]}"));
        Assert.Contains(Compared(data, "body")!["faults"]!.AsArray(), fault => fault!["problem"]!.ToString().Length > 0);
        Assert.StartsWith("Correct ", data["remedy"]!["text"]!.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("a secret of the caller", data.ToJsonString(), StringComparison.Ordinal);
        Assert.DoesNotContain(key, data.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Admitted_request_outside_the_sample_has_passed_every_guard()
    {
        var (status, id) = await SendAsync("full", Customers);
        Assert.Equal(HttpStatusCode.OK, status);

        var data = await ExplainAsync(id);

        Assert.Equal(("admitted", false), (data["outcome"]!.ToString(), data["recorded"]!.GetValue<bool>()));
        Assert.All(data["guards"]!.AsArray(), guard => Assert.Equal("passed", guard!["result"]!.ToString()));
        Assert.Null(Compared(data, "scope"));
        Assert.Null(data["remedy"]);
    }

    [Fact]
    public async Task Request_that_nobody_made_is_not_found_and_the_scope_is_needed()
    {
        var calls = new ManagementCalls(_host);
        var (_, clerk) = await calls.IssueAsync("keys:read");

        Assert.Equal(HttpStatusCode.NotFound, (await calls.SendAsync(null, "GET", "/requests/req_0000000000000000/explain")).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await calls.SendAsync(clerk, "GET", "/requests/req_0000000000000000/explain")).Status);
    }

    public sealed class ExplainedHost : IAsyncLifetime
    {
        internal LintelHost Host { get; private set; } = null!;

        public async ValueTask InitializeAsync() =>
            Host = await LintelHost.StartAsync(new LintelHostOptions { Settings = { ["Lintel__RequestLog__TrailSample"] = "0" } });

        public ValueTask DisposeAsync() => Host.DisposeAsync();
    }

    private static JsonNode? Compared(JsonNode data, string stage) =>
        data["guards"]!.AsArray().Single(guard => guard!["stage"]!.ToString() == stage)!["compared"];

    private async Task<JsonNode> ExplainAsync(string id) => (await _host.ManageAsync("GET", $"/requests/{id}/explain"))["data"]!;

    private async Task<string> KeyInAsync(string state)
    {
        var plan = state == "plan" ? "pro" : "enterprise";
        var account = await _host.ManageAsync("POST", "/accounts", new { api = "fieldservice", name = "Somebody", plan });
        string[] scopes = [state == "scope" ? "jobs:read" : "customers:read"];
        string[] addresses = state == "address" ? ["203.0.113.7"] : [];
        var issued = await _host.ManageAsync("POST", "/keys", new { accountId = account["id"]!.ToString(), name = "k", scopes, addresses });
        var key = issued["key"]!["id"]!.ToString();
        await (state switch
        {
            "disabled" => _host.ManageAsync("POST", $"/keys/{key}/disable"),
            "expired" => ExpireAsync(key),
            "suspended" => _host.ManageAsync("POST", $"/accounts/{account["id"]}/suspend"),
            _ => Task.CompletedTask,
        });
        return issued["secret"]!.ToString();
    }

    private async Task ExpireAsync(string key)
    {
        var minute = TimeSpan.FromMinutes(1);
        await _host.ManageAsync("PATCH", $"/keys/{key}", new { expiresAt = _host.Clock.GetUtcNow() + minute });
        _host.Clock.Advance(minute);
    }

    private Task<(HttpStatusCode Status, string Id)> SendAsync(string key, string path) => SendTextAsync(_host.DemoText($"fieldservice.keys.{key}"), path);

    private async Task<(HttpStatusCode Status, string Id)> SendTextAsync(string key, string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Add("X-API-Key", key);
        using var response = await _host.Client.SendAsync(request, Token);
        return (response.StatusCode, response.Headers.GetValues("X-Request-Id").Single());
    }
}
