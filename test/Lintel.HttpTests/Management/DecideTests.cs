using System.Net;
using System.Text.Json.Nodes;
using Lintel.AspNetCore;
using Lintel.HttpTests.Door;
using Lintel.HttpTests.Harness;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Lintel.HttpTests.Management;

/// <summary><c>POST /decide</c>: whether a request would pass, charging and changing nothing.</summary>
public sealed class DecideTests(ExplainTests.ExplainedHost explained) : IClassFixture<ExplainTests.ExplainedHost>
{
    private const string Customers = "/fieldservice/api/v1/customers";

    private readonly LintelHost _host = explained.Host;

    private ManagementCalls Calls => new(_host);

    [Fact]
    public async Task Key_by_its_id_or_by_its_text_is_decided_on_alike()
    {
        var text = _host.DemoText("fieldservice.keys.jobsRead");
        var id = (await _host.ManageAsync("POST", "/keys/find", new { key = text }))["id"]!.ToString();

        var byId = await DecideAsync(new { api = "fieldservice", keyId = id, method = "GET", path = Customers });
        var byText = await DecideAsync(new { api = "fieldservice", key = text, method = "GET", path = Customers });

        Assert.Equal(("refuse", "scope.missing"), (byId["outcome"]!.ToString(), byId["error"]!["condition"]!.ToString()));
        Assert.Equal(byId.ToJsonString(), byText.ToJsonString());
        Assert.Equal("scope", byId["guards"]!.AsArray().Single(guard => guard!["result"]!.ToString() == "refused")!["stage"]!.ToString());
        Assert.Equal($"/lintel/v1/keys/{id}", byId["remedy"]!["action"]!["path"]!.ToString());
        Assert.DoesNotContain(text, byText.ToJsonString(), StringComparison.Ordinal);
        Assert.DoesNotContain(_host.Log.Lines, line => line.Contains(text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Address_body_and_header_fields_are_those_that_are_thought_of()
    {
        var key = _host.DemoText("fieldservice.keys.elsewhere");
        var here = await DecideAsync(new { api = "fieldservice", key, method = "GET", path = Customers, address = "127.0.0.1" });
        var there = await DecideAsync(new { api = "fieldservice", key, method = "GET", path = Customers, address = "203.0.113.7" });
        var none = await DecideAsync(new { api = "fieldservice", method = "GET", path = Customers });
        key = _host.DemoText("fieldservice.keys.full");
        var headers = new Dictionary<string, string> { ["Content-Type"] = "text/plain" };
        var type = await DecideAsync(new { api = "fieldservice", key, method = "POST", path = Customers, body = "x", headers });

        Assert.Equal("address.forbidden", here["error"]!["condition"]!.ToString());
        Assert.Equal(("pass", null), (there["outcome"]!.ToString(), there["error"]));
        Assert.Equal("credential.missing", none["error"]!["condition"]!.ToString());
        Assert.Equal("request.media_type", type["error"]!["condition"]!.ToString());
    }

    [Fact]
    public async Task Nothing_is_charged_counted_or_logged()
    {
        var account = await _host.ManageAsync("POST", "/accounts", new { api = "fieldservice", name = "Somebody", plan = "enterprise" });
        var limits = new Dictionary<string, int> { ["list"] = 1 };
        string[] scopes = ["customers:read"];
        var issued = await _host.ManageAsync("POST", "/keys", new { accountId = account["id"]!.ToString(), name = "k", scopes, limits });
        var keyId = issued["key"]!["id"]!.ToString();
        for (var i = 0; i < 5; i++)
        {
            Assert.Equal("pass", (await DecideAsync(new { api = "fieldservice", keyId, method = "GET", path = Customers }))["outcome"]!.ToString());
        }

        Assert.Equal(HttpStatusCode.OK, await StatusWithAsync(issued["secret"]!.ToString()));
        var over = await DecideAsync(new { api = "fieldservice", keyId, method = "GET", path = Customers });
        Assert.Equal("rate.exceeded", over["error"]!["condition"]!.ToString());
        var logged = await _host.ManageAsync("GET", $"/requests?keyId={keyId}");
        Assert.Single(logged["data"]!.AsArray());
        var audited = await _host.ManageAsync("GET", "/audit?operation=POST%20/lintel/v1/decide");
        Assert.Empty(audited["data"]!.AsArray());
    }

    [Fact]
    public async Task Faults_are_told_and_the_scope_is_needed()
    {
        var (_, clerk) = await Calls.IssueAsync("requests:read");

        Assert.Equal(HttpStatusCode.Forbidden, (await Calls.SendAsync(clerk, "POST", "/decide", new { })).Status);
        var unknown = await Calls.SendAsync(null, "POST", "/decide", new { api = "pixel", keyId = "key_0", method = "GET", path = "/pixel/a" });
        Assert.Equal(HttpStatusCode.NotFound, unknown.Status);
        var body = new string('x', 70_000);
        var faulty = await Calls.SendAsync(
            null, "POST", "/decide", new { api = "pixel", keyId = "key_0", key = "k", method = "OPTIONS", path = "/panel", address = "somewhere", body });
        Assert.Equal(HttpStatusCode.UnprocessableEntity, faulty.Status);
        Assert.Equal(["address", "body", "key", "method", "path"], faulty.Body!["errors"]!.AsArray().Select(fault => fault!["field"]!.ToString()).Order());
    }

    [Theory]
    [InlineData("/pixel/%00", "X-Own", "path")]
    [InlineData("/pixel/%zz%00", "X-Own", "path")]
    [InlineData("/pixel/a", "", "headers")]
    [InlineData("/pixel/a", "X: a\r\nY", "headers")]
    [InlineData("/pixel/a", ":path", "headers")]
    [InlineData("/pixel/a", "X\u00fc", "headers")]
    public async Task Request_that_cannot_be_sent_is_not_decided_on(string path, string header, string field)
    {
        var headers = new Dictionary<string, string> { [header] = "1" };
        var reply = await Calls.SendAsync(null, "POST", "/decide", new { api = "pixel", method = "GET", path, headers });

        Assert.Equal(HttpStatusCode.UnprocessableEntity, reply.Status);
        Assert.Equal(field, Assert.Single(reply.Body!["errors"]!.AsArray())!["field"]!.ToString());
    }

    [Fact]
    public async Task Application_runs_only_where_it_says_that_this_changes_nothing()
    {
        var asked = new List<string>();
        await using var host = await DoorHost.StartAsync(
            shop =>
            {
                shop.MapGet("/marked", Handle).Rules(() => Note("marked")).WithoutSideEffects();
                shop.MapGet("/other", Handle).Rules(() => Note("other"));
            },
            options => options.AddGuard<CountingGuard>("key").AddGuard<PureGuard>("key").AddGuard<DerivedGuard>("key"),
            services => services.AddSingleton(asked));

        var marked = await AskAsync("/shop/marked");
        var other = await AskAsync("/shop/other");

        Assert.Equal(["pure", "marked", "pure"], asked);
        Assert.Equal(["counting", "derived"], marked.NotEvaluated.Order());
        Assert.Equal(["counting", "derived", "rules"], other.NotEvaluated.Order());
        Assert.Equal(
            ["counting not evaluated", "pure passed", "rules not evaluated"],
            other.Explanation.Guards
                .Where(finding => finding.Stage is "counting" or "pure" or "rules")
                .Select(finding => $"{finding.Stage} {finding.Result}")
                .Order());

        string Handle()
        {
            asked.Add("handler");
            return "ok";
        }

        void Note(string word) => asked.Add(word);

        Task<RehearsalResult> AskAsync(string target) => host.Services.GetRequiredService<Rehearsals>().DecideAsync(
            new RehearsedRequest { Api = "shop", Method = "GET", Target = target, KeyText = host.Key },
            "req_0",
            IPAddress.Loopback,
            TestContext.Current.CancellationToken);
    }

    private async Task<JsonNode> DecideAsync(object body) => (await _host.ManageAsync("POST", "/decide", body))["data"]!;

    private async Task<HttpStatusCode> StatusWithAsync(string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Customers);
        request.Headers.Add("X-API-Key", key);
        using var response = await _host.Client.SendAsync(request, TestContext.Current.CancellationToken);
        return response.StatusCode;
    }

    private sealed class CountingGuard(List<string> asked) : Guard
    {
        public override ValueTask<Decision> CheckAsync(ApiCall call)
        {
            asked.Add("counting");
            return ValueTask.FromResult(Decision.Pass);
        }
    }

    [WithoutSideEffects]
    private class PureGuard(List<string> asked) : Guard
    {
        public override ValueTask<Decision> CheckAsync(ApiCall call)
        {
            asked.Add("pure");
            return ValueTask.FromResult(Decision.Pass);
        }
    }

    /// <summary>The class that it is derived from says that of itself alone.</summary>
    private sealed class DerivedGuard(List<string> asked) : PureGuard(asked);
}
