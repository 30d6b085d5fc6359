using System.Net;
using System.Text.Json.Nodes;
using Lintel.Cluster;
using Lintel.Host.Startup;
using Lintel.HttpTests.Harness;
using Lintel.RateLimits;
using Microsoft.Extensions.DependencyInjection;

namespace Lintel.HttpTests.Management;

/// <summary>The present use of rate limits, and the reset of a counter.</summary>
public sealed class LimitTests(SharedHost shared)
{
    private const string Customers = "/fieldservice/api/v1/customers";
    private const string Reset = "reset";

    private readonly LintelHost _host = shared.Host;

    private ManagementCalls Calls => new(_host);

    [Theory]
    [InlineData("list")]
    [InlineData("daily")]
    public async Task Key_that_is_refused_is_admitted_after_the_reset_that_its_remedy_names(string policy)
    {
        var (id, key) = await KeyAsync(_host, new() { [policy] = 2 });
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(_host, key)).Status);
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(_host, key)).Status);
        var (status, request) = await SendAsync(_host, key);
        Assert.Equal(HttpStatusCode.TooManyRequests, status);

        var used = await LimitAsync($"/keys/{id}/limits", policy);
        var remedy = (await _host.ManageAsync("GET", $"/requests/{request}/explain"))["data"]!["remedy"]!;
        Assert.Contains($"reset '{policy}'", remedy["text"]!.ToString(), StringComparison.Ordinal);
        Assert.Equal($"/lintel/v1/keys/{id}/limits/{policy}/reset", remedy["action"]!["path"]!.ToString());
        var reset = await _host.ManageAsync(
            remedy["action"]!["method"]!.ToString(), remedy["action"]!["path"]!.ToString()["/lintel/v1".Length..], remedy["action"]!["body"]);

        Assert.Equal((2, 0), (used["used"]!.GetValue<int>(), used["remaining"]!.GetValue<int>()));
        Assert.NotNull(used["resetAt"]);
        Assert.Equal("""{"applied":1,"of":1,"fenced":0,"milliseconds":0}""", reset["receipt"]!.ToJsonString());
        Assert.Equal((0, 2, null), Room(reset["data"]!.AsArray().Single(limit => limit!["policy"]!.ToString() == policy)!));
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(_host, key)).Status);
    }

    [Fact]
    public async Task Each_policy_is_told_with_what_it_counts_by_and_whose_limit_it_is()
    {
        var (id, key) = await KeyAsync(_host, new() { ["list"] = 5 }, new() { ["list"] = 7, ["write"] = 9 });
        await SendAsync(_host, key);

        var shown = await _host.ManageAsync("GET", $"/keys/{id}/limits");

        Assert.Equal(id, shown["keyId"]!.ToString());
        Assert.Empty(shown["leftOut"]!.AsArray());
        Assert.Equal(
            ["list key 1 4 of 5 by key", "single key 0 180 of 180 by contract", "write key 0 9 of 9 by account", "daily key 1 19999 of 20000 by contract"],
            shown["data"]!.AsArray().Select(Told));
        var list = shown["data"]![0]!;
        Assert.Equal(("fieldservice", id, "rolling", "1 minute"), (Of("api"), Of("counter"), Of("kind"), Of("window")));
        Assert.Equal(("60", "300"), (Of("windowSeconds"), Of("contractLimit")));

        string Of(string name) => list[name]!.ToString();
    }

    [Fact]
    public async Task Account_has_its_own_policies_and_those_that_count_by_something_else_are_left_out()
    {
        var account = (await _host.ManageAsync("POST", "/accounts", new { api = "panel", name = "Somebody" }))["id"]!.ToString();

        var shown = await _host.ManageAsync("GET", $"/accounts/{account}/limits");

        Assert.Equal((account, null), (shown["accountId"]!.ToString(), shown["keyId"]));
        Assert.Contains("key-creations account 0 10 of 10 by contract", shown["data"]!.AsArray().Select(Told));
        Assert.All(shown["data"]!.AsArray(), limit => Assert.Equal(("account", account), (limit!["per"]!.ToString(), limit["counter"]!.ToString())));
        var leftOut = shown["leftOut"]!.AsArray().Select(other => $"{other!["policy"]} {other["per"]}").ToHashSet(StringComparer.Ordinal);
        Assert.Superset(new HashSet<string>(["global key", "sign-in-address address", "sign-in-login value"]), leftOut);
        Assert.DoesNotContain(leftOut, other => other.EndsWith("account", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Limit_of_an_account_is_reset_for_all_of_its_keys_and_by_none_of_them()
    {
        var account = (await _host.ManageAsync("POST", "/accounts", new { api = "pixel", name = "Somebody" }))["id"]!.ToString();
        var key = (await _host.ManageAsync("POST", "/keys", new { accountId = account, name = "k" }))["key"]!["id"]!.ToString();

        var ofKey = await Calls.SendAsync(null, "POST", $"/keys/{key}/limits/workspace/reset");
        var ofAccount = await Calls.SendAsync(null, "POST", $"/accounts/{account}/limits/workspace/reset");
        var again = await Calls.SendAsync(null, "POST", $"/accounts/{account}/limits/workspace/reset");

        Assert.Equal((HttpStatusCode.Conflict, HttpStatusCode.OK, HttpStatusCode.OK), (ofKey.Status, ofAccount.Status, again.Status));
        Assert.Contains($"/lintel/v1/accounts/{account}/limits/workspace/reset", ofKey.Detail, StringComparison.Ordinal);
        Assert.Equal(["workspace account 0 60 of 60 by contract"], (await _host.ManageAsync("GET", $"/keys/{key}/limits"))["data"]!.AsArray().Select(Told));
        var audit = await _host.ManageAsync("GET", $"/audit?operation={Uri.EscapeDataString("POST /lintel/v1/accounts/{id}/limits/{policy}/reset")}&limit=1");
        Assert.Equal(("done", $"{account} workspace"), (audit["data"]![0]!["outcome"]!.ToString(), audit["data"]![0]!["target"]!.ToString()));
    }

    [Fact]
    public async Task What_is_not_there_is_not_found_and_policies_that_count_otherwise_cannot_be_reset()
    {
        var (id, _) = await KeyAsync(_host, new() { ["list"] = 5 });
        var account = (await _host.ManageAsync("GET", $"/keys/{id}"))["accountId"]!.ToString();
        foreach (var (path, status) in new[]
        {
            ("/keys/key_nobodys/limits", HttpStatusCode.NotFound), ("/accounts/acct_nobodys/limits", HttpStatusCode.NotFound),
            ($"/keys/{id}/limits/nothing/{Reset}", HttpStatusCode.NotFound), ($"/keys/key_nobodys/limits/list/{Reset}", HttpStatusCode.NotFound),
            ($"/accounts/{account}/limits/list/{Reset}", HttpStatusCode.Conflict),
            ($"/accounts/acct_panel_main/limits/sign-in-address/{Reset}", HttpStatusCode.Conflict),
        })
        {
            var reply = await Calls.SendAsync(null, path.EndsWith(Reset, StringComparison.Ordinal) ? "POST" : "GET", path);
            Assert.True(status == reply.Status, $"{path}: {reply.Status}");
        }
    }

    [Fact]
    public async Task Limits_of_the_management_API_are_reset_by_those_who_may_change_operators_alone()
    {
        var (id, _) = await Calls.IssueAsync("keys:read");
        var (_, clerk) = await Calls.IssueAsync("keys:write", "accounts:write");

        var refused = await Calls.SendAsync(clerk, "POST", $"/keys/{id}/limits/requests/reset");
        var own = await Calls.SendAsync(clerk, "POST", $"/keys/{(await KeyAsync(_host, new() { ["list"] = 5 })).Id}/limits/list/reset");

        Assert.Equal((HttpStatusCode.Forbidden, HttpStatusCode.OK), (refused.Status, own.Status));
        Assert.Equal(HttpStatusCode.OK, (await Calls.SendAsync(null, "POST", $"/keys/{id}/limits/requests/reset")).Status);
    }

    [Fact]
    public async Task Without_the_engine_decide_says_that_the_limits_were_not_looked_at_and_nobody_resets_them()
    {
        var custom = new HostCustomization { Services = services => services.AddSingleton<IRateLimiterFactory, LostFactory>() };
        await using var host = await LintelHost.StartAsync(new LintelHostOptions { Demo = false, Customization = custom });
        var (id, key) = await KeyAsync(host, new() { ["list"] = 5 });
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(host, key)).Status);

        var decided = (await host.ManageAsync("POST", "/decide", new { api = "fieldservice", key, method = "GET", path = Customers }))["data"]!;
        var reset = await new ManagementCalls(host).SendAsync(null, "POST", $"/keys/{id}/limits/list/reset");
        var shown = await new ManagementCalls(host).SendAsync(null, "GET", $"/keys/{id}/limits");

        var limit = decided["guards"]!.AsArray().Single(guard => guard!["stage"]!.ToString() == "limit")!;
        Assert.Equal(("pass", "[\"limit\"]"), (decided["outcome"]!.ToString(), decided["dependsOn"]!.ToJsonString()));
        Assert.Equal("not evaluated", limit["result"]!.ToString());
        Assert.Equal("""{"list":"share","daily":"share"}""", limit["compared"]!["whenLost"]!.ToJsonString());
        Assert.Contains("does not answer", limit["compared"]!["reason"]!.ToString(), StringComparison.Ordinal);
        Assert.Equal((HttpStatusCode.ServiceUnavailable, HttpStatusCode.ServiceUnavailable), (reset.Status, shown.Status));
    }

    private static async Task<(string Id, string Secret)> KeyAsync(
        LintelHost host, Dictionary<string, int> limits, Dictionary<string, int>? ofAccount = null)
    {
        var account = await host.ManageAsync(
            "POST", "/accounts", new { api = "fieldservice", name = "Somebody", plan = "enterprise", limits = ofAccount ?? [] });
        string[] scopes = ["customers:read"];
        var issued = await host.ManageAsync("POST", "/keys", new { accountId = account["id"]!.ToString(), name = "k", scopes, limits });
        return (issued["key"]!["id"]!.ToString(), issued["secret"]!.ToString());
    }

    private static async Task<(HttpStatusCode Status, string Id)> SendAsync(LintelHost host, string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Customers);
        request.Headers.Add("X-API-Key", key);
        using var response = await host.Client.SendAsync(request, TestContext.Current.CancellationToken);
        return (response.StatusCode, response.Headers.GetValues("X-Request-Id").Single());
    }

    private static string Told(JsonNode? limit) =>
        $"{limit!["policy"]} {limit["per"]} {limit["used"]} {limit["remaining"]} of {limit["limit"]} by {limit["limitOf"]}";

    private static (int Used, int Remaining, string? ResetAt) Room(JsonNode limit) =>
        (limit["used"]!.GetValue<int>(), limit["remaining"]!.GetValue<int>(), limit["resetAt"]?.ToString());

    private async Task<JsonNode> LimitAsync(string path, string policy) =>
        (await _host.ManageAsync("GET", path))["data"]!.AsArray().Single(limit => limit!["policy"]!.ToString() == policy)!;

    /// <summary>Counts in an engine that never answers.</summary>
    private sealed class LostFactory(IRateLimitStore store, INodeRegistry nodes, RequestClock clock) : IRateLimiterFactory
    {
        public IRateLimiter Create(string api, IReadOnlyList<RateLimitPolicy> policies) => new SharedRateLimiter(
            api, policies, clock, new LostCounters(), new StoreCounters(api, store), nodes, owed: null, _ => Task.CompletedTask);
    }

    private sealed class LostCounters : IOuterCounters
    {
        public IReadOnlyList<SharedClaim[]> Divide(SharedClaim[] claims) => [claims];

        public ValueTask<SharedFindings> ChargeAsync(SharedClaim[] claims, ChargeTerms terms, CancellationToken cancellationToken) =>
            throw new CountersLostException("The engine is lost.");

        public ValueTask GiveBackAsync(SharedFindings findings, RateLimitOutcome? outcome) => throw new CountersLostException("The engine is lost.");

        public ValueTask ResetAsync(SharedClaim claim, CancellationToken cancellationToken) => throw new CountersLostException("The engine is lost.");
    }
}
