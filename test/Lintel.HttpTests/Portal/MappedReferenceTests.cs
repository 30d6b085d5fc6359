using System.Text.Json.Nodes;
using Lintel.HttpTests.Guest;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Lintel.HttpTests.Portal;

/// <summary>The reference on a group of the application.</summary>
public sealed class MappedReferenceTests
{
    [Fact]
    public async Task Links_errors_and_documents_have_the_prefix_of_the_group()
    {
        await using var host = await StartAsync(app => app.MapGroup("/help").MapReference());

        var home = await host.SendAsync("GET", "/help/docs/shop");
        Assert.Equal(200, home.Status);
        Assert.Contains("href=\"/help/docs/shop/errors/sold_out\"", home.Body, StringComparison.Ordinal);
        Assert.Contains("href=\"/help/docs/portal.css?v=", home.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("\"/docs", home.Body, StringComparison.Ordinal);
        Assert.Equal(200, (await host.SendAsync("GET", "/help/docs/shop/errors/sold_out")).Status);
        Assert.Contains("/help/docs/shop.md", (await host.SendAsync("GET", "/help/docs/llms.txt")).Body, StringComparison.Ordinal);
        using var refused = await host.Client.GetAsync("/shop/things", TestContext.Current.CancellationToken);
        Assert.Equal(["</help/docs/shop/errors/unauthenticated>; rel=\"help\""], refused.Headers.GetValues("Link"));
        var document = JsonNode.Parse((await host.SendAsync("GET", "/help/docs/shop/openapi.json")).Body)!;
        Assert.StartsWith("/help/docs/shop/errors/", (string?)document["x-lintel-errors"]![0]!["docs"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Conventions_hold_for_every_page()
    {
        await using var host = await StartAsync(app => app.MapReference().RequireHost("docs.example"));

        foreach (var path in new[] { "/docs", "/docs/shop", "/docs/shop/openapi.json", "/docs/portal.css", "/docs/shop/errors/sold_out" })
        {
            Assert.Equal(404, (await host.SendAsync("GET", path)).Status);
            Assert.Equal(200, (await host.SendAsync("GET", path, headers: ("Host", "docs.example"))).Status);
        }
    }

    [Fact]
    public async Task Group_whose_prefix_has_parameters_is_refused_with_a_remedy()
    {
        var fault = await Assert.ThrowsAnyAsync<Exception>(() => StartAsync(app => app.MapGroup("/{tenant}").MapReference()));

        Assert.Contains("Call MapReference() on a group without parameters in its prefix", fault.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Page_to_try_operations_is_there_only_where_it_was_asked_for()
    {
        await using var without = await StartAsync(app => app.MapReference());
        await using var with = await StartAsync(app => app.MapGroup("/help").MapReference(), scalar: true);

        Assert.Equal(404, (await without.SendAsync("GET", "/docs/shop/try/")).Status);
        Assert.DoesNotContain("/try", (await without.SendAsync("GET", "/docs/shop")).Body, StringComparison.Ordinal);
        Assert.Contains("href=\"/help/docs/shop/try\"", (await with.SendAsync("GET", "/help/docs/shop")).Body, StringComparison.Ordinal);
        var page = await with.SendAsync("GET", "/help/docs/shop/try/");
        Assert.Equal(200, page.Status);
        Assert.Contains("help/docs/shop/openapi.json", page.Body, StringComparison.Ordinal);
    }

    private static Task<GuestHost> StartAsync(Action<WebApplication> reference, bool scalar = false) =>
        GuestHost.StartAsync(
            app =>
            {
                app.UseLintel();
                app.MapApi("shop").MapGet("/things", () => "things").RaisesError("sold_out");
                reference(app);
            },
            late: late =>
            {
                if (scalar)
                {
                    late.AddLintel(_ => { }).AddScalar();
                }
            });
}
