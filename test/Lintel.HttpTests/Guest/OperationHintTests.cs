using Lintel.AspNetCore;
using Lintel.Contracts;
using Lintel.HttpTests.Door;
using Lintel.HttpTests.Harness;
using Microsoft.AspNetCore.Builder;

namespace Lintel.HttpTests.Guest;

public sealed class OperationHintTests
{
    private const string Scopes = "No operation asks for";
    private const string Codes = "Nothing sends";
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
    public async Task Code_that_answers_no_condition_and_that_no_operation_names_is_told_once_with_the_next_step()
    {
        await using var host = await StartAsync(app => app.MapGet("/shop/things", () => "things"));

        Assert.StartsWith(
            "Information: shop.yaml: Nothing sends sold_out: no condition is named under 'when', and no operation or guard names the code. "
            + "Add .RaisesError(\"sold_out\") to the endpoints",
            HintOf(host, Codes),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Code_that_is_named_retired_or_inherited_is_not_told()
    {
        using var folder = new TemporaryFolder();
        var shared = Path.Combine(folder.Path, "shared.yaml");
        await File.WriteAllTextAsync(
            shared,
            "errors: { elsewhere: { status: 409, message: Not here., meaning: m, fix: f, retry: never } }\n",
            TestContext.Current.CancellationToken);
        await using var named = await StartAsync(app => app.MapGet("/shop/things", () => "things").RaisesError("sold_out"));
        await using var retired = await StartAsync(
            app => app.MapGet("/shop/things", () => "things"),
            lintel => Take(lintel, DoorHost.Contract.Replace("sold_out: { ", "sold_out: { retired: true, ", StringComparison.Ordinal)));
        await using var inherited = await StartAsync(
            app => app.MapGet("/shop/things", () => "things").RaisesError("sold_out"),
            lintel => Take(lintel, $"extend: {shared}\n" + DoorHost.Contract));

        Assert.All([named, retired, inherited], host => Assert.DoesNotContain(host.Log.Lines, line => line.Contains(Codes, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Links_that_no_page_answers_are_told_once_with_the_next_step()
    {
        await using var host = await StartAsync(app => app.MapGet("/shop/things", () => "things"), WithLinks);

        Assert.StartsWith(
            "Information: shop.yaml: Errors link to /docs/shop/errors/<code> ($type), and no endpoint answers there. "
            + "Call app.MapReference(), or remove $type from 'envelope'.",
            HintOf(host, Pages),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Links_of_the_management_api_are_told_too_and_its_scopes_are_not()
    {
        await using var host = await StartAsync(app => app.MapManagement(), lintel => lintel.Contracts.Add(Contract.Default));

        Assert.Contains("/docs/lintel/errors/<code>", HintOf(host, Pages), StringComparison.Ordinal);
        Assert.Contains("shop.yaml", HintOf(host, Scopes), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Links_that_a_page_answers_and_contracts_without_links_are_not_told()
    {
        await using var pages = await StartAsync(app => app.MapReference(), WithLinks);
        await using var own = await StartAsync(app => app.MapGet("/docs/shop/errors/{name}", (string name) => name), WithLinks);
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
        Take(lintel, DoorHost.Contract.Replace("envelope: { code:", "envelope: { about: { help: $type }, code:", StringComparison.Ordinal));
    }

    private static void Take(LintelOptions lintel, string contract)
    {
        lintel.Contracts.Clear();
        lintel.Contracts.Add(ContractReader.Read(contract, "shop.yaml"));
    }
}
