using Lintel.HttpTests.Harness;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using YamlDotNet.RepresentationModel;

namespace Lintel.HttpTests.Pixel;

public sealed class AccessTests(SharedHost shared)
{
    private LintelHost Host => shared.Host;

    [Fact]
    public async Task Keys_of_a_workspace_share_sixty_requests_a_minute()
    {
        await using var host = await LintelHost.StartAsync();
        var first = await host.GetAsync("/me", "read");
        Assert.Equal((60, 59), (first.Header("X-RateLimit-Limit"), first.Header("X-RateLimit-Remaining")));
        for (var i = 0; i < 10; i++)
        {
            Assert.Equal(401, (await host.GetAsync("/me", "revoked")).Status);
        }

        string[] keys = ["read", "readWrite", "none"];
        for (var i = 1; i < 60; i++)
        {
            Assert.NotEqual(429, (await host.GetAsync(i % 2 == 0 ? "/me" : "/nowhere", keys[i % 3])).Status);
        }

        var refused = await host.GetAsync("/nowhere", "none");
        Assert.Equal("rate_limit_exceeded", refused.Code);
        Assert.Contains($"Try again in {refused.Header("Retry-After")} seconds.", refused.Text, StringComparison.Ordinal);
        Assert.Equal(200, (await host.GetAsync("/me", "flood")).Status);

        host.Clock.Advance(TimeSpan.FromSeconds(refused.Header("Retry-After") - 1));
        Assert.Equal(429, (await host.GetAsync("/me", "read")).Status);
        host.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(200, (await host.GetAsync("/me", "read")).Status);
    }

    [Fact]
    public async Task Key_without_scopes_may_ask_who_it_is_and_nothing_else()
    {
        await using var host = await LintelHost.StartAsync();
        var me = await host.GetAsync("/me", "none");
        Assert.Equal(
            """{"workspace":{"id":"acct_pixel_main","name":"Brook Dairy"},"key":{"name":"none","scopes":[],"expires_at":null}}""",
            me.Data);
        foreach (var path in new[] { "websites", "goals", "alerts", "reports", "share-links", "metrics/p_nope", "visitors/%20" })
        {
            Assert.Equal("insufficient_scope", (await host.GetAsync($"/pixel/{path}", "none")).Code);
        }
    }

    [Fact]
    public async Task Writing_does_not_include_reading()
    {
        await using var host = await LintelHost.StartAsync();
        var issued = await host.ManageAsync("POST", "/keys", new { accountId = "acct_pixel_edges", name = "writer", scopes = new[] { "pixel:write" } });
        var writer = (string)issued["secret"]!;
        var website = await host.WebsiteAsync();

        Assert.Equal(202, (await host.PostAsync("/pixel/events", new { website_id = website, name = "pageview", path = "/" }, writer)).Status);
        Assert.Equal("insufficient_scope", (await host.GetAsync("/pixel/websites", writer)).Code);
    }

    [Fact]
    public async Task Fresh_website_has_no_rows_until_its_first_event()
    {
        await using var host = await LintelHost.StartAsync();
        var fresh = host.DemoText("pixel.ids.freshWebsite");
        var empty = await host.TopPagesAsync("readWrite", $"?website_id={fresh}");
        Assert.Equal((200, "[]", 0), (empty.Status, empty.Rows, (int)empty.Json["data"]!["rows"]!));

        await host.PostAsync("/pixel/events", new { website_id = fresh, name = "pageview", path = "/first" }, "readWrite");
        var filled = await host.TopPagesAsync("readWrite", $"?website_id={fresh}");
        Assert.Equal("""[{"path":"/first","visitors":1,"pageviews":1}]""", filled.Rows);
    }

    [Fact]
    public async Task Days_and_filters_narrow_a_pipe()
    {
        var website = await Host.WebsiteAsync();
        await Host.PostAsync(
            "/pixel/events",
            new { website_id = website, name = "pageview", path = "/days", timestamp = "2026-03-09T23:59:59Z", metadata = new { country = "SE" } });

        Assert.Equal("[]", (await Host.TopPagesAsync(query: "?path=/days&from=2026-03-10")).Rows);
        Assert.Equal("[]", (await Host.TopPagesAsync(query: "?path=/days&country=NO")).Rows);
        Assert.NotEqual("[]", (await Host.TopPagesAsync(query: "?path=/days&from=2026-03-09&to=2026-03-09&country=SE")).Rows);
        Assert.Equal("invalid_query", (await Host.TopPagesAsync(query: "?from=2026-03-10&to=2026-03-09")).Code);
        Assert.Equal("invalid_query", (await Host.TopPagesAsync(query: "?country=SE&country=NO")).Code);
    }

    [Fact]
    public async Task OpenApi_document_needs_no_key_and_has_every_route()
    {
        using var response = await Host.Client.GetAsync($"{PixelCalls.Base}/openapi.yaml", TestContext.Current.CancellationToken);
        Assert.Equal("application/yaml", response.Content.Headers.ContentType?.MediaType);
        var yaml = new YamlStream();
        yaml.Load(new StringReader(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)));
        var paths = (YamlMappingNode)((YamlMappingNode)yaml.Documents[0].RootNode).Children["paths"];
        var documented = paths.Children.SelectMany(
            path => ((YamlMappingNode)path.Value).Children.Keys.Select(method => $"{method.ToString().ToUpperInvariant()} /pixel{path.Key}"));

        var mapped = Host.Services.GetServices<EndpointDataSource>().SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.RoutePattern.RawText!.StartsWith(PixelCalls.Base, StringComparison.Ordinal))
            .SelectMany(endpoint => endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods
                .Where(method => method != "HEAD")
                .Select(method => $"{method} {endpoint.RoutePattern.RawText!.Replace("?}", "}", StringComparison.Ordinal)}"));
        Assert.Equal(mapped.Distinct().Order(), documented.Order());
        Assert.Equal(11, documented.Count());
    }
}
