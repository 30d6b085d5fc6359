using Lintel.AspNetCore;
using Lintel.HttpTests.Door;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Lintel.HttpTests.Guest;

public sealed class RequireScopeAttributeTests
{
    [Theory]
    [InlineData("GET", "/shop/scoped", "things:read")]
    [InlineData("GET", "/shop/scoped/all", "things:write")]
    [InlineData("POST", "/shop/scoped-hub/negotiate?negotiateVersion=1", "things:write")]
    [InlineData("GET", "/shop/scoped-handler", "things:write")]
    public async Task Key_without_the_scope_of_the_nearest_attribute_is_refused(string method, string path, string scope)
    {
        await using var host = await StartAsync();
        var reader = (await TestKeys.IssueAsync(host.Services, "shop", "things:read")).Key;

        Assert.Equal((401, "unauthenticated"), Short(await host.SendAsync(method, path)));
        Assert.Equal((403, "no_scope"), Short(await host.SendAsync(method, path, host.KeyWithoutScope)));
        Assert.Equal(scope == "things:read" ? (200, null) : (403, "no_scope"), Short(await host.SendAsync(method, path, reader)));
        Assert.Equal((200, null), Short(await host.SendAsync(method, path, host.Key)));
    }

    [Fact]
    public async Task Attribute_has_no_effect_outside_the_apis()
    {
        await using var host = await StartAsync();

        Assert.Equal((200, null), Short(await host.SendAsync("GET", "/plain/scoped")));
    }

    [Fact]
    public async Task Scope_that_the_contract_does_not_declare_is_refused_at_start_up()
    {
        var fault = await Assert.ThrowsAnyAsync<InvalidOperationException>(() => GuestHost.StartAsync(app =>
        {
            app.UseLintel();
            app.MapGet("/shop/burn", [RequireScope("things:burn")] () => "burnt");
        }));

        Assert.Contains("requires the scope 'things:burn', which shop.yaml does not declare", fault.Message, StringComparison.Ordinal);
    }

    private static Task<GuestHost> StartAsync() => GuestHost.StartAsync(
        app =>
        {
            app.UseLintel();
            app.MapControllers();
            app.MapHub<ScopedHub>("/shop/scoped-hub");
            app.MapGroup("/shop").RequireScope("things:read").MapGet("/scoped-handler", [RequireScope("things:write")] () => "handled");
        },
        services =>
        {
            GuestEndpoints.AddServices(services);
            services.AddSignalR();
        });

    private static (int Status, string? Code) Short(GuestAnswer answer) => (answer.Status, answer.Code);
}
