using Lintel.AspNetCore;
using Lintel.HttpTests.Harness;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Lintel.HttpTests.Pixel;

public sealed class DashboardTests(SharedHost shared)
{
    private LintelHost Host => shared.Host;

    [Fact]
    public async Task Account_just_made_starts_empty_and_gets_its_first_website()
    {
        var account = (string)(await Host.ManageAsync("POST", "/accounts", new { api = "pixel", name = "New" }))["id"]!;
        var key = (string)(
            await Host.ManageAsync("POST", "/keys", new { accountId = account, name = "k", scopes = new[] { "pixel:read", "pixel:write" } }))["secret"]!;
        foreach (var path in new[] { "websites", "goals", "alerts", "reports", "share-links" })
        {
            Assert.Equal("[]", (await Host.GetAsync($"/pixel/{path}", key)).Data);
        }

        Assert.Equal("[]", (await Host.TopPagesAsync(key)).Rows);
        var (status, website) = await Host.DashboardAsync("POST", $"/accounts/{account}/websites", new { domain = "new.example", name = "New" });
        Assert.Equal(201, status);
        Assert.StartsWith("admx_", (string)website!["id"]!, StringComparison.Ordinal);
        Assert.Equal($"[{website.ToJsonString()}]", (await Host.GetAsync("/pixel/websites", key)).Data);
    }

    [Fact]
    public async Task What_is_set_up_shows_in_its_list_until_the_website_is_deleted()
    {
        var account = (string)(await Host.ManageAsync("POST", "/accounts", new { api = "pixel", name = "Set up" }))["id"]!;
        var key = (string)(
            await Host.ManageAsync("POST", "/keys", new { accountId = account, name = "k", scopes = new[] { "pixel:read", "pixel:write" } }))["secret"]!;
        var website = (string)(await Host.DashboardAsync("POST", $"/accounts/{account}/websites", new { domain = "set.example", name = "Set" })).Body!["id"]!;
        await Host.DashboardAsync("POST", $"/websites/{website}/goals", new { name = "signup", selector = "#signup" });
        await Host.DashboardAsync("POST", $"/websites/{website}/alerts", new { metric = "visitors", threshold = 12.5, channel = "slack" });
        await Host.DashboardAsync("POST", $"/websites/{website}/reports", new { cadence = "weekly", recipients = new[] { "a@set.example" } });
        var (status, link) = await Host.DashboardAsync(
            "POST",
            $"/websites/{website}/share-links",
            new { expiresAt = "2026-04-01T00:00:00Z", password = "correct horse" });

        Assert.Equal(201, status);
        Assert.Equal("signup", (string?)(await Host.GetAsync("/pixel/goals", key)).Json["data"]![0]!["name"]);
        Assert.Equal(12.5, (double)(await Host.GetAsync("/pixel/alerts", key)).Json["data"]![0]!["threshold"]!);
        Assert.Contains(
            "\"recipients\":[\"a@set.example\"],\"last_sent_at\":null",
            (await Host.GetAsync("/pixel/reports", key)).Text,
            StringComparison.Ordinal);
        var token = (string)link!["token"]!;
        var links = await Host.GetAsync("/pixel/share-links", key);
        Assert.DoesNotContain(token, links.Text, StringComparison.Ordinal);
        Assert.Contains(
            $"\"token_prefix\":\"{token[..8]}\",\"expires_at\":\"2026-04-01T00:00:00Z\",\"password_protected\":true",
            links.Text,
            StringComparison.Ordinal);

        await Host.PostAsync("/pixel/events", new { website_id = website, name = "pageview", path = "/" }, key);
        Assert.Equal(204, (await Host.DashboardAsync("DELETE", $"/websites/{website}")).Status);
        foreach (var path in new[] { "websites", "goals", "alerts", "reports", "share-links" })
        {
            Assert.Equal("[]", (await Host.GetAsync($"/pixel/{path}", key)).Data);
        }

        Assert.Equal("[]", (await Host.TopPagesAsync(key)).Rows);
        Assert.Equal("website_not_found", (await Host.TopPagesAsync(key, $"?website_id={website}")).Code);
        Assert.Equal("invalid_body", (await Host.PostAsync("/pixel/events", new { website_id = website, name = "pageview", path = "/" }, key)).Code);
        Assert.Equal(404, (await Host.DashboardAsync("DELETE", $"/websites/{website}")).Status);
    }

    [Fact]
    public void Every_dashboard_call_asks_for_the_scope_of_records() => Assert.All(
        Host.Services.GetServices<EndpointDataSource>().SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.RoutePattern.RawText!.StartsWith("/lintel/v1/pixel/", StringComparison.Ordinal))
            .Select(endpoint => endpoint.Metadata.GetMetadata<Operation>()),
        operation => Assert.Equal(operation?.Methods[0] == "GET" ? "records:read" : "records:write", operation?.Scope));

    [Theory]
    [InlineData("b\u00fccher.example", "xn--bcher-kva.example")]
    [InlineData(" Bu\u0308cher.Example ", "xn--bcher-kva.example")]
    [InlineData("localhost", "localhost")]
    [InlineData("127.0.0.1", "127.0.0.1")]
    public async Task Domain_of_a_website_is_kept_in_its_ascii_form(string sent, string kept)
    {
        var account = (string)(await Host.ManageAsync("POST", "/accounts", new { api = "pixel", name = "Domains" }))["id"]!;
        var (status, website) = await Host.DashboardAsync("POST", $"/accounts/{account}/websites", new { domain = sent, name = "New" });
        Assert.Equal((201, kept), (status, (string?)website!["domain"]));
    }

    [Fact]
    public async Task Recipients_are_email_addresses_and_equal_ones_are_one()
    {
        var path = $"/websites/{await Host.WebsiteAsync()}/reports";
        var (status, report) = await Host.DashboardAsync(
            "POST",
            path,
            new { cadence = "daily", recipients = new[] { "Ada@One.example", " ada@one.example ", "zo\u00eb@b\u00fccher.example" } });
        Assert.Equal(201, status);
        Assert.Equal(["ada@one.example", "zo\u00eb@xn--bcher-kva.example"], report!["recipients"]!.AsArray().Select(item => (string?)item));

        var refused = await Host.DashboardAsync("POST", path, new { cadence = "daily", recipients = new[] { "ada@one.example", "not an email" } });
        Assert.Equal((422, "recipients[1]"), (refused.Status, (string?)refused.Body!["errors"]![0]!["field"]));
    }

    [Fact]
    public async Task Unknown_account_or_website_is_not_found_and_a_wrong_body_is_refused()
    {
        Assert.Equal(404, (await Host.DashboardAsync("POST", "/accounts/acct_nobody/websites", new { domain = "a.example", name = "A" })).Status);
        Assert.Equal(404, (await Host.DashboardAsync("POST", "/websites/admx_nobody/goals", new { name = "a", selector = "b" })).Status);
        var website = await Host.WebsiteAsync();
        foreach (var (path, body) in new (string, object)[]
        {
            ("goals", new { name = "" }),
            ("alerts", new { metric = "mood", threshold = -1, channel = "slack" }),
            ("reports", new { cadence = "hourly", recipients = Array.Empty<string>() }),
            ("share-links", new { expiresAt = "2026-01-01T00:00:00Z" }),
        })
        {
            Assert.InRange((await Host.DashboardAsync("POST", $"/websites/{website}/{path}", body)).Status, 400, 422);
        }
    }
}
