using System.Net.Http.Json;
using Lintel.Testing;

public sealed class OrderTests : IAsyncDisposable
{
    private readonly LintelApplicationFactory<Program> _factory = new();

    public ValueTask DisposeAsync() => _factory.DisposeAsync();

    [Fact]
    public async Task Order_is_placed_and_read()
    {
        using var client = await _factory.CreateClientWithKeyAsync("orders:write");

        var placed = await client.PostAsJsonAsync("/base-path/orders", new NewOrder("lamp", 2), TestContext.Current.CancellationToken);
        placed.ShouldBeSuccess();

        var read = await client.GetAsync(placed.Headers.Location, TestContext.Current.CancellationToken);
        read.ShouldBeSuccess();
    }

    [Fact]
    public async Task Order_of_another_account_is_not_found()
    {
        using var client = await _factory.CreateClientWithKeyAsync("orders:write");
        using var other = await _factory.CreateClientWithKeyAsync(await _factory.CreateAccountAsync("Other"), "orders:read");

        var placed = await client.PostAsJsonAsync("/base-path/orders", new NewOrder("lamp", 2), TestContext.Current.CancellationToken);
        var read = await other.GetAsync(placed.Headers.Location, TestContext.Current.CancellationToken);

        read.ShouldBeError("not_found");
    }

    [Fact]
    public async Task Moon_is_sold_out()
    {
        using var client = await _factory.CreateClientWithKeyAsync("orders:write");

        var response = await client.PostAsJsonAsync("/base-path/orders", new NewOrder("moon", 1), TestContext.Current.CancellationToken);

        Assert.Equal("moon is sold out.", response.ShouldBeError("sold_out").Message);
    }

    [Fact]
    public async Task Order_without_an_item_is_refused()
    {
        using var client = await _factory.CreateClientWithKeyAsync("orders:write");

        var response = await client.PostAsJsonAsync("/base-path/orders", new { count = 1 }, TestContext.Current.CancellationToken);

        response.ShouldBeError("invalid_request");
    }

    [Fact]
    public async Task Key_without_the_scope_places_no_orders()
    {
        using var client = await _factory.CreateClientWithKeyAsync("orders:read");

        var response = await client.PostAsJsonAsync("/base-path/orders", new NewOrder("lamp", 1), TestContext.Current.CancellationToken);

        response.ShouldBeError("forbidden");
    }

    [Fact]
    public async Task Limit_opens_again_after_a_minute()
    {
        using var client = await _factory.CreateClientWithKeyAsync("orders:read");
        for (var i = 0; i < 100; i++)
        {
            await client.GetAsync("/base-path/orders/1", TestContext.Current.CancellationToken);
        }

        (await client.GetAsync("/base-path/orders/1", TestContext.Current.CancellationToken)).ShouldBeError("rate_limited");
        _factory.Clock.Advance(TimeSpan.FromMinutes(1));

        (await client.GetAsync("/base-path/orders/1", TestContext.Current.CancellationToken)).ShouldBeError("not_found");
    }
}
