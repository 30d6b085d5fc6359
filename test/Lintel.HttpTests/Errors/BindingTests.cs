using System.Text;
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

    public async ValueTask InitializeAsync() => _host = await ErrorsHost.StartAsync(Map, after: app => app.MapGet("/outside/{id}", (int id) => id));

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Theory]
    [InlineData("GET", "numbers/abc", null, "path id: Field 'id' must be a whole number in its range.")]
    [InlineData("GET", "numbers/\"x\" from \"", null, "path id: Field 'id' must be a whole number in its range.")]
    [InlineData("GET", "list?q=1", null, "query q: Field 'q' must be true or false.")]
    [InlineData("GET", "list", null, "query q: Field 'q' is required.")]
    [InlineData("GET", "list?q=true&color=Mauve", null, "query color: Field 'color' must be one of Red, Green.")]
    [InlineData("GET", "list?q=true&color=Mauve&day=2026-02-30", null, "query color: Field 'color' must be one of Red, Green.|query day: Field 'day' must be a date, such as 2026-01-31.")]
    [InlineData("GET", "headed", null, "header X-Shelf: Field 'X-Shelf' is required.")]
    [InlineData("POST", "orders", "{\"name\":\"a\",\"price\":\"dear\"}", "body price: Field 'price' must be a number.")]
    [InlineData("POST", "orders", "{\"name\":\"a\",\"price\":1,\"lines\":[{\"count\":1.5}]}", "body lines[0].count: Field 'lines[0].count' has a value that cannot be read.")]
    [InlineData("POST", "orders", "{\"price\":1}", "body name: Field 'name' is required.")]
    public async Task Parameter_that_cannot_be_bound_is_named(string method, string path, string? json, string expected)
    {
        using var response = await _host.SendAsync(method, $"/shop/{path}", json is null ? null : new StringContent(json, Encoding.UTF8, "application/json"));

        var body = await ErrorsHost.AssertEnvelope(response, 422, "invalid");
        var faults = body.GetProperty("details").EnumerateArray()
            .Select(fault => $"{fault.GetProperty("location").GetString()} {fault.GetProperty("field").GetString()}: {fault.GetProperty("message").GetString()}");
        Assert.Equal(expected, string.Join('|', faults));
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
    public void Option_of_the_application_is_not_touched() => Assert.False(_host.Services.GetRequiredService<IOptions<RouteHandlerOptions>>().Value.ThrowOnBadRequest);

    private static void Map(RouteGroupBuilder shop)
    {
        shop.MapGet("/numbers/{id}", (int id) => id);
        shop.MapGet("/list", ([FromQuery(Name = "q")] bool search, Color? color, DateOnly? day) => $"{search}{color}{day}");
        shop.MapGet("/own/{id}", (int id) => Results.BadRequest());
        shop.MapGet("/headed", ([FromHeader(Name = "X-Shelf")] string shelf) => shelf);
        shop.MapPost("/orders", (Order order) => order);
    }

    internal enum Color
    {
        Red,
        Green,
    }

    internal sealed class Order
    {
        public required string Name { get; init; }

        public decimal Price { get; init; }

        public IReadOnlyList<Line> Lines { get; init; } = [];
    }

    internal sealed record Line(int Count);
}
