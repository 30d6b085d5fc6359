using System.Text;
using FluentValidation;
using Lintel.AspNetCore;
using Lintel.HttpTests.Door;
using Lintel.HttpTests.Errors;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Lintel.HttpTests.Binding;

/// <summary>Validators of FluentValidation, where the application has them, tell their faults with those of the reader.</summary>
public sealed class FluentValidationTests : IAsyncLifetime
{
    private DoorHost _host = null!;

    public async ValueTask InitializeAsync() => _host = await DoorHost.StartAsync(Map, services: AddValidators);

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Theory]
    [InlineData("""{"item":"lamp","count":2,"lines":[{"name":"a"}]}""")]
    [InlineData(
        """{"item":"lamp","count":2,"lines":[{"name":"a","price":9}],"note":"note","mail":"ada@example.com","code":"abc","from":1"""
            + ""","card":"4111111111111111","to":1,"weight":0.5,"color":1"""
            + ""","due":"2026-12-31","voucher_code":"good","title":"short","labels":["b"],"extras":{"a":{"name":"b"}}"""
            + ""","shape":{"$type":"round","r":5},"address":{"street":"High Street","zip":1234}}""")]
    public async Task Body_as_it_should_be_is_read(string json) => Assert.Equal("lamp", await TextOf("POST", "/shop/orders", json));

    [Theory]
    [InlineData("""{"item":"","count":2,"lines":[]}""", "item: Field 'item' is required.|lines: Field 'lines' must have at least 1 items.")]
    [InlineData(
        """{"item":"ab","count":50,"lines":[{"name":"a"}]}""",
        "item: Field 'item' must have at least 3 characters.|count: Field 'count' must be at most 49.")]
    [InlineData("""{"item":"abcdefghijk","count":2,"lines":[{"name":"a"}]}""", "item: Field 'item' must have at most 10 characters.")]
    [InlineData("""{"item":"abcdefghij","count":2,"lines":[{"name":"a"}]}""", "item: 'Item Length' must be less than '9'.")]
    [InlineData("""{"item":"a sofa","count":2,"lines":[{"name":"a"}]}""", "item: We have no sofas.")]
    [InlineData(
        """{"item":"lamp","count":2,"lines":[{"name":"a"},{"name":"b","price":10},{"price":0}]}""",
        "lines[1].price: Field 'lines[1].price' must be at most 9.|lines[2].name: Field 'lines[2].name' is required.|"
            + "lines[2].price: Field 'lines[2].price' must be at least 1.")]
    [InlineData(
        """{"item":"lamp","count":2,"lines":[{"name":"a"}],"address":{"street":" ","zip":5}}""",
        "address.street: Field 'address.street' is required.|address.zip: We do not deliver there.")]
    [InlineData(
        """{"item":"lamp","count":2,"lines":[{"name":"a"}],"note":"a","mail":"ada","code":"A","card":"1"}""",
        "note: Field 'note' must have at least 2 characters.|mail: Take a real Mail.|code: Field 'code' must be in its form.|"
            + "card: Field 'card' must be a credit card number.")]
    [InlineData(
        """{"item":"lamp","count":2,"lines":[{"name":"a"}],"note":"too long","from":10,"to":9,"weight":0,"color":7,"due":"2027-01-01"}""",
        "note: Field 'note' must have at most 5 characters.|from: Field 'from' must be at most 9.|to: Field 'to' must be at least 10.|"
            + "weight: 'Weight' must be greater than '0'.|color: Field 'color' must be one of 0, 1.|due: 'Due' must be less than '01/01/2027'.")]
    [InlineData(
        """{"item":"lamp","count":2,"lines":[{"name":"a"}],"labels":["b","d"],"extras":{"x":{"name":"b"},"y":{}},"shape":{"$type":"round","r":1}}""",
        "labels[1]: 'Labels' must be between a and c (exclusive). You entered d.|extras.y.name: Field 'extras.y.name' is required.|"
            + "shape.r: Field 'shape.r' must be at least 5.")]
    [InlineData("""{"item":"lamp","count":2,"lines":[{"name":"a"}],"voucher_code":"bad"}""", "voucher_code: is used up")]
    [InlineData("""{"item":"lamp","count":2,"lines":[{"name":"a"}],"note":"lamp"}""", ": Say more than the item.")]
    public async Task Failure_is_told_with_the_path_of_the_json_in_the_contracts_words(string json, string expected) =>
        Assert.Equal(expected, await FaultsOf("POST", "/shop/orders", json));

    [Theory]
    [InlineData(
        """{"item":"ab","count":200,"lines":[{"name":"a"}]}""",
        "count: Field 'count' must be at most 100.|item: Field 'item' must have at least 3 characters.")]
    [InlineData(
        """{"item":"ab","count":2,"lines":[{"name":"a"}],"address":{"zip":0}}""",
        "address.zip: Field 'address.zip' must be at least 1.|item: Field 'item' must have at least 3 characters.|"
            + "address.street: Field 'address.street' is required.")]
    [InlineData(
        """{"item":"ab","count":2,"lines":[{"name":"a\u0007"}],"title":"very long"}""",
        "lines[0].name: Field 'lines[0].name' must be a text without control characters.|title: Field 'title' must have at most 8 characters.|"
            + "item: Field 'item' must have at least 3 characters.")]
    [InlineData("""{"item":"lamp","count":2,"lines":[{"name":"a"}],"note":"lamp","more":1}""", "more: Field 'more' is not known.")]
    public async Task Member_with_a_fault_is_told_once_together_with_the_others(string json, string expected) =>
        Assert.Equal(expected, await FaultsOf("POST", "/shop/orders", json));

    [Theory]
    [InlineData("{}", "item: Field 'item' is required.|count: Field 'count' is required.|lines: Field 'lines' is required.")]
    [InlineData("""{"item":null,"count":2,"lines":[]}""", "item: Field 'item' must be string, not null.")]
    [InlineData("""{"item":"","count":"x","lines":[]}""", "count: Field 'count' must be a whole number from 1 to 100, not a text.")]
    [InlineData("""{"item":"","count":2,"lines":[],"labels":["b","b","b","d"]}""", "labels: Field 'labels' must have at most 3 items.")]
    public async Task Value_that_is_not_usable_is_not_validated(string json, string expected) =>
        Assert.Equal(expected, await FaultsOf("POST", "/shop/orders", json));

    [Fact]
    public async Task List_as_a_body_names_its_items() =>
        Assert.Equal("[1].name: Field '[1].name' is required.", await FaultsOf("POST", "/shop/lines", """[{"name":"a"},{}]"""));

    [Theory]
    [InlineData("", "text: Field 'text' is required.")]
    [InlineData("?text=ab&page=0", "page: Field 'page' must be at least 1.|text: Field 'text' must have at least 3 characters.")]
    [InlineData("?text=ab&more=1", "text: Field 'text' must have at least 3 characters.|more: Field 'more' is not known.")]
    public async Task Query_is_validated(string query, string expected) => Assert.Equal(expected, await FaultsOf("GET", $"/shop/search{query}", null));

    [Fact]
    public async Task Validator_that_throws_is_answered_by_the_contracts_error()
    {
        using var response = await SendAsync("POST", "/shop/addresses", """{"street":"a","zip":1}""");

        var body = await ErrorsHost.AssertEnvelope(response, 500, "error");
        Assert.DoesNotContain("secret", body.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Type_without_a_validator_is_read_as_before() => Assert.Equal("0", await TextOf("POST", "/shop/line", """{"price":0}"""));

    [Fact]
    public async Task Application_without_the_package_does_not_ask_validators()
    {
        await using var host = await DoorHost.StartAsync(Map, services: services => services.AddScoped<IValidator<FluentSearch>, FluentSearchValidator>());
        using var response = await host.SendAsync("GET", "/shop/search?text=a", host.Key);

        Assert.Equal("a", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Every_registered_validator_of_a_type_is_asked()
    {
        await using var host = await DoorHost.StartAsync(Map, services: services =>
        {
            AddValidators(services);
            var second = new InlineValidator<FluentSearch>();
            second.RuleFor(search => search.Text).Must(text => text != "lamp").WithMessage("No lamps.");
            second.RuleFor(search => search.Page).LessThanOrEqualTo(10);
            services.AddSingleton<IValidator<FluentSearch>>(second);
        });
        using var response = await host.SendAsync("GET", "/shop/search?text=lamp&page=11", host.Key);

        Assert.Equal("text: No lamps.|page: Field 'page' must be at most 10.", await FaultsOf(response));
    }

    [Fact]
    public async Task Validator_of_an_application_reports_by_itself()
    {
        await using var host = await DoorHost.StartAsync(Map, services: services => services.AddScoped<IBodyValidator, PlainBodyValidator>());
        using var response = await host.SendAsync("POST", "/shop/line", host.Key, Json("""{"price":6}"""));

        Assert.Equal("price: Field 'price' must be at most 5.|: No line of account True.", await FaultsOf(response));
    }

    private static void AddValidators(IServiceCollection services)
    {
        services.AddScoped<IValidator<FluentOrder>, FluentOrderValidator>();
        services.AddLintel().AddFluentValidation();
        services.AddScoped<FluentVouchers>();
        services.AddScoped<IValidator<FluentSearch>, FluentSearchValidator>();
        services.AddSingleton<IValidator<FluentAddress>, FluentAddressFailure>();
        services.AddTransient<IValidator<List<FluentLine>>, FluentLinesValidator>();
    }

    private static void Map(RouteGroupBuilder shop)
    {
        shop.MapPost("/orders", (Body<FluentOrder> order) => order.Value.Item).Body<FluentOrder>();
        shop.MapPost("/lines", (Body<List<FluentLine>> lines) => TypedResults.Text(lines.Value.Count.ToString())).Body<List<FluentLine>>();
        shop.MapPost("/line", (Body<FluentLine> line) => TypedResults.Text(line.Value.Price.ToString())).Body<FluentLine>();
        shop.MapPost("/addresses", (Body<FluentAddress> address) => address.Value.Street).Body<FluentAddress>();
        shop.MapGet("/search", (Query<FluentSearch> search) => search.Value.Text).Query<FluentSearch>();
    }

    private static StringContent Json(string json) => new(json, Encoding.UTF8, "application/json");

    private static async Task<string> FaultsOf(HttpResponseMessage response)
    {
        var body = await ErrorsHost.AssertEnvelope(response, 422, "invalid");
        var faults = body.GetProperty("details").EnumerateArray();
        return string.Join('|', faults.Select(fault => $"{fault.GetProperty("field").GetString()}: {fault.GetProperty("message").GetString()}"));
    }

    private async Task<string> TextOf(string method, string path, string json)
    {
        using var response = await SendAsync(method, path, json);
        return await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
    }

    private async Task<string> FaultsOf(string method, string path, string? json)
    {
        using var response = await SendAsync(method, path, json);
        return await FaultsOf(response);
    }

    private Task<HttpResponseMessage> SendAsync(string method, string path, string? json) =>
        _host.SendAsync(method, path, _host.Key, json is null ? null : Json(json));
}
