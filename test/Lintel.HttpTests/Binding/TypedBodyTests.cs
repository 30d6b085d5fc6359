using System.Globalization;
using System.Text;
using Lintel.AspNetCore;
using Lintel.HttpTests.Door;
using Lintel.HttpTests.Errors;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Lintel.HttpTests.Binding;

/// <summary>A body or a query that is read into a type tells every fault at once, with its path and in the contract's words.</summary>
public sealed class TypedBodyTests : IAsyncLifetime
{
    private const string Whole = """{"item":"lamp","count":2,"lines":[{"sku":"a-1","price":1.5}]}""";

    private DoorHost _host = null!;

    public async ValueTask InitializeAsync() => _host = await DoorHost.StartAsync(
        Map, services: services => services.ConfigureHttpJsonOptions(options => options.SerializerOptions.Converters.Add(new WeightConverter())));

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Theory]
    [InlineData(Whole)]
    [InlineData("""{"Item":"lamp","count":2,"lines":[]}""")]
    [InlineData(
        """{"item":"lamp","count":2,"lines":[],"note":null,"color":"Red","mail":"ada@example.com","weight":"5kg","tags":{"a":1},"labels":["x","y"],"gaps":[null,"x"],"grid":[["x"]],"ratio":0.5,"from":1,"to":2,"fee":{"amount":1},"shape":{"$type":"round","radius":1},"set":[],"numbered":{"7":{"sku":"a-1","price":1}},"large":5}""")]
    public async Task Body_as_it_should_be_is_read(string json) => Assert.Equal("lamp 2", await TextOf(json));

    [Theory]
    [InlineData("{}", "item: Field 'item' is required.|count: Field 'count' is required.|lines: Field 'lines' is required.")]
    [InlineData(
        """{"item":5,"count":"x","lines":{}}""",
        "item: Field 'item' must be string, not number.|count: Field 'count' must be a whole number from 1 to 100, not a text.|lines: Field 'lines' must be "
            + "array, not object.")]
    [InlineData("""{"item":" ","count":0,"lines":[]}""", "item: Field 'item' is required.|count: Field 'count' must be at least 1.")]
    [InlineData(
        """{"item":"a lamp with a very long name","count":101,"lines":[]}""",
        "item: Field 'item' must have at most 10 characters.|count: Field 'count' must be at most 100.")]
    [InlineData(
        """{"item":null,"count":null,"lines":null}""",
        "item: Field 'item' is required.|count: Field 'count' must be integer, not null.|lines: Field 'lines' must be array, not null.")]
    [InlineData(
        """{"item":"lamp","count":1.5,"lines":[{"sku":"a-1"},{"sku":"?","price":0},5,{"price":"x","sku":"a-1","more":1}]}""",
        "count: Field 'count' must be a whole number from 1 to 100.|lines[0].price: Field 'lines[0].price' is required.|lines[1].sku: Field 'lines[1].sku' "
            + "must be in its form.|lines[1].price: Field 'lines[1].price' must be at least 0.01.|lines[2]: Field 'lines[2]' must be object, not number.|lines[3].price: Field 'lines[3].price' must be number, not string.|lines[3].more: Field 'lines[3].more' is not known.")]
    [InlineData(
        """{"item":"lamp","count":2,"lines":[{"sku":"?","price":0}]}""",
        "lines[0].sku: Field 'lines[0].sku' must be in its form.|lines[0].price: Field 'lines[0].price' must be at least 0.01.")]
    [InlineData("""{"item":"lamp","count":2,"lines":[],"color":"Mauve"}""", "color: Field 'color' must be one of Red, Green.")]
    [InlineData("""{"item":"lamp","count":2,"lines":[],"mail":"ada","site":"x"}""", "mail: Field 'mail' must be an email address.|site: Take a site of ours.")]
    [InlineData("""{"item":"lamp","count":2,"lines":[],"weight":"5 stone"}""", "weight: Field 'weight' has a value that cannot be read.")]
    [InlineData(
        """{"item":"lamp","count":2,"lines":[],"weight":5,"tags":{"a":"x"}}""",
        "weight: Field 'weight' has a value that cannot be read.|tags.a: Field 'tags.a' must be integer, not string.")]
    [InlineData("""{"item":"lamp","count":2,"lines":[],"labels":["x","y","z","w"]}""", "labels: Field 'labels' must have at most 3 items.")]
    [InlineData(
        """{"item":"lamp","count":"x","lines":[],"labels":["x","y","z","w"]}""",
        "count: Field 'count' must be a whole number from 1 to 100, not a text.|labels: Field 'labels' must have at most 3 items.")]
    [InlineData("""{"item":"lamp","count":2,"lines":[],"from":3,"to":2}""", "to: must not be before from")]
    [InlineData("""{"item":"lamp","Item":"chair","count":2,"lines":[]}""", "Item: Field 'Item' is sent twice.")]
    [InlineData("""{"item":"la\u0000mp","count":2,"lines":[]}""", "item: Field 'item' must be a text without control characters.")]
    [InlineData("""{"item":"lamp","count":2,"lines":[],"when":"2026-13-01"}""", "when: Field 'when' must be a date with a time, such as 2026-01-31T08:30:00Z.")]
    [InlineData("""{"item":"lamp","count":2,"lines":[],"id":"x"}""", "id: Field 'id' must be a UUID.")]
    [InlineData("""{"item":"lamp","count":99999999999,"lines":[null]}""", "count: Field 'count' must be at most 100.|lines[0]: Field 'lines[0]' must be object, not null.")]
    [InlineData("""{"item":"lamp","count":2,"lines":[null,{"sku":"a-1","price":1}]}""", "lines[0]: Field 'lines[0]' must be object, not null.")]
    [InlineData("""{"item":"lamp","count":2,"lines":[],"tags":{"a":null},"labels":[null]}""", "tags.a: Field 'tags.a' must be integer, not null.|labels[0]: Field 'labels[0]' must be string, not null.")]
    [InlineData("""{"item":"lamp","count":2,"lines":[],"grid":[["a"],[null]]}""", "grid[1][0]: Field 'grid[1][0]' must be string, not null.")]
    [InlineData("""{"item":"lamp","count":2,"lines":[],"ratio":1e400}""", "ratio: Field 'ratio' must be a finite number.")]
    [InlineData("""{"item":null,"count":2,"lines":[],"from":3,"to":2}""", "item: Field 'item' is required.")]
    [InlineData(
        """{"item":"lamp","count":2,"lines":[],"set":[{"sku":"?","price":1},{"sku":"?","price":1}]}""",
        "set[0].sku: Field 'set[0].sku' must be in its form.|set[1].sku: Field 'set[1].sku' must be in its form.")]
    [InlineData(
        """{"item":"lamp","count":2,"lines":[],"numbered":{"7":{"sku":"?","price":1}}}""",
        "numbered.7.sku: Field 'numbered.7.sku' must be in its form.")]
    [InlineData(
        """{"item":"lamp","count":2,"lines":[],"fee":{"amount":-1,"more":1}}""",
        "fee.amount: Field 'fee.amount' must be at least 0.|fee.more: Field 'fee.more' is not known.")]
    [InlineData(
        """{"item":"lamp","count":2,"lines":[],"shape":{"$type":"round","radius":-1,"more":1}}""",
        "shape.radius: Field 'shape.radius' must be at least 1.|shape.more: Field 'shape.more' is not known.")]
    [InlineData("""{"item":"lamp","count":2,"lines":[],"large":5000000000}""", "large: Field 'large' must be at most 100.")]
    [InlineData("""{"item":"lamp","count":2,"lines":[],"word":"abc"}""", "word: The field word must be between 1 and 10.")]
    [InlineData(
        """{"item":"lamp","count":2,"lines":[],"purpose":"loan","title":"a\nb"}""",
        "purpose: Field 'purpose' must be one of gift, office.|title: Field 'title' must be a text without control characters.")]
    [InlineData("""{"item":"lamp","count":2,"lines":[],"purpose":5,"title":"a b"}""", "purpose: Field 'purpose' must be one of gift, office.")]
    [InlineData(
        """{"item":"a lamp\nwith a very long name","count":2,"lines":[],"purpose":"a\u0007b","labels":["x",5,5,5]}""",
        "item: Field 'item' must have at most 10 characters.|labels: Field 'labels' must have at most 3 items.|purpose: Field 'purpose' must be one of gift, "
            + "office.")]
    [InlineData("""{"item":"lamp","count":-99999999999,"lines":[]}""", "count: Field 'count' must be at least 1.")]
    public async Task Every_fault_is_told_at_once(string json, string expected) => Assert.Equal(expected, await FaultsOf("POST", "/shop/orders", json));

    [Theory]
    [InlineData(
        "x?page=y",
        """{"item":"lamp","count":0,"lines":[]}""",
        "count: Field 'count' must be at least 1.|id: Field 'id' must be a whole number in its range.|page: Field 'page' must be a whole number in its range.|X-Count: Field 'X-Count' is required.")]
    [InlineData("7?page=1", """{"item":"lamp","count":0,"lines":[]}""", "count: Field 'count' must be at least 1.|X-Count: Field 'X-Count' is required.")]
    [InlineData(
        "x?page=y",
        """{"item":"lamp","count":1,"lines":[]}""",
        "id: Field 'id' must be a whole number in its range.|page: Field 'page' must be a whole number in its range.|X-Count: Field 'X-Count' is required.")]
    public async Task Faults_of_the_path_the_query_and_the_header_fields_are_told_with_those_of_the_body(string path, string json, string expected)
    {
        var faults = (await FaultsOf("POST", $"/shop/parcels/{path}", json)).Split('|');

        Assert.Equal(expected.Split('|').Order(StringComparer.Ordinal), faults.Order(StringComparer.Ordinal));
    }

    [Fact(Timeout = 20_000)]
    public async Task Body_full_of_faults_tells_a_hundred_and_costs_no_more()
    {
        var faults = await FaultsOf("POST", "/shop/numbers", $"[{string.Join(',', Enumerable.Repeat("\"\"", 1000))}]");

        Assert.Equal(100, faults.Split('|').Length);
    }

    [Theory]
    [InlineData("[1,2]", "3")]
    public async Task List_is_a_body(string json, string expected)
    {
        using var response = await _host.SendAsync("POST", "/shop/numbers", _host.Key, Json(json));

        Assert.Equal(expected, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Item_of_a_list_names_its_place() =>
        Assert.Equal("[1]: Field '[1]' must be integer, not string.", await FaultsOf("POST", "/shop/numbers", "[1,\"x\"]"));

    [Theory]
    [InlineData("text=lamp", "lamp page 1 of ")]
    [InlineData("text=lamp&page=2&color=Green&color=Red&exact=true", "lamp page 2 of Green,Red")]
    public async Task Query_is_read_into_a_type(string query, string expected)
    {
        using var response = await _host.SendAsync("GET", $"/shop/search?{query}", _host.Key);

        Assert.Equal(expected, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("page=x", "text: Field 'text' is required.|page: Field 'page' must be a whole number from 1 to 1,000.")]
    [InlineData(
        "text=lamp&page=0&exact=maybe&color=Mauve",
        "page: Field 'page' must be at least 1.|color[0]: Field 'color[0]' must be one of Red, Green.|exact: Field 'exact' must be boolean, not string.")]
    [InlineData("text=lamp&text=chair", "text: Field 'text' must be sent once, not 2 times.")]
    [InlineData("text=lamp&page=1%00&more=1", "page: Field 'page' must be a whole number from 1 to 1,000.|more: Field 'more' is not known.")]
    public async Task Every_fault_of_a_query_is_told_at_once(string query, string expected) =>
        Assert.Equal(expected, await FaultsOf("GET", $"/shop/search?{query}", null));

    [Fact]
    public async Task Order_without_the_stage_is_refused_at_start()
    {
        var exception = await Assert.ThrowsAsync<OperationsException>(() => DoorHost.StartAsync(
            Map, contract: text => text.Replace("precondition, body, resource, rules", "resource, rules", StringComparison.Ordinal)));

        Assert.Contains("needs the stage 'body'", exception.Message, StringComparison.Ordinal);
    }

    private static void Map(RouteGroupBuilder shop)
    {
        shop.MapPost("/orders", (Body<TypedOrder> order) => $"{order.Value.Item} {order.Value.Count}").Body<TypedOrder>();
        shop.MapPost(
            "/parcels/{id}",
            (int id, int page, [FromHeader(Name = "X-Count")] int count, Body<TypedOrder> order) =>
                $"{id} {page} {count} {order.Value.Item}").Body<TypedOrder>();
        shop.MapPost("/numbers", (Body<List<int>> numbers) => numbers.Value.Sum().ToString(CultureInfo.InvariantCulture)).Body<List<int>>();
        shop.MapGet(
            "/search",
            (Query<TypedSearch> search) =>
                $"{search.Value.Text} page {search.Value.Page} of {string.Join(',', search.Value.Color ?? [])}").Query<TypedSearch>();
    }

    private static StringContent Json(string json) => new(json, Encoding.UTF8, "application/json");

    private async Task<string> TextOf(string json)
    {
        using var response = await _host.SendAsync("POST", "/shop/orders", _host.Key, Json(json));
        return await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
    }

    private async Task<string> FaultsOf(string method, string path, string? json)
    {
        using var response = await _host.SendAsync(method, path, _host.Key, json is null ? null : Json(json));
        var body = await ErrorsHost.AssertEnvelope(response, 422, "invalid");
        Assert.DoesNotContain("Lintel.HttpTests", body.GetRawText(), StringComparison.Ordinal);
        return string.Join(
            '|',
            body.GetProperty("details").EnumerateArray().Select(
                fault => $"{fault.GetProperty("field").GetString()}: {fault.GetProperty("message").GetString()}"));
    }
}
