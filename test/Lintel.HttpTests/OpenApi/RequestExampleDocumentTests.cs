using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Nodes;
using Lintel.AspNetCore;
using Lintel.HttpTests.Guest;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Lintel.HttpTests.OpenApi;

/// <summary>Examples of request bodies, as the document and the portal have them.</summary>
public sealed class RequestExampleDocumentTests : IAsyncLifetime
{
    private GuestHost _host = null!;

    public async ValueTask InitializeAsync() => _host = await GuestHost.StartAsync(
        app =>
        {
            app.UseLintel();
            var shop = app.MapApi("shop");
            var snake = new JsonSerializerOptions(JsonSerializerDefaults.Web) { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };
            shop.MapPost("/typed", (Body<Order> order) => order.Value).WithName("typed").Body<Order>();
            shop.MapPost("/own", (Body<Order> order) => order.Value).WithName("own").Body<Order>().WithRequestExample(new Order("Milk's best"));
            shop.MapPost("/described", (Body<string> order) => order.Value).WithName("described")
                .Body(fields => fields.Text("item", required: true) ?? string.Empty)
                .Accepts<Order>("application/json").WithMetadata(snake).WithRequestExample(new Order("Milk", 2));
            shop.MapPost("/node", (Body<Order> order) => order.Value).WithName("node").Body<Order>()
                .WithRequestExample(new JsonObject { ["item"] = "Milk", ["note"] = null });
            shop.MapPost("/bound", [RequestExample("""{"item":"bound"}""")] (Order order) => order);
            shop.MapPost("/chosen", (Body<Order> order) => order.Value).WithName("chosen.one").WhenQuery("kind", "one").Body<Order>();
            shop.MapPost("/chosen", (Body<Plain> order) => order.Value).WithName("chosen.none").WhenQuery("kind", "none").Body<Plain>();
            app.MapReference();
        });

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Theory]
    [InlineData("/typed", "typed", """{"item":"Milk","note":null}""")]
    [InlineData("/own", "own", """{"item":"Milk\u0027s best"}""")]
    [InlineData("/described", "described", """{"item":"Milk","best_before_days":2}""")]
    [InlineData("/node", "node", """{"item":"Milk","note":null}""")]
    [InlineData("/bound", "example", """{"item":"bound"}""")]
    [InlineData("/chosen", "chosen.one", """{"item":"Milk","note":null}""")]
    public async Task Body_has_the_example_that_is_given(string path, string name, string example)
    {
        var examples = await ExamplesAsync(path);

        Assert.Equal(name, Assert.Single(examples).Key);
        Assert.Equal(example, examples[name]!["value"]!.ToJsonString());
    }

    [Fact]
    public async Task Command_of_the_portal_sends_the_example()
    {
        await using var host = await GuestHost.StartAsync(app =>
        {
            app.UseLintel();
            app.MapApi("shop").MapPost("/own", (Body<Order> order) => order.Value).RequireScope("things:write").Body<Order>()
                .WithRequestExample(new Order("Milk's best"));
            app.MapReference();
        });

        Assert.Contains("""-d '{"item":"Milk'\''s best"}'""", (await host.SendAsync("GET", "/docs/shop/errors/no_scope.md")).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Example_that_cannot_be_written_as_json_is_refused_at_start_up()
    {
        var fault = await Assert.ThrowsAsync<OperationsException>(() => GuestHost.StartAsync(app =>
        {
            app.UseLintel();
            var shop = app.MapApi("shop");
            shop.MapPost("/bad", [RequestExample("{item}")] (Order order) => order).WithName("bad");
            shop.MapPost("/twice", [RequestExample("""{"item":"Milk","item":"Tea"}""")] (Order order) => order).WithName("twice");
            shop.MapPost("/node", (Order order) => order).WithName("node").WithRequestExample(JsonNode.Parse("""{"item":"Milk","item":"Tea"}""")!);
            shop.MapPost("/endless", (Order order) => order).WithName("endless").WithRequestExample(new { Price = double.PositiveInfinity });
            shop.MapPost("/type", (Order order) => order).WithName("type").WithRequestExample(new { Type = typeof(Order) });
        }));

        foreach (var name in new[] { "bad", "twice", "node", "endless", "type" })
        {
            Assert.Contains($"{name} has an example of its body that is not JSON with each member once", fault.Message, StringComparison.Ordinal);
        }
    }

    private async Task<JsonObject> ExamplesAsync(string path)
    {
        var document = JsonNode.Parse((await _host.SendAsync("GET", "/docs/shop/openapi.json")).Body)!;
        return document["paths"]![path]!["post"]!["requestBody"]!["content"]!["application/json"]!["examples"]!.AsObject();
    }

    [RequestExample("""{"item":"Milk","note":null}""")]
    private sealed record Order([StringLength(20)] string Item, int? BestBeforeDays = null, string? Note = null);

    private sealed record Plain(string Item);
}
