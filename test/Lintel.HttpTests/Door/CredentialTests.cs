using System.Net;
using System.Text.Json;

namespace Lintel.HttpTests.Door;

public sealed class CredentialTests : IAsyncLifetime
{
    private DoorHost _host = null!;

    public async ValueTask InitializeAsync() => _host = await DoorHost.StartAsync(ShopOperations.Map, options => options.FailedAuthenticationsPerMinute = 20);

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Theory]
    [InlineData("Basic abc", "unauthenticated")]
    [InlineData("Bearer", "unauthenticated")]
    [InlineData("Bearernope", "unauthenticated")]
    [InlineData("Bearer nope", "bad_key")]
    [InlineData("bearer shop_live_x_y", "bad_key")]
    public async Task Credential_that_does_not_work_is_told_by_its_fault(string header, string code)
    {
        using var response = await _host.SendAsync("GET", "/shop/things", null, null, ("Authorization", header));

        Assert.Equal(code, await CodeOf(response));
        var challenge = response.Headers.WwwAuthenticate.ToString();
        Assert.Equal(code == "bad_key", challenge.Contains("error=\"invalid_token\"", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Two_authorization_lines_are_malformed()
    {
        using var response = await _host.SendAsync("GET", "/shop/things", _host.Key, null, ("Authorization", $"Bearer {_host.Key}"));

        Assert.Equal("unauthenticated", await CodeOf(response));
    }

    [Fact]
    public async Task Key_in_the_query_string_is_not_read_and_not_logged()
    {
        using var response = await _host.SendAsync("GET", $"/shop/things?api_key={_host.Key}&access_token={_host.Key}");

        Assert.Equal("unauthenticated", await CodeOf(response));
        var entry = await _host.FindAsync(response.Headers.GetValues("X-Request-Id").Single());
        Assert.DoesNotContain(_host.Key, JsonSerializer.Serialize(entry), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Scheme_is_read_without_regard_to_case()
    {
        using var response = await _host.SendAsync("GET", "/shop/things", null, null, ("Authorization", $"bEARER  {_host.Key}"));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task Missing_scope_is_named_in_body_and_challenge()
    {
        var (_, key) = await _host.IssueAsync();

        using var response = await _host.SendAsync("POST", "/shop/things", key);

        Assert.Equal("no_scope", await CodeOf(response));
        Assert.Equal("Bearer realm=\"shop\", error=\"insufficient_scope\", scope=\"things:write\"", response.Headers.WwwAuthenticate.ToString());
    }

    [Fact]
    public async Task Scope_that_implies_another_opens_both()
    {
        using var response = await _host.SendAsync("GET", "/shop/things", _host.Key);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task Failed_authentications_are_limited_by_address_and_good_keys_behind_it_are_not()
    {
        for (var i = 0; i < 20; i++)
        {
            using var failed = await _host.SendAsync("GET", "/shop/things", "nope");
            Assert.Equal(HttpStatusCode.Unauthorized, failed.StatusCode);
        }

        using var limited = await _host.SendAsync("GET", "/shop/things", "nope", null, ("X-Forwarded-For", "198.51.100.7"));
        using var good = await _host.SendAsync("GET", "/shop/things", _host.Key);

        Assert.Equal("rate", await CodeOf(limited));
        Assert.Equal("60", limited.Headers.GetValues("Retry-After").Single());
        Assert.Equal(HttpStatusCode.OK, good.StatusCode);
        _host.Clock.Advance(TimeSpan.FromSeconds(60));
        using var later = await _host.SendAsync("GET", "/shop/things", "nope");
        Assert.Equal(HttpStatusCode.Unauthorized, later.StatusCode);
    }

    [Fact]
    public async Task Limit_is_told_on_successes_and_refusals_and_is_exact()
    {
        HttpResponseMessage response = null!;
        for (var i = 0; i < 51; i++)
        {
            response = await _host.SendAsync("GET", "/shop/things", _host.Key);
            Assert.Equal(i < 50 ? HttpStatusCode.OK : HttpStatusCode.TooManyRequests, response.StatusCode);
        }

        Assert.Equal("\"account\";r=0;t=60", response.Headers.GetValues("RateLimit").Single());
        Assert.Equal("\"account\";q=50;w=60", response.Headers.GetValues("RateLimit-Policy").Single());
        Assert.Equal("60", response.Headers.GetValues("Retry-After").Single());
        _host.Clock.Advance(TimeSpan.FromSeconds(59));
        Assert.Equal(HttpStatusCode.TooManyRequests, (await _host.SendAsync("GET", "/shop/things", _host.Key)).StatusCode);
        _host.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(HttpStatusCode.OK, (await _host.SendAsync("GET", "/shop/things", _host.Key)).StatusCode);
    }

    [Fact]
    public async Task Open_operation_needs_no_credential()
    {
        using var response = await _host.SendAsync("GET", "/shop/open");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    private static async Task<string?> CodeOf(HttpResponseMessage response) =>
        JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken)).RootElement.GetProperty("code").GetString();
}
