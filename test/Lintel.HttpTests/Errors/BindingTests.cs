using System.ComponentModel.DataAnnotations;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Lintel.AspNetCore;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Lintel.HttpTests.Errors;

/// <summary>Parameters that the framework cannot bind are named, in the caller's words.</summary>
public sealed class BindingTests : IAsyncLifetime
{
    private ErrorsHost _host = null!;

    public async ValueTask InitializeAsync() =>
        _host = await ErrorsHost.StartAsync(Map, services: services => services.AddValidation(), after: app => app.MapGet("/outside/{id}", (int id) => id));

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Theory]
    [InlineData("GET", "numbers/abc", null, "path id: Field 'id' must be a whole number in its range.")]
    [InlineData("GET", "numbers/\"x\" from \"", null, "path id: Field 'id' must be a whole number in its range.")]
    [InlineData("GET", "list?q=1", null, "query q: Field 'q' must be true or false.")]
    [InlineData("GET", "list", null, "query q: Field 'q' is required.")]
    [InlineData("GET", "list?q=true&color=Mauve", null, "query color: Field 'color' must be one of Red, Green.")]
    [InlineData(
        "GET",
        "list?q=true&color=Mauve&day=2026-02-30",
        null,
        "query color: Field 'color' must be one of Red, Green.|query day: Field 'day' must be a date, such as 2026-01-31.")]
    [InlineData("GET", "headed", null, "header X-Shelf: Field 'X-Shelf' is required.")]
    [InlineData("POST", "orders", "{\"name\":\"a\",\"price\":\"dear\"}", "body price: Field 'price' must be a number.")]
    [InlineData(
        "POST",
        "orders",
        "{\"name\":\"a\",\"price\":1,\"lines\":[{\"count\":1.5}]}",
        "body lines[0].count: Field 'lines[0].count' must be a whole number in its range.")]
    [InlineData("POST", "orders", "{\"name\":\"a\",\"lines\":7}", "body lines: Field 'lines' must be an array.")]
    [InlineData("POST", "orders", "{\"name\":\"a\",\"color\":\"Mauve\"}", "body color: Field 'color' must be one of red, green.")]
    [InlineData("POST", "orders", "[]", "body : The request body must be a JSON object.")]
    [InlineData("POST", "orders", "\"x\"", "body : The request body must be a JSON object.")]
    [InlineData("POST", "orders", "null", "body : The request body must be a JSON object.")]
    [InlineData("POST", "weights", "{}", "body : The request body must be a JSON array.")]
    [InlineData("POST", "weights", "[\"x\"]", "body [0]: Field '[0]' must be a whole number in its range.")]
    [InlineData("GET", "checked?page=9&text=", null, "query text: The text field is required.|query page: The field page must be between 1 and 5.")]
    [InlineData("POST", "orders", "{\"price\":1}", "body name: Field 'name' is required.")]
    public async Task Parameter_that_cannot_be_bound_is_named(string method, string path, string? json, string expected)
    {
        using var response = await _host.SendAsync(method, $"/shop/{path}", json is null ? null : new StringContent(json, Encoding.UTF8, "application/json"));

        var body = await ErrorsHost.AssertEnvelope(response, 422, "invalid");
        var faults = body.GetProperty("details").EnumerateArray()
            .Select(
                fault => $"{fault.GetProperty("location").GetString()} {fault.GetProperty("field").GetString()}: {fault.GetProperty("message").GetString()}");
        Assert.Equal(expected, string.Join('|', faults));
    }

    [Theory]
    [InlineData("call", "GET /shop/call shop")]
    [InlineData("stored/7", "0")]
    public async Task What_a_handler_takes_of_Lintel_is_not_validated(string path, string expected)
    {
        using var response = await _host.SendAsync("GET", $"/shop/{path}");

        Assert.Equal(expected, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("{\"name\":", "application/json", 400, "malformed", "The request body is not valid JSON")]
    [InlineData("", "application/json", 400, "malformed", "The request body is empty")]
    public async Task Body_that_cannot_be_read_says_why(string text, string type, int status, string code, string message)
    {
        using var response = await _host.SendAsync("POST", "/shop/orders", new StringContent(text, Encoding.UTF8, type));

        var body = await ErrorsHost.AssertEnvelope(response, status, code);
        Assert.Contains(message, body.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("text=a&size=large", "body size: Field 'size' must be a whole number in its range.")]
    public async Task Member_of_a_form_that_cannot_be_mapped_is_named(string form, string expected)
    {
        using var response = await _host.SendAsync("POST", "/shop/form", new StringContent(form, Encoding.UTF8, "application/x-www-form-urlencoded"));

        Assert.Equal(expected, ControllerBindingTests.FaultsOf(await ErrorsHost.AssertEnvelope(response, 422, "invalid")));
    }

    [Fact]
    public async Task Missing_file_is_a_fault_of_the_body()
    {
        using var response = await _host.SendAsync("POST", "/shop/file", new MultipartFormDataContent { { new StringContent("v"), "other" } });

        Assert.Equal("body file: Field 'file' is required.", ControllerBindingTests.FaultsOf(await ErrorsHost.AssertEnvelope(response, 422, "invalid")));
    }

    [Theory]
    [InlineData(0, "The request body is empty; a form is expected.")]
    [InlineData(1100, "The form has too many fields; at most 1,024 are accepted.")]
    public async Task Form_that_cannot_be_read_says_why(int fields, string message)
    {
        using var form = new StringContent(string.Join('&', Enumerable.Repeat("k", fields)), Encoding.UTF8, "application/x-www-form-urlencoded");
        using var response = await _host.SendAsync("POST", "/shop/form", form);

        var body = await ErrorsHost.AssertEnvelope(response, 400, "malformed");
        Assert.Equal(message, body.GetProperty("message").GetString());
    }

    [Fact]
    public async Task Bad_request_of_a_handler_whose_parameters_are_good_names_none()
    {
        using var response = await _host.SendAsync("GET", "/shop/own/7");

        await ErrorsHost.AssertEnvelope(response, 400, "malformed");
    }

    [Fact]
    public async Task Endpoints_outside_keep_the_frameworks_answer()
    {
        using var response = await _host.Client.GetAsync(new Uri("/outside/abc", UriKind.Relative), TestContext.Current.CancellationToken);

        Assert.Equal(400, (int)response.StatusCode);
    }

    [Fact]
    public void Option_of_the_application_is_not_touched() =>
        Assert.False(_host.Services.GetRequiredService<IOptions<RouteHandlerOptions>>().Value.ThrowOnBadRequest);

    private static void Map(RouteGroupBuilder shop)
    {
        shop.MapGet("/numbers/{id}", (int id) => id);
        shop.MapGet("/call", (ApiCall call, Account account) => $"{call.Operation?.Name} {account.Api}");
        shop.MapGet("/stored/{id}", (Resource<Stored> stored) => stored.Value.Count).Resource((string id) => new Stored(id, 0));
        shop.MapGet("/list", ([FromQuery(Name = "q")] bool search, Color? color, DateOnly? day) => $"{search}{color}{day}");
        shop.MapGet("/own/{id}", (int id) => Results.BadRequest());
        shop.MapGet("/headed", ([FromHeader(Name = "X-Shelf")] string shelf) => shelf);
        shop.MapPost("/orders", (Order order) => order);
        shop.MapPost("/weights", (List<int> weights) => weights.Count);
        shop.MapPost("/form", ([FromForm] Filter filter) => filter).DisableAntiforgery();
        shop.MapPost("/file", (IFormFile file) => file.Length).DisableAntiforgery();
        shop.MapGet("/checked", ([Required] string? text, [Range(1, 5)] int page) => $"{text}{page}");
    }

    internal sealed record Stored(string Id, [property: Range(1, 100)] int Count);

    internal enum Color
    {
        Red,
        Green,
    }

    [JsonConverter(typeof(PaintConverter))]
    internal enum PaintColor
    {
        Red,
        Green,
    }

    internal sealed class PaintConverter() : JsonStringEnumConverter<PaintColor>(JsonNamingPolicy.CamelCase);

    internal sealed class Order
    {
        public required string Name { get; init; }

        public decimal Price { get; init; }

        public PaintColor? Color { get; init; }

        public IReadOnlyList<Line> Lines { get; init; } = [];
    }

    internal sealed record Line(int Count);
}
