using Lintel.AspNetCore;
using Lintel.HttpTests.Guest;
using Lintel.HttpTests.Harness;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Lintel.HttpTests.Portal;

/// <summary>The operations on the pages of the reference, and the samples that call them.</summary>
public sealed class PortalSampleTests(SharedHost shared) : IAsyncLifetime
{
    private GuestHost _host = null!;

    public async ValueTask InitializeAsync() => _host = await GuestHost.StartAsync(app =>
    {
        app.UseLintel();
        app.MapReference();
        var shop = app.MapApi("shop");
        shop.MapPost("/orders/{orderId}/lines", (string orderId, string kind, Body<Line> line) => (orderId, kind, line.Value.Item).ToString())
            .WithSummary("Adds a line").RequireScope("things:write").RaisesError("sold_out").WhenQuery("kind", "gift").Body<Line>();
        shop.MapGet("/orders", (int page) => page.ToString(System.Globalization.CultureInfo.InvariantCulture)).WithSummary("Lists orders");
    });

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Theory]
    [InlineData("ORDER_ID='paste the order id here'")]
    [InlineData("/shop/orders/$ORDER_ID/lines?kind=gift\"")]
    [InlineData("/shop/orders/{orderId}/lines?kind=gift\"")]
    [InlineData("/shop/orders/${orderId}/lines?kind=gift`")]
    [InlineData("/shop/orders/{order_id}/lines?kind=gift\", content=body")]
    public async Task Samples_have_the_query_and_a_variable_for_what_the_reader_knows(string text) =>
        Assert.Contains(text, await PageAsync("/docs/shop/errors/sold_out.md"), StringComparison.Ordinal);

    [Fact]
    public async Task Code_that_no_single_request_provokes_has_words_in_the_place_of_a_command()
    {
        var page = await PageAsync("/docs/shop/errors/sold_out.md");
        var provoked = page[page.IndexOf("## How to provoke it", StringComparison.Ordinal)..page.IndexOf("## How to handle it", StringComparison.Ordinal)];

        Assert.Contains("No single request is sure to bring this about.", provoked, StringComparison.Ordinal);
        Assert.DoesNotContain("curl", provoked, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Home_lists_the_operations_with_their_scopes_and_codes()
    {
        var text = await PageAsync("/docs/shop.md");
        var page = await PageAsync("/docs/shop");

        Assert.Matches(@"\| `POST /shop/orders/\{orderId\}/lines\?kind=gift` \| Adds a line \| `things:write` \| .*\[`sold_out`\]\(.*/docs/shop/errors/sold_out.md\)", text);
        Assert.Matches("Adds a line<span class=\"needs\">Scope <code>things:write</code>", page);
        Assert.Contains("Lists orders", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task First_request_sends_the_parameters_that_the_operation_needs() =>
        Assert.Contains("/shop/orders?page=1'", await PageAsync("/docs/shop.md"), StringComparison.Ordinal);

    [Fact]
    public async Task Index_lists_the_management_api_last()
    {
        var index = await shared.Host.Client.GetStringAsync("/docs.md", TestContext.Current.CancellationToken);

        Assert.Contains("/docs/lintel.md", index.TrimEnd().Split('\n')[^1], StringComparison.Ordinal);
    }

    private async Task<string> PageAsync(string path) => (await _host.SendAsync("GET", path)).Body;

    private sealed record Line(string Item);
}
