using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Lintel.GuestTests;

/// <summary>The application is told about faults of its pipeline, at start-up or in the log.</summary>
public sealed class StartTests
{
    [Fact]
    public async Task Second_routing_after_lintel_is_refused_at_start()
    {
        var fault = await Assert.ThrowsAnyAsync<InvalidOperationException>(() => Shop.StartWithStartupAsync(app =>
        {
            app.UseRouting();
            app.UseLintel();
            app.UseRouting();
            app.UseEndpoints(endpoints => endpoints.MapGet("/shop/orders", () => "orders"));
        }));

        Assert.Contains("UseRouting", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Second_routing_after_lintel_of_an_application_that_keeps_its_endpoints_elsewhere_is_refused_at_start()
    {
        var fault = await Assert.ThrowsAnyAsync<InvalidOperationException>(() => Shop.StartWithStartupAsync(app =>
        {
            app.UseRouting();
            app.UseLintel();
            app.UseRouting();
            app.UseEndpoints(endpoints => endpoints.MapGet("/{tenant}/orders", () => "orders"));
        }));

        Assert.Contains("UseRouting", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Second_routing_of_a_web_application_works()
    {
        await using var shop = await Shop.StartAsync(app =>
        {
            app.UseRouting();
            app.UseLintel();
            app.UseRouting();
            app.MapGet("/shop/orders", () => "orders");
        });

        Assert.Equal(401, (await shop.SendAsync("GET", "/shop/orders", withKey: false)).Status);
        Assert.Equal("orders", (await shop.SendAsync("GET", "/shop/orders")).Body);
    }

    [Theory]
    [InlineData("map")]
    [InlineData("mapWhen")]
    [InlineData("useWhen")]
    public async Task Lintel_in_a_branch_is_refused_at_start(string how)
    {
        void Configure(IApplicationBuilder app)
        {
            app.UseRouting();
            _ = how switch
            {
                "map" => app.Map("/shop", branch => branch.UseLintel()),
                "mapWhen" => app.MapWhen(
                    http => http.Request.Path.StartsWithSegments("/shop", StringComparison.OrdinalIgnoreCase),
                    branch => branch.UseLintel()),
                _ => app.UseWhen(http => http.Request.Path.StartsWithSegments("/shop", StringComparison.OrdinalIgnoreCase), branch => branch.UseLintel()),
            };
            app.UseEndpoints(endpoints => endpoints.MapGet("/shop/orders", () => "orders"));
        }

        var startup = await Assert.ThrowsAnyAsync<InvalidOperationException>(() => Shop.StartWithStartupAsync(Configure));
        var web = await Assert.ThrowsAnyAsync<InvalidOperationException>(() => Shop.StartAsync(Configure));

        Assert.All(new[] { startup, web }, fault => Assert.Contains("on the application itself", fault.Message, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Route_from_the_root_of_the_application_is_an_operation()
    {
        await using var shop = await Shop.StartAsync(app =>
        {
            app.UseLintel();
            app.MapGet("~/shop/orders", () => "orders");
        });

        Assert.Equal(401, (await shop.SendAsync("GET", "/shop/orders", withKey: false)).Status);
        Assert.Equal("orders", (await shop.SendAsync("GET", "/shop/orders")).Body);
    }

    [Theory]
    [InlineData("http://own.example/shop/orders", "POST", 405)]
    [InlineData("http://other.example/shop/orders", "GET", 404)]
    [InlineData("http://other.example/shop/orders", "POST", 404)]
    [InlineData("http://a.wild.example:8080/shop/wild", "POST", 405)]
    [InlineData("http://a.wild.example/shop/wild", "POST", 404)]
    [InlineData("http://wild.example:8080/shop/wild", "POST", 404)]
    public async Task Method_is_told_to_hosts_that_the_path_is_mapped_for_alone(string address, string method, int status)
    {
        await using var shop = await Shop.StartAsync(app =>
        {
            app.UseLintel();
            app.MapGet("/shop/orders", () => "orders").RequireHost("own.example");
            app.MapGet("/shop/wild", () => "wild").RequireHost("*.wild.example:8080");
        });

        Assert.Equal(status, (await shop.SendAsync(new HttpRequestMessage(new HttpMethod(method), address))).Status);
    }

    [Fact]
    public async Task Cache_before_lintel_is_logged_without_a_stack_and_not_for_each_request()
    {
        await using var shop = await Shop.StartAsync(
            app =>
            {
                app.UseResponseCaching();
                app.UseLintel();
                app.MapGet("/shop/orders", () => "orders");
            },
            services => services.AddResponseCaching());
        for (var i = 0; i < 20; i++)
        {
            Assert.Equal(500, (await shop.SendAsync("GET", "/shop/orders")).Status);
        }

        var lines = shop.Log.All.Where(line => line.Contains("A cache stands before UseLintel", StringComparison.Ordinal)).ToArray();
        Assert.InRange(lines.Length, 1, 19);
        Assert.DoesNotContain(lines, line => line.Contains("   at ", StringComparison.Ordinal));
    }
}
