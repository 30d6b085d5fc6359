using System.Text.Json;
using System.Text.Json.Nodes;
using Json.Schema;
using Lintel.AspNetCore;
using Lintel.HttpTests.Guest;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.DependencyInjection;

namespace Lintel.HttpTests.OpenApi;

/// <summary>The examples of successes that an application gives, in Lintel's documents and in the framework's own.</summary>
public sealed class ResponseExampleDocumentTests : IAsyncLifetime
{
    private GuestHost _host = null!;

    public async ValueTask InitializeAsync() => _host = await GuestHost.StartAsync(
        app =>
        {
            app.UseLintel();
            app.MapReference();
            app.MapOpenApi();
            var shop = app.MapApi("shop");
            shop.MapGet("/typed", () => TypedResults.Ok(new Order("1", "Milk")));
            shop.MapGet("/listed", () => TypedResults.Ok(new Page([new Order("1", "Milk")])));
            shop.MapGet("/own", () => TypedResults.Ok(new Order("1", "Milk"))).WithResponseExample(new Order("8", "Tea's best"));
            shop.MapGet("/handler", [ResponseExample("""{"id":"9","item":"Salt"}""")] () => TypedResults.Ok(new Order("1", "Milk")));
            shop.MapPost("/placed", Results<Ok<Order>, Accepted<Order>> () => TypedResults.Accepted("/shop/typed", new Order("1", "Milk")))
                .WithResponseExample(new Order("2", "Later"), StatusCodes.Status202Accepted);
            shop.MapPost("/queued", () => TypedResults.Accepted("/shop/typed"));
            shop.MapPost("/plain", () => Results.Json(new Order("1", "Milk"), statusCode: 202)).Produces<Order>(StatusCodes.Status202Accepted);
            shop.MapGet("/chosen", () => TypedResults.Ok(new Order("1", "Milk"))).WithSummary("Lists orders.").WhenQueryAbsent("kind");
            shop.MapGet("/chosen", () => TypedResults.Ok(new Order("1", "Milk"))).WithSummary("Shows an order.").WhenQuery("kind", "one");
        },
        services => services.AddOpenApi("all", options => options.AddLintel()));

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Theory]
    [InlineData("get", "/typed", "200", """{"id":"7","item":"Milk"}""")]
    [InlineData("get", "/listed", "200", """{"orders":[{"id":"7","item":"Milk"}]}""")]
    [InlineData("get", "/own", "200", """{"id":"8","item":"Tea\u0027s best"}""")]
    [InlineData("get", "/handler", "200", """{"id":"9","item":"Salt"}""")]
    [InlineData("post", "/placed", "200", """{"id":"7","item":"Milk"}""")]
    [InlineData("post", "/placed", "202", """{"id":"2","item":"Later"}""")]
    public async Task Answer_has_the_example_that_is_given_and_that_is_of_its_schema(string method, string path, string status, string example)
    {
        var document = await ReadAsync("/docs/shop/openapi.json");
        var media = document["paths"]![path]![method]!["responses"]![status]!["content"]!["application/json"]!;
        var value = Assert.Single(media["examples"]!.AsObject()).Value!["value"]!;

        Assert.Equal(example, value.ToJsonString());
        Assert.True(JsonSchema.FromText(Whole(document, media["schema"]!)).Evaluate(JsonDocument.Parse(example).RootElement).IsValid);
    }

    [Fact]
    public async Task Document_of_the_framework_has_the_example()
    {
        var document = await ReadAsync("/openapi/all.json");
        var media = document["paths"]!["/shop/own"]!["get"]!["responses"]!["200"]!["content"]!["application/json"]!;

        Assert.Equal("8", (string?)Assert.Single(media["examples"]!.AsObject()).Value!["value"]!["id"]);
    }

    [Theory]
    [InlineData("/placed", true)]
    [InlineData("/queued", true)]
    [InlineData("/plain", false)]
    public async Task Accepted_has_a_location_where_the_handler_answers_with_one(string path, bool hasLocation)
    {
        var accepted = (await ReadAsync("/docs/shop/openapi.json"))["paths"]![path]!["post"]!["responses"]!["202"]!;

        Assert.Equal(hasLocation, accepted["headers"]!["Location"] is not null);
    }

    [Fact]
    public async Task Operations_that_the_query_chooses_have_one_summary() =>
        Assert.Equal("Lists orders, or shows an order", (string?)(await ReadAsync("/docs/shop/openapi.json"))["paths"]!["/chosen"]!["get"]!["summary"]);

    [Fact]
    public async Task Example_that_cannot_be_written_as_json_is_refused_at_start_up()
    {
        var fault = await Assert.ThrowsAsync<OperationsException>(() => GuestHost.StartAsync(app =>
        {
            app.UseLintel();
            var shop = app.MapApi("shop");
            shop.MapGet("/bad", [ResponseExample("{item}")] () => TypedResults.Ok(new Order("1", "Milk"))).WithName("bad");
            shop.MapGet("/type", () => TypedResults.Ok(new List<Faulty>())).WithName("type");
            shop.MapGet("/endless", () => TypedResults.Ok()).WithName("endless").WithResponseExample(new { Price = double.PositiveInfinity });
        }));

        foreach (var name in new[] { "bad", "type", "endless" })
        {
            Assert.Contains($"{name} has an example of its response that is not JSON with each member once", fault.Message, StringComparison.Ordinal);
        }
    }

    private static string Whole(JsonNode document, JsonNode schema)
    {
        var types = document["components"]!["schemas"]!.AsObject().Where(type => type.Key is nameof(Order) or nameof(Page));
        var whole = new JsonObject
        {
            ["allOf"] = new JsonArray(schema.DeepClone()),
            ["$defs"] = new JsonObject(types.Select(type => KeyValuePair.Create(type.Key, type.Value?.DeepClone()))),
        };
        return whole.ToJsonString().Replace("#/components/schemas/", "#/$defs/", StringComparison.Ordinal);
    }

    private async Task<JsonNode> ReadAsync(string address) => JsonNode.Parse((await _host.SendAsync("GET", address)).Body)!;

    [ResponseExample("""{"id":"7","item":"Milk"}""")]
    private sealed record Order(string Id, string Item);

    private sealed record Page(IReadOnlyList<Order> Orders);

    [ResponseExample("""{"id":"7","id":"8"}""")]
    private sealed record Faulty(string Id);
}
