using System.Text.Json.Nodes;
using Lintel.HttpTests.Guest;
using Microsoft.AspNetCore.Builder;

namespace Lintel.HttpTests.OpenApi;

/// <summary>The bounds of what callers send, where nobody has declared any.</summary>
public sealed class RequestBoundsTests : IAsyncLifetime
{
    private const long LargestBody = 3_000_000;

    private GuestHost _host = null!;

    public async ValueTask InitializeAsync() => _host = await GuestHost.StartAsync(
        app =>
        {
            app.UseLintel();
            var shop = app.MapApi("shop");
            shop.MapPost("/numbers", (List<int> numbers) => numbers.Count).MaxBody(LargestBody);
            shop.MapGet("/things/{name}", (string name, long? after) => name);
            shop.MapPost("/sums", (List<Int128> numbers) => numbers.Count);
            shop.MapPost("/products", (List<ulong> numbers) => numbers.Count);
            app.MapReference();
        });

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task List_has_no_more_items_than_the_largest_body_holds()
    {
        var schema = (await OperationAsync("/numbers", "post"))["requestBody"]!["content"]!["application/json"]!["schema"]!;

        Assert.Equal(LargestBody / 2, (long)schema["maxItems"]!);
        Assert.Equal(int.MaxValue, (int)schema["items"]!["maximum"]!);
    }

    [Fact]
    public async Task Parameter_is_no_longer_than_the_contract_lets_the_request_target_be()
    {
        var parameters = (await OperationAsync("/things/{name}", "get"))["parameters"]!.AsArray();

        Assert.Equal(1024, (int)parameters.Single(parameter => (string?)parameter!["name"] == "name")!["schema"]!["maxLength"]!);
        Assert.Equal(long.MinValue, (long)parameters.Single(parameter => (string?)parameter!["name"] == "after")!["schema"]!["minimum"]!);
    }

    [Theory]
    [InlineData("/sums")]
    [InlineData("/products")]
    public async Task Integer_without_a_format_has_no_bounds_of_another(string path)
    {
        var number = (await OperationAsync(path, "post"))["requestBody"]!["content"]!["application/json"]!["schema"]!["items"]!.AsObject();

        Assert.False(number.ContainsKey("minimum") || number.ContainsKey("maximum"), number.ToJsonString());
    }

    private async Task<JsonNode> OperationAsync(string path, string method) =>
        JsonNode.Parse((await _host.SendAsync("GET", "/docs/shop/openapi.json")).Body)!["paths"]![path]![method]!;
}
