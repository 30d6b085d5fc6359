using System.Net;
using System.Text;
using System.Text.Json;

namespace Lintel.HttpTests.Door;

public sealed class EnvelopeTests : IAsyncLifetime
{
    private DoorHost _host = null!;

    public async ValueTask InitializeAsync() => _host = await DoorHost.StartAsync(ShopOperations.Map);

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Theory]
    [InlineData("GET", "/shop/things", 401, "unauthenticated")]
    [InlineData("GET", "/shop/nowhere", 401, "unauthenticated")]
    [InlineData("BREW", "/shop/things", 401, "unauthenticated")]
    public async Task Request_without_credential_learns_nothing_about_routes(string method, string path, int status, string code)
    {
        using var response = await _host.SendAsync(method, path);

        await AssertError(response, status, code);
        Assert.Equal("Bearer realm=\"shop\"", response.Headers.WwwAuthenticate.ToString());
    }

    [Theory]
    [InlineData("GET", "/shop/nowhere", 404, "not_found", null)]
    [InlineData("GET", "/shop", 404, "not_found", null)]
    [InlineData("DELETE", "/shop/things", 405, "no_method", "GET, HEAD, POST, OPTIONS")]
    [InlineData("POST", "/SHOP/Things/7", 405, "no_method", "GET, HEAD, OPTIONS")]
    [InlineData("BREW", "/shop/things", 501, "unknown_method", "GET, HEAD, POST, OPTIONS")]
    [InlineData("PUT", "/shop/chosen", 405, "no_method", "GET, HEAD, OPTIONS")]
    [InlineData("PUT", "/shop/chosen?id=1", 405, "no_method", "GET, HEAD, DELETE, OPTIONS")]
    [InlineData("GET", "/shop/chosen?id=1&sub=copy", 405, "no_method", "POST, OPTIONS")]
    [InlineData("GET", "/shop/chosen?id=1&sub=nothing", 404, "not_found", null)]
    [InlineData("GET", "/shop/things/2", 404, "not_found", null)]
    public async Task Request_that_no_operation_answers_gets_the_envelope(string method, string path, int status, string code, string? allow)
    {
        using var response = await _host.SendAsync(method, path, _host.Key);

        await AssertError(response, status, code);
        Assert.Equal(allow, response.Content.Headers.Allow.Count == 0 ? null : string.Join(", ", response.Content.Headers.Allow));
    }

    [Theory]
    [InlineData("/shop/chosen", "list")]
    [InlineData("/shop/chosen?id=4", "one")]
    public async Task Query_conditions_choose_the_operation(string path, string expected)
    {
        using var response = await _host.SendAsync("GET", path, _host.Key);

        Assert.Equal(expected, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("/shop/things")]
    [InlineData("/shop/nowhere")]
    [InlineData("/shop/broken")]
    public async Task Head_answers_as_get_without_a_body(string path)
    {
        using var get = await _host.SendAsync("GET", path, _host.Key);
        using var head = await _host.SendAsync("HEAD", path, _host.Key);

        Assert.Equal(get.StatusCode, head.StatusCode);
        Assert.Equal(get.Content.Headers.ContentType, head.Content.Headers.ContentType);
        Assert.Empty(await head.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("/shop/things")]
    [InlineData("/shop/nowhere")]
    public async Task Options_answers_the_constant_methods_without_a_key(string path)
    {
        using var response = await _host.SendAsync("OPTIONS", path);

        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
        Assert.Equal("GET, HEAD, POST, DELETE, OPTIONS", string.Join(", ", response.Content.Headers.Allow));
    }

    [Theory]
    [InlineData("text/html")]
    [InlineData("application/xml;q=0.9")]
    [InlineData("*/*;q=0")]
    [InlineData("not a media type")]
    public async Task Error_is_the_envelope_whatever_is_accepted(string accept)
    {
        using var response = await _host.SendAsync("GET", "/shop/nowhere", _host.Key, null, ("Accept", accept));

        await AssertError(response, 404, "not_found");
    }

    [Fact]
    public async Task Handler_that_throws_gets_a_500_whose_id_finds_the_cause_and_which_says_nothing()
    {
        using var response = await _host.SendAsync("GET", "/shop/broken", _host.Key);

        var body = await AssertError(response, 500, "error");
        Assert.DoesNotContain("secret", body.GetRawText(), StringComparison.Ordinal);
        var entry = await _host.FindAsync(body.GetProperty("id").GetString()!);
        Assert.Contains("/var/lib/shop is gone", entry!.Cause, StringComparison.Ordinal);
        Assert.Equal(("server.error", "error", 500, "/shop/broken"), (entry.Condition, entry.Code, entry.Status, entry.Route));
    }

    [Fact]
    public async Task Handler_that_throws_after_its_response_began_is_cut_off()
    {
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => _host.SendAsync("GET", "/shop/half", _host.Key));
    }

    [Fact]
    public async Task Store_that_cannot_answer_is_a_dependency()
    {
        using var response = await _host.SendAsync("GET", "/shop/store-down", _host.Key);

        await AssertError(response, 503, "unavailable");
        Assert.Equal("2", response.Headers.GetValues("Retry-After").Single());
    }

    [Theory]
    [InlineData("POST", "/shop/orders")]
    [InlineData("GET", "/shop/deep")]
    public async Task Declared_code_is_answered_by_its_definition(string method, string path)
    {
        using var response = await _host.SendAsync(method, path, _host.Key);

        var body = await AssertError(response, 409, "sold_out");
        Assert.Equal("Tea is sold out.", body.GetProperty("message").GetString());
    }

    [Fact]
    public async Task Argument_that_cannot_be_told_is_a_500_whose_id_finds_the_cause()
    {
        using var response = await _host.SendAsync("POST", "/shop/untold", _host.Key);

        var body = await AssertError(response, 500, "error");
        Assert.Contains(nameof(NotSupportedException), (await _host.FindAsync(body.GetProperty("id").GetString()!))!.Cause, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Undeclared_code_is_a_500_whose_cause_names_it()
    {
        using var response = await _host.SendAsync("POST", "/shop/undeclared", _host.Key);

        var body = await AssertError(response, 500, "error");
        Assert.Contains("sold_out", (await _host.FindAsync(body.GetProperty("id").GetString()!))!.Cause, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(404, 404, "not_found")]
    [InlineData(409, 409, "conflict")]
    [InlineData(418, 418, "invalid")]
    [InlineData(500, 500, "error")]
    public async Task Bare_status_of_a_handler_gets_the_contracts_definition(int bare, int status, string code)
    {
        using var response = await _host.SendAsync("GET", $"/shop/bare/{bare}", _host.Key);

        await AssertError(response, status, code);
    }

    [Fact]
    public async Task Body_that_the_framework_cannot_bind_is_malformed()
    {
        using var response = await _host.SendAsync("POST", "/shop/bound", _host.Key, new StringContent("{", Encoding.UTF8, "application/json"));

        await AssertError(response, 400, "malformed");
    }

    [Fact]
    public async Task Path_of_no_api_is_answered_by_the_default_contract_where_the_application_asks_for_it()
    {
        await using var host = await DoorHost.StartAsync(ShopOperations.Map, options => options.AnswerOutside = true);
        using var response = await host.SendAsync("GET", "/elsewhere");

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType!.MediaType);
        Assert.Equal("no-store", response.Headers.CacheControl!.ToString());
        Assert.True(response.Headers.Contains("X-Request-Id"));
    }

    [Fact]
    public async Task Path_of_no_api_is_the_applications_own()
    {
        using var response = await _host.SendAsync("GET", "/elsewhere");

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Equal(0, response.Content.Headers.ContentLength);
        Assert.False(response.Headers.Contains("X-Request-Id"));
        Assert.Null(response.Headers.CacheControl);
    }

    [Fact]
    public async Task Inbound_id_is_recorded_and_never_echoed()
    {
        using var response = await _host.SendAsync("GET", "/shop/things", _host.Key, null, ("X-Request-Id", "<script>alert(1)</script>"));

        var id = response.Headers.GetValues("X-Request-Id").Single();
        Assert.DoesNotContain("script", id, StringComparison.Ordinal);
        Assert.Equal("<script>alert(1)</script>", (await _host.FindAsync(id))!.InboundId);
    }

    private static async Task<JsonElement> AssertError(HttpResponseMessage response, int status, string code)
    {
        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal("application/json", response.Content.Headers.ContentType!.ToString());
        Assert.Equal("no-store", response.Headers.CacheControl!.ToString());
        var body = JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken)).RootElement;
        Assert.Equal(code, body.GetProperty("code").GetString());
        Assert.Equal(status, body.GetProperty("status").GetInt32());
        Assert.Equal(response.Headers.GetValues("X-Request-Id").Single(), body.GetProperty("id").GetString());
        return body;
    }
}
