using System.Net;
using System.Text.Json.Nodes;
using Lintel.HttpTests.Guest;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Lintel.HttpTests.OpenApi;

/// <summary>The reference of an application with routes that ASP.NET Core takes and OpenAPI has no place for.</summary>
public sealed class UnusualRouteTests
{
    [Fact]
    public async Task Paths_that_differ_in_names_of_parameters_alone_are_one_with_the_first_names()
    {
        await using var host = await StartAsync();

        var paths = await PathsAsync(host);

        var item = Assert.Single(paths, path => path.Key.StartsWith("/orders/", StringComparison.Ordinal)).Value!.AsObject();
        Assert.Equal(["delete", "get"], item.Select(member => member.Key).Order(StringComparer.Ordinal));
        Assert.All(item, operation => Assert.Equal(
            "id",
            (string?)operation.Value!["parameters"]!.AsArray().Single(parameter => (string?)parameter!["in"] == "path")!["name"]));
    }

    [Fact]
    public async Task Method_that_the_format_does_not_know_is_left_out()
    {
        await using var host = await StartAsync();

        Assert.DoesNotContain("/folder", (await PathsAsync(host)).Select(path => path.Key));
    }

    [Fact]
    public async Task Operation_that_is_excluded_from_descriptions_is_in_none_of_the_pages()
    {
        await using var host = await StartAsync();

        Assert.DoesNotContain((await PathsAsync(host)).Select(path => path.Key), path => path.Contains("reindex", StringComparison.Ordinal));
        var page = await host.SendAsync("GET", "/docs/shop/errors/error");
        Assert.Equal(200, page.Status);
        Assert.Contains("/shop/orders", page.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("reindex", page.Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/docs")]
    [InlineData("/docs/shop")]
    [InlineData("/docs/shop/openapi.json")]
    public async Task Reference_needs_no_credential_under_a_fallback_policy(string path)
    {
        await using var host = await StartAsync(services =>
        {
            services.AddAuthentication();
            services.AddAuthorizationBuilder().SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAssertion(_ => false).Build());
        });

        Assert.Equal(200, (await host.SendAsync("GET", path)).Status);
    }

    [Fact]
    public async Task Form_that_ends_early_asks_for_nothing()
    {
        await using var host = await StartAsync();
        using var form = new StringContent("abc");
        form.Headers.ContentType = new("multipart/form-data") { Parameters = { new("boundary", "x") } };

        Assert.Equal((int)HttpStatusCode.NotFound, (await host.SendAsync("POST", "/docs/shop", content: form)).Status);
    }

    private static Task<GuestHost> StartAsync(Action<IServiceCollection>? services = null) => GuestHost.StartAsync(
        app =>
        {
            app.UseLintel();
            var shop = app.MapApi("shop");
            shop.MapGet("/orders/{id:int}", (int id) => id);
            shop.MapDelete("/orders/{orderId}", (string orderId) => orderId);
            shop.MapMethods("/folder", ["PROPFIND"], () => "folder");
            shop.MapPost("/internal/reindex", () => "done").ExcludeFromDescription();
            app.MapReference();
        },
        services);

    private static async Task<JsonObject> PathsAsync(GuestHost host)
    {
        var document = await host.SendAsync("GET", "/docs/shop/openapi.json");
        Assert.Equal(200, document.Status);
        return JsonNode.Parse(document.Body)!["paths"]!.AsObject();
    }
}
