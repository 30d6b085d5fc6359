using Lintel.AspNetCore;
using Lintel.Contracts;
using Lintel.HttpTests.Door;
using Microsoft.AspNetCore.Builder;

namespace Lintel.HttpTests.Guest;

public sealed class OperationHintTests
{
    private const string Scopes = "No operation asks for";
    private const string Pages = "and no endpoint answers there";

    [Fact]
    public async Task Scopes_that_no_operation_asks_for_are_told_once_with_the_next_step()
    {
        await using var host = await StartAsync(app => app.MapGet("/shop/things", () => "things"));

        Assert.StartsWith(
            "Information: shop.yaml: No operation asks for things:read, things:write (declared under 'scopes'), so keys without may do the same as keys with. "
            + "Add .RequireScope(\"things:read\") or [RequireScope(\"things:read\")] to the endpoints.",
            HintOf(host, Scopes),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Scopes_that_an_operation_asks_for_are_not_told()
    {
        await using var host = await StartAsync(app =>
        {
            app.MapGet("/shop/things", () => "things").RequireScope("things:read");
            app.MapPost("/shop/things", (ApiCall call) => call.RequestId).Body(ShopOperations.NewThing.Read).RequireOperationScope("things:write");
        });

        Assert.DoesNotContain(host.Log.Lines, line => line.Contains(Scopes, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Scope_that_is_implied_and_never_asked_for_is_told_alone()
    {
        await using var host = await StartAsync(app => app.MapGet("/shop/things", () => "things").RequireScope("things:write"));

        Assert.Contains("No operation asks for things:read (", HintOf(host, Scopes), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Links_that_no_page_answers_are_told_once_with_the_next_step()
    {
        await using var host = await StartAsync(app => app.MapGet("/shop/things", () => "things"), WithLinks);

        Assert.StartsWith(
            "Information: shop.yaml: Errors link to /shop/errors/<code> ($type), and no endpoint answers there. "
            + "Call app.MapReference(), or remove $type from 'envelope'.",
            HintOf(host, Pages),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Links_of_the_management_api_are_told_too_and_its_scopes_are_not()
    {
        await using var host = await StartAsync(app => app.MapManagement(), lintel => lintel.Contracts.Add(Contract.Default));

        Assert.Contains("/lintel/errors/<code>", HintOf(host, Pages), StringComparison.Ordinal);
        Assert.Contains("shop.yaml", HintOf(host, Scopes), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Links_that_a_page_answers_and_contracts_without_links_are_not_told()
    {
        await using var pages = await StartAsync(app => app.MapReference(), WithLinks);
        await using var own = await StartAsync(app => app.MapGet("/shop/errors/{name:alpha}", (string name) => name).OutsideContract(), WithLinks);
        await using var none = await StartAsync(app => app.MapGet("/shop/things", () => "things"));

        Assert.All([pages, own, none], host => Assert.DoesNotContain(host.Log.Lines, line => line.Contains(Pages, StringComparison.Ordinal)));
    }

    private static string HintOf(GuestHost host, string text) => Assert.Single(host.Log.Lines, line => line.Contains(text, StringComparison.Ordinal));

    private static Task<GuestHost> StartAsync(Action<WebApplication> endpoints, Action<LintelOptions>? options = null) => GuestHost.StartAsync(
        app =>
        {
            app.UseLintel();
            endpoints(app);
        },
        options: options);

    private static void WithLinks(LintelOptions lintel)
    {
        lintel.Contracts.Clear();
        var contract = DoorHost.Contract.Replace("envelope: { code:", "envelope: { about: { help: $type }, code:", StringComparison.Ordinal);
        lintel.Contracts.Add(ContractReader.Read(contract, "shop.yaml"));
    }
}
