using System.ComponentModel.DataAnnotations;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Lintel.AspNetCore;
using Lintel.Contracts;
using Lintel.HttpTests.Door;
using Lintel.HttpTests.Errors;
using Lintel.HttpTests.Guest;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Lintel.HttpTests.OpenApi;

/// <summary>Answers, codes that are numbers, the version and what the framework binds, in the documents and on the pages of an application.</summary>
public sealed class DescribedAnswerTests : IAsyncLifetime
{
    private static readonly string Numbered = DoorHost.Contract
        .Replace("api: shop", "api: depot\nversion: 2026-11", StringComparison.Ordinal)
        .Replace("basePath: /shop", "basePath: /depot", StringComparison.Ordinal)
        .Replace("prefix: shop", "prefix: depot", StringComparison.Ordinal)
        .Replace("sold_out:", "40901:", StringComparison.Ordinal);

    private GuestHost _host = null!;

    public async ValueTask InitializeAsync() => _host = await GuestHost.StartAsync(
        app =>
        {
            app.UseLintel();
            app.MapReference();
            app.MapOpenApi();
            var shop = app.MapApi("shop");
            shop.MapPost("/orders", (NewOrder order) => TypedResults.Created("/shop/orders/1", new Order("1", order.Item, null)))
                .WithName("orders.place").RaisesError("sold_out");
            app.MapApi("depot").MapGet("/orders", () => TypedResults.Ok(new Order("1", "Milk", null))).RaisesError("40901");
        },
        services => services.AddOpenApi("all", options => options.AddLintel()),
        lintel => lintel.Contracts.Add(ContractReader.Read(Numbered, "depot.yaml")));

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task Answer_has_an_example_made_of_its_schema_and_says_where_what_was_created_is()
    {
        var created = (await ReadAsync("/docs/shop/openapi.json"))["paths"]!["/orders"]!["post"]!["responses"]!["201"]!;

        Assert.Equal(
            """{"id":"text","item":"text","parent":null}""",
            created["content"]!["application/json"]!["examples"]!["orders.place"]!["value"]!.ToJsonString());
        Assert.Equal("#/components/headers/Location", (string?)created["headers"]!["Location"]!["$ref"]);
    }

    [Fact]
    public async Task Optional_member_that_may_be_null_says_so()
    {
        var document = await ReadAsync("/docs/shop/openapi.json");

        Assert.Equal("""["null","string"]""", document["components"]!["schemas"]!["NewOrder"]!["properties"]!["note"]!["type"]!.ToJsonString());
    }

    [Fact]
    public async Task Code_that_is_a_number_is_a_constant()
    {
        var text = (await _host.SendAsync("GET", "/docs/depot/openapi.json")).Body;
        var yaml = (await _host.SendAsync("GET", "/docs/depot/openapi.yaml")).Body;

        Assert.Matches("\"const\": 40901", text);
        Assert.DoesNotMatch("\"enum\": \\[\\s*40901", text);
        Assert.Contains("const: 40901", yaml, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Version_is_the_contracts_and_otherwise_the_applications()
    {
        Assert.Equal("2026-11", (string?)(await ReadAsync("/docs/depot/openapi.json"))["info"]!["version"]);
        Assert.Matches("^[0-9]+\\.", (string?)(await ReadAsync("/docs/shop/openapi.json"))["info"]!["version"]);
    }

    [Fact]
    public async Task Body_that_the_framework_binds_has_the_example_in_its_own_document_which_has_no_schema_beside_its_own()
    {
        var document = await ReadAsync("/openapi/all.json");

        var body = document["paths"]!["/shop/orders"]!["post"]!["requestBody"]!["content"]!["application/json"]!;
        Assert.Equal("""{"item":"Milk"}""", body["examples"]!["orders.place"]!["value"]!.ToJsonString());
        var components = document["components"]!["schemas"]!.AsObject().Select(schema => schema.Key).ToArray();
        Assert.Contains("NewOrder", components);
        Assert.DoesNotContain("shop.NewOrder", components);
        Assert.DoesNotContain("shop.Order", components);
        Assert.Contains("shop.SoldOutError", components);
    }

    [Fact]
    public async Task Samples_call_an_operation_that_answers_with_the_code_and_send_its_body()
    {
        var page = (await _host.SendAsync("GET", "/docs/shop/errors/sold_out.md")).Body;

        Assert.Contains("-X POST -H 'Content-Type: application/json' -d '{\"item\":\"Milk\"}'", page, StringComparison.Ordinal);
        Assert.Contains("new HttpRequestMessage(HttpMethod.Post, ", page, StringComparison.Ordinal);
        Assert.Contains("body: JSON.stringify({\"item\":\"Milk\"})", page, StringComparison.Ordinal);
        Assert.Contains("httpx.request(", page, StringComparison.Ordinal);
        Assert.DoesNotContain("GetAsync", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Words_of_the_status_are_the_same_on_the_wire_and_on_the_page()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/shop/orders") { Content = new StringContent(new string(' ', 5000)) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _host.Key);
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using var response = await _host.Client.SendAsync(request, TestContext.Current.CancellationToken);
        var code = (string?)JsonNode.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!["code"];

        Assert.Equal("Content Too Large", response.ReasonPhrase);
        Assert.Contains("HTTP/1.1 413 Content Too Large", (await _host.SendAsync("GET", $"/docs/shop/errors/{code}.md")).Body, StringComparison.Ordinal);
    }

    private async Task<JsonNode> ReadAsync(string address) => JsonNode.Parse((await _host.SendAsync("GET", address)).Body)!;

    [RequestExample("""{"item":"Milk"}""")]
    private sealed record NewOrder([StringLength(40)] string Item, string? Note = null);

    private sealed record Order(string Id, string Item, Order? Parent);
}
