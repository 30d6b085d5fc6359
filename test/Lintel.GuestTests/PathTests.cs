using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.Routing;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.FileProviders;

namespace Lintel.GuestTests;

/// <summary>A path lies in an API however it is written, and nothing of the application sees it before the guards.</summary>
public sealed class PathTests : IAsyncLifetime
{
    private readonly DirectoryInfo _files = Directory.CreateTempSubdirectory("lintel-guest-");
    private readonly Transformed _transformed = new();
    private Shop _shop = null!;

    public async ValueTask InitializeAsync()
    {
        Directory.CreateDirectory(Path.Combine(_files.FullName, "shop"));
        Directory.CreateDirectory(Path.Combine(_files.FullName, "plain"));
        await File.WriteAllTextAsync(Path.Combine(_files.FullName, "shop", "orders.txt"), "secret");
        await File.WriteAllTextAsync(Path.Combine(_files.FullName, "plain", "page.txt"), "page");
        _shop = await Shop.StartAsync(
            app =>
            {
                app.UseLintel();
                app.UseStaticFiles(new StaticFileOptions { FileProvider = new PhysicalFileProvider(_files.FullName) });
                app.MapGet("/shop/orders", () => "orders");
                app.MapGet("/shop/files/{**path}", (string path) => path);
                app.MapGet("/{**path}", (string path) => $"own {path}").AllowAnonymous();
                app.MapGet("/open/{id}", (string id) => id).AllowAnonymous();
                app.MapDynamicControllerRoute<Transformer>("{**anything}");
            },
            services =>
            {
                services.AddSingleton(_transformed).AddScoped<Transformer>().AddControllers();
                services.AddAuthentication().AddJwtBearer();
                services.AddAuthorizationBuilder().SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build());
            });
    }

    public async ValueTask DisposeAsync()
    {
        await _shop.DisposeAsync();
        _files.Delete(recursive: true);
    }

    [Theory]
    [InlineData("//shop/orders")]
    [InlineData("///shop///orders")]
    [InlineData("/shop//orders")]
    [InlineData("/shop\\orders")]
    [InlineData("/\\shop/orders")]
    [InlineData("/./shop/orders.txt")]
    [InlineData("/plain/../shop/orders.txt")]
    [InlineData("/plain/..\\shop/orders.txt")]
    [InlineData("/plain/../../shop/orders.txt")]
    [InlineData("/shop/../shop/orders.txt")]
    [InlineData("//shop/./orders.txt")]
    [InlineData("/shop./orders.txt")]
    [InlineData("/SHOP\\orders.txt")]
    [InlineData("/x/../shop")]
    public async Task Path_inside_an_api_that_routing_reads_otherwise_is_unknown_to_the_contract(string path)
    {
        var without = await _shop.SendPathAsync(path, withKey: false);
        var with = await _shop.SendPathAsync(path, withKey: true);

        Assert.Equal((401, "no_key"), (without.Status, without.Code));
        Assert.Equal((404, "not_found"), (with.Status, with.Code));
        Assert.Equal(0, _transformed.Count);
    }

    [Theory]
    [InlineData("//shop/orders")]
    [InlineData("/shop\\orders")]
    [InlineData("/x/../shop/orders")]
    public async Task Path_inside_an_api_that_routing_reads_otherwise_is_not_asked_for_a_policy_of_the_application(string path)
    {
        await using var shop = await Shop.StartAsync(
            app =>
            {
                app.UseLintel();
                app.MapGet("/shop/orders", () => "orders");
            },
            services =>
            {
                services.AddAuthentication().AddJwtBearer();
                services.AddAuthorizationBuilder().SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build());
            });

        Assert.Equal((401, "no_key"), await shop.SendPathAsync(path, withKey: false) is var without ? (without.Status, without.Code) : default);
        Assert.Equal((404, "not_found"), await shop.SendPathAsync(path, withKey: true) is var with ? (with.Status, with.Code) : default);
    }

    [Theory]
    [InlineData("/shop/files/a//b", "a//b")]
    [InlineData("/shop/files/a/../b", "a/../b")]
    [InlineData("/shop/files/https://site.example/.well-known", "https://site.example/.well-known")]
    public async Task Operation_that_takes_any_path_gets_it_as_it_was_sent(string path, string body) =>
        Assert.Equal((200, null, body), await _shop.SendPathAsync(path, withKey: true));

    [Theory]
    [InlineData("//plain/page.txt", "own /plain/page.txt")]
    [InlineData("/plain/./x", "own plain/./x")]
    [InlineData("/.well-known/x", "own .well-known/x")]
    [InlineData("/open/..", "..")]
    [InlineData("/x\\y", "own x\\y")]
    [InlineData("/x/../shopping", "own x/../shopping")]
    public async Task Same_path_outside_is_the_applications(string path, string body) =>
        Assert.Equal((200, null, body), await _shop.SendPathAsync(path, withKey: false));

    private sealed class Transformed
    {
        public int Count { get; set; }
    }

    private sealed class Transformer(Transformed transformed) : DynamicRouteValueTransformer
    {
        public override ValueTask<RouteValueDictionary> TransformAsync(HttpContext httpContext, RouteValueDictionary values)
        {
            transformed.Count++;
            return ValueTask.FromResult(values);
        }
    }
}
