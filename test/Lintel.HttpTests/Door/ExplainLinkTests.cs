using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Lintel.AspNetCore;
using Lintel.Contracts;
using Lintel.HttpTests.Guest;
using Lintel.Reference;
using Lintel.Requests;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Lintel.HttpTests.Door;

/// <summary>Errors of a contract with <c>explainLink</c> name a page that explains their very request to whoever has the link, and to nobody else.</summary>
public sealed partial class ExplainLinkTests
{
    private const string Nothing = "This link shows no request.";

    private readonly ManualClock _clock = new();

    [Fact]
    public async Task Link_of_a_refusal_explains_the_request_without_a_key()
    {
        await using var host = await StartAsync();
        using var refused = await SendAsync(host, "/shop/things", host.KeyWithoutScope);
        var body = JsonNode.Parse(await refused.Content.ReadAsStringAsync())!;
        var links = refused.Headers.GetValues("Link").ToArray();
        var path = PathOf(refused);

        Assert.Equal(["</docs/shop/errors/no_scope>; rel=\"help\"", $"<{path}>; rel=\"help\"; title=\"This request\""], links);
        Assert.Equal(new Uri(host.Client.BaseAddress!, path).ToString(), body["help"]!.ToString());
        Assert.StartsWith($"/docs/shop/requests/{body["id"]}/", path, StringComparison.Ordinal);

        using var page = await host.Client.GetAsync(path);
        var html = await page.Content.ReadAsStringAsync();
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        Assert.Equal("no-store", page.Headers.CacheControl?.ToString());
        Assert.Equal(["noindex, nofollow"], page.Headers.GetValues("X-Robots-Tag"));
        Assert.Equal(["no-referrer"], page.Headers.GetValues("Referrer-Policy"));
        Assert.Contains("default-src 'self'", page.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.Contains("GET /shop/things", html, StringComparison.Ordinal);
        Assert.Contains("<code>scope</code> refused; <span>required</span> <code>things:write</code>", html, StringComparison.Ordinal);
        Assert.Contains("Use a key with the scope things:write", html, StringComparison.Ordinal);
        Assert.DoesNotContain("acct_", html, StringComparison.Ordinal);
        Assert.DoesNotContain("/lintel/v1", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Link_is_answered_as_json_for_whoever_asks_for_it()
    {
        await using var host = await StartAsync();
        using var refused = await SendAsync(host, "/shop/things", host.KeyWithoutScope);

        var (status, found) = await JsonAsync(host, PathOf(refused));
        var (missing, nothing) = await JsonAsync(host, "/docs/shop/requests/req_1/AAAA");

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.NotFound), (status, missing));
        var data = found["data"]!;
        Assert.Equal(("refused", "no_scope", 403), (data["outcome"]!.ToString(), data["error"]!["code"]!.ToString(), (int)data["status"]!));
        var scope = Assert.Single(data["guards"]!.AsArray(), guard => guard!["stage"]!.ToString() == "scope")!;
        Assert.Equal(("refused", "things:write"), (scope["result"]!.ToString(), scope["compared"]!["required"]!.ToString()));
        Assert.StartsWith(Nothing, nothing["message"]!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Links_that_are_forged_of_another_request_unknown_or_too_old_are_answered_with_the_same_words()
    {
        await using var host = await StartAsync();
        using var refused = await SendAsync(host, "/shop/things", host.KeyWithoutScope);
        using var other = await SendAsync(host, "/shop/things", host.KeyWithoutScope);
        var path = PathOf(refused);
        var (id, seal) = (path.Split('/')[^2], path.Split('/')[^1]);

        List<string> answers =
        [
            await NothingAsync(host, $"/docs/shop/requests/{id}/{new string('A', seal.Length)}"),
            await NothingAsync(host, $"/docs/shop/requests/{PathOf(other).Split('/')[^2]}/{seal}"),
            await NothingAsync(host, $"/docs/shop/requests/req_0/{seal}"),
        ];
        _clock.Advance(TimeSpan.FromDays(7));
        answers.Add(await NothingAsync(host, path));
        Assert.Single(answers.Distinct());
    }

    [Fact]
    public async Task Caller_without_a_good_credential_sees_what_its_own_request_had()
    {
        await using var host = await StartAsync();
        using var anonymous = await host.Client.GetAsync("/shop/things");
        using var wrong = await SendAsync(host, "/shop/nowhere", "shop_live_0000000000000000");

        var (_, one) = await JsonAsync(host, PathOf(anonymous));
        var (_, two) = await JsonAsync(host, PathOf(wrong));

        Assert.Equal("GET", one["data"]!["request"]!.ToString());
        Assert.Equal("GET", two["data"]!["request"]!.ToString());
        Assert.Equal("not reached", Assert.Single(one["data"]!["guards"]!.AsArray(), guard => guard!["stage"]!.ToString() == "route")!["result"]!.ToString());
        Assert.Null(Assert.Single(two["data"]!["guards"]!.AsArray(), guard => guard!["stage"]!.ToString() == "key")!["compared"]);
    }

    [Theory]
    [InlineData("credential.unknown", "refused", "")]
    [InlineData("rate.exceeded", "refused", "")]
    [InlineData("credential.revoked", "refused", "hint=shop_live_…abcd")]
    [InlineData("scope.missing", "passed", "hint=shop_live_…abcd")]
    public void Values_of_a_key_are_shown_by_a_link_only_where_its_secret_was_right(string condition, string result, string shown)
    {
        var key = new StageFinding("key", result, new JsonObject { ["hint"] = "shop_live_…abcd", ["recognized"] = true });
        var entry = EntryOf(condition);
        var found = new LookedUp.Found(entry, null, new Explanation("refused", true, [key], null, null));

        Assert.Equal(shown, ValuesOf(found with { GoodUntil = entry.At.AddDays(7) }));
        Assert.Equal("hint=shop_live_…abcd", ValuesOf(found));
    }

    [Fact]
    public async Task Requests_that_the_server_refuses_have_a_link_too()
    {
        await using var host = await StartAsync();
        var answer = await new RawClient(new IPEndPoint(IPAddress.Loopback, host.Client.BaseAddress!.Port)).SendForBytesAsync(
            Encoding.ASCII.GetBytes("GET /shop/things HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n"));

        var (status, found) = await JsonAsync(host, Target().Match(answer).Groups["path"].Value);

        Assert.Equal((HttpStatusCode.OK, "malformed"), (status, found["data"]!["error"]!["code"]!.ToString()));
    }

    [Fact]
    public async Task Address_that_asks_too_often_waits()
    {
        await using var host = await StartAsync();
        for (var i = 0; i < RequestBox.PerMinute; i++)
        {
            await NothingAsync(host, "/docs/shop/requests/req_0/AAAA");
        }

        using var refused = await host.Client.GetAsync("/docs/shop/requests/req_0/AAAA");
        Assert.Equal((HttpStatusCode.TooManyRequests, true), (refused.StatusCode, refused.Headers.RetryAfter?.Delta > TimeSpan.Zero));
    }

    [Fact]
    public async Task Link_is_not_there_without_the_contract_and_opens_nothing_then()
    {
        await using var host = await StartAsync(contract => contract);
        using var refused = await SendAsync(host, "/shop/things", host.KeyWithoutScope);
        Assert.Single(refused.Headers.GetValues("Link"));

        var id = refused.Headers.GetValues("X-Request-Id").Single();
        var seal = host.Services.GetRequiredService<Lintel.Keys.ExplanationSeal>().Seal("shop", id, _clock.GetUtcNow());
        await NothingAsync(host, $"/docs/shop/requests/{id}/{seal}");
    }

    private static string WithLink(string contract) => contract
        .Replace("envelope: {", "explainLink: true\nenvelope: { help: $help,", StringComparison.Ordinal);

    private static string ValuesOf(LookedUp.Found found) =>
        string.Join(' ', CallerView.Of(found).SelectMany(finding => finding.Values).Select(value => $"{value.Key}={value.Value}"));

    private static RequestLogEntry EntryOf(string condition) => RequestLogEntries.Of(new RequestRecord
    {
        Id = "req_1",
        At = new DateTimeOffset(2026, 1, 1, 12, 0, 0, TimeSpan.Zero),
        Api = "shop",
        Method = "GET",
        Route = "/shop/things",
        Status = 401,
        Code = "bad_key",
        Duration = TimeSpan.Zero,
        Refusal = Refusal.For(Condition.TryParse(condition, out var known) ? known : throw new ArgumentException(condition)),
    });

    private static string PathOf(HttpResponseMessage refused) => Target().Match(string.Join('\n', refused.Headers.GetValues("Link"))).Groups["path"].Value;

    private static async Task<string> NothingAsync(GuestHost host, string path)
    {
        using var response = await host.Client.GetAsync(path);
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        var page = await response.Content.ReadAsStringAsync();
        Assert.Contains(Nothing, page, StringComparison.Ordinal);
        return page;
    }

    private static async Task<(HttpStatusCode Status, JsonNode Body)> JsonAsync(GuestHost host, string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Add("Accept", "application/json");
        using var response = await host.Client.SendAsync(request);
        Assert.Equal("no-store", response.Headers.CacheControl?.ToString());
        return (response.StatusCode, JsonNode.Parse(await response.Content.ReadAsStringAsync())!);
    }

    private static Task<HttpResponseMessage> SendAsync(GuestHost host, string path, string key)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Add("Authorization", $"Bearer {key}");
        return host.Client.SendAsync(request);
    }

    [GeneratedRegex("<(?<path>/docs/shop/requests/[^>]+)>; rel=\"help\"; title=\"This request\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Target();

    private Task<GuestHost> StartAsync(Func<string, string>? change = null) => GuestHost.StartAsync(
        app =>
        {
            app.UseLintel();
            app.MapReference();
            app.MapGet("/shop/things", () => "things").RequireScope("things:write");
        },
        services => services.AddSingleton<TimeProvider>(_clock),
        lintel =>
        {
            lintel.Contracts.Clear();
            lintel.Contracts.Add(ContractReader.Read((change ?? WithLink)(DoorHost.Contract), "shop.yaml"));
        });
}
