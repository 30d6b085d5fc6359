using System.Net.Http.Json;
using Lintel.Accounts;
using Lintel.Keys;
using Lintel.Testing;
using Lintel.Tests;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Lintel.GuestTests;

/// <summary>The tests of an application's own, as docs/testing.md shows them.</summary>
public sealed class OwnTests : IAsyncDisposable
{
    private readonly LintelApplicationFactory<Program> _factory = new();

    public ValueTask DisposeAsync() => _factory.DisposeAsync();

    [Fact]
    public async Task Order_is_read_with_a_key_that_may()
    {
        using var client = await _factory.CreateClientWithKeyAsync("orders:read");

        var response = await client.GetAsync("/shop/orders/1");

        response.ShouldBeSuccess();
        Assert.Equal("lamp", (await response.Content.ReadFromJsonAsync<ExistingApp.Order>())!.Item);
    }

    [Fact]
    public async Task Order_is_placed_only_by_who_may_write()
    {
        using var client = await _factory.CreateClientWithKeyAsync("orders:read");

        var response = await client.PostAsJsonAsync("/shop/orders", new { item = "lamp", count = 2 });

        response.ShouldBeError("forbidden");
    }

    [Fact]
    public async Task Key_ends_when_its_time_is_over()
    {
        var account = await _factory.CreateAccountAsync("Brook Dairy");
        using var client = _factory.CreateClientWithKey(
            await _factory.IssueKeyAsync(
                new NewKey { AccountId = account.Id, Name = "till", Scopes = ["orders:read"], ExpiresAt = _factory.Clock.GetUtcNow().AddDays(30) }));

        (await client.GetAsync("/shop/orders/1")).ShouldBeSuccess();
        _factory.Clock.Advance(TimeSpan.FromDays(31));

        (await client.GetAsync("/shop/orders/1")).ShouldBeError("no_key");
    }

    [Fact]
    public async Task Message_names_the_fields_that_are_wrong()
    {
        using var client = await _factory.CreateClientWithKeyAsync("orders:write");

        var response = await client.PostAsJsonAsync("/shop/orders", new { count = 0 });

        Assert.Contains("Item", response.ShouldBeError("bad_request").Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Limit_opens_again()
    {
        var account = await _factory.CreateAccountAsync(
            new NewAccount { Api = "shop", Name = "Brook Dairy", Limits = new Dictionary<string, int> { ["calls"] = 1 } });
        using var client = await _factory.CreateClientWithKeyAsync(account, "orders:read");

        (await client.GetAsync("/shop/orders/1")).ShouldBeSuccess();
        (await client.GetAsync("/shop/orders/1")).ShouldBeError("too_fast");
        _factory.Clock.Advance(TimeSpan.FromMinutes(1));

        (await client.GetAsync("/shop/orders/1")).ShouldBeSuccess();
    }

    public static TheoryData<string> Exchanges => [.. GoldenExchanges.In(Repository.PathOf("test/Lintel.GuestTests/exchanges"))];

    [Theory]
    [MemberData(nameof(Exchanges))]
    public async Task Exchange_is_as_recorded(string file)
    {
        var values = new Dictionary<string, string> { ["key"] = await _factory.IssueKeyAsync("orders:read") };

        await GoldenExchanges.CompareAsync(_factory.CreateClient(), file, values);
    }

    [Fact]
    public void Stores_in_memory_take_the_place_of_files()
    {
        using var client = _factory.CreateClient();

        var root = _factory.Services.GetRequiredService<IHostEnvironment>().ContentRootPath;
        Assert.False(Directory.Exists(Path.Combine(root, "data")));
    }
}
