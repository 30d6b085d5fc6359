using System.Net;
using System.Text;
using System.Text.Json;

namespace Lintel.GuestTests;

/// <summary>Inside an API every error is the contract's, whatever part of the framework or of the application caused it.</summary>
public sealed class InsideTests(Pair pair) : IClassFixture<Pair>
{
    public static TheoryData<string, string, int, string?> Exchanges => new()
    {
        { "GET /shop/hello", "", 200, null },
        { "GET /shop/orders/1", "", 200, null },
        { "GET /shop/orders/2", "", 404, "not_found" },
        { "GET /shop/orders/x", "", 404, "not_found" },
        { "GET /shop/nowhere", "", 404, "not_found" },
        { "GET /shop", "", 404, "not_found" },
        { "GET /shop/leaflet.txt", "", 404, "not_found" },
        { "GET /shop/index.html", "", 404, "not_found" },
        { "DELETE /shop/hello", "", 405, "no_method" },
        { "POST /shop/customers/1", "{}", 405, "no_method" },
        { "POST /shop/orders", """{"item":"lamp","count":2}""", 201, null },
        { "POST /shop/orders", """{"item":"","count":0}""", 400, "bad_request" },
        { "POST /shop/orders", """{"item":1,"count":2}""", 400, "bad_request" },
        { "POST /shop/orders", "{", 400, "bad_request" },
        { "POST /shop/customers", """{"name":"Brook Dairy","stars":3}""", 201, null },
        { "POST /shop/customers", """{"name":"","stars":99}""", 400, "bad_request" },
        { "POST /shop/customers", "{", 400, "bad_request" },
        { "GET /shop/customers/1", "", 200, null },
        { "GET /shop/customers/2", "", 404, "not_found" },
        { "GET /shop/customers/staff", "", 403, "forbidden" },
        { "GET /shop/staff", "", 403, "forbidden" },
        { "GET /shop/writers", "", 200, null },
        { "GET /shop/throw", "", 500, "failed" },
        { "GET /shop/half", "", 500, "failed" },
        { "GET /shop/teapot", "", 418, "bad_request" },
        { "GET /shop/problem", "", 409, "conflict" },
        { "GET /shop/validation", "", 400, "bad_request" },
        { "GET /shop/bad", "", 400, "bad_request" },
        { "GET /shop/search?page=1", "", 200, null },
        { "GET /shop/search?page=x", "", 400, "bad_request" },
        { "GET /shop/search", "", 400, "bad_request" },
        { "GET /shop/slow", "", 504, "timeout" },
        { "GET /shop/cached/missing", "", 404, "not_found" },
        { "GET /shop/status/402", "", 402, "bad_request" },
        { "GET /shop/status/404", "", 404, "not_found" },
        { "GET /shop/status/422", "", 422, "bad_request" },
        { "GET /shop/status/502", "", 502, "failed" },
        { "GET /shop/status/503", "", 503, "unavailable" },
        { "GET /shop/events", "", 200, null },
        { "GET /shop/stream", "", 200, null },
        { "GET /shop/socket", "", 500, "failed" },
        { "POST /shop/chat/negotiate?negotiateVersion=1", "", 200, null },
        { "POST /shop/length", "hello", 200, null },
    };

    [Theory]
    [MemberData(nameof(Exchanges))]
    public async Task Answer_inside_an_api_is_the_contracts(string request, string body, int status, string? code)
    {
        var key = await pair.KeyAsync();
        using var response = await pair.With.SendAsync(request, key, body);
        var text = await response.Content.ReadAsStringAsync();

        Assert.Equal((status, code), ((int)response.StatusCode, code is null ? null : CodeOf(text)));
        Assert.NotEmpty(response.Headers.GetValues("X-Request-Id").Single());
        Assert.DoesNotContain("/var/lib/secret", text, StringComparison.Ordinal);
        Assert.Equal("DENY", response.Headers.GetValues("X-Frame-Options").Single());
        Assert.Contains("X-Site", response.Headers.Vary);
    }

    [Theory]
    [MemberData(nameof(Exchanges))]
    public async Task Caller_without_a_key_is_told_so_by_everything_inside_an_api(string request, string body, int status, string? code)
    {
        _ = (status, code);
        using var response = await pair.With.SendAsync(request, key: null, body);

        Assert.Equal((HttpStatusCode.Unauthorized, "no_key"), (response.StatusCode, CodeOf(await response.Content.ReadAsStringAsync())));
    }

    [Theory]
    [InlineData("POST /shop/orders", """{"item":"","count":0}""", "item", "count")]
    [InlineData("POST /shop/customers", """{"name":"","stars":99}""", "name", "stars")]
    [InlineData("GET /shop/validation", "", "item")]
    [InlineData("GET /shop/search?page=x", "", "page")]
    [InlineData("GET /shop/search", "", "page")]
    public async Task Fault_of_a_field_names_the_field(string request, string body, params string[] fields)
    {
        using var response = await pair.With.SendAsync(request, await pair.KeyAsync(), body);
        var faults = JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement.GetProperty("faults").ToString();

        Assert.All(fields, field => Assert.Contains($"\"{field}\"", faults, StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task Body_of_another_type_is_415()
    {
        using var request = new HttpRequestMessage(
            HttpMethod.Post,
            "/shop/orders")
        { Content = new StringContent("item=lamp", Encoding.UTF8, "application/x-www-form-urlencoded") };
        request.Headers.Authorization = new("Bearer", await pair.KeyAsync());
        using var response = await pair.With.Client.SendAsync(request);

        Assert.Equal((HttpStatusCode.UnsupportedMediaType, "media_type"), (response.StatusCode, CodeOf(await response.Content.ReadAsStringAsync())));
    }

    internal static string CodeOf(string body) => JsonDocument.Parse(body).RootElement.GetProperty("code").GetString()!;
}
