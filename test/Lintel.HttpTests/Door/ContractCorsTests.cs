using System.Net;
using System.Text;

namespace Lintel.HttpTests.Door;

/// <summary><c>cors</c> of a contract: scripts of the named pages read every answer inside the API, refusals included.</summary>
public sealed class ContractCorsTests
{
    private const string Page = "https://app.example.com";

    [Theory]
    [InlineData("GET", "/shop/things", true, 200)]
    [InlineData("GET", "/shop/things", false, 401)]
    [InlineData("GET", "/shop/nowhere", true, 404)]
    [InlineData("GET", "/shop/broken", true, 500)]
    [InlineData("POST", "/shop/orders", true, 409)]
    public async Task Every_answer_can_be_read_by_the_named_pages(string method, string path, bool withKey, int status)
    {
        await using var host = await StartAsync($"{{ origins: [{Page}], expose: [X-More] }}");

        using var named = await host.SendAsync(method, path, withKey ? host.Key : null, headers: ("Origin", Page));
        using var other = await host.SendAsync(method, path, withKey ? host.Key : null, headers: ("Origin", "https://evil.example.com"));
        using var none = await host.SendAsync(method, path, withKey ? host.Key : null);

        Assert.Equal(status, (int)named.StatusCode);
        Assert.Equal(Page, named.Headers.GetValues("Access-Control-Allow-Origin").Single());
        Assert.Equal(
            "X-Request-Id,Retry-After,RateLimit,RateLimit-Policy,X-More",
            string.Join(',', named.Headers.GetValues("Access-Control-Expose-Headers")));
        Assert.False(other.Headers.Contains("Access-Control-Allow-Origin"));
        Assert.False(none.Headers.Contains("Access-Control-Allow-Origin"));
    }

    [Theory]
    [InlineData("{ origins: '*' }", "https://any.example.com", "*")]
    [InlineData("{ origins: ['https://*.example.com'] }", "https://a.example.com", "https://a.example.com")]
    [InlineData("{ origins: ['https://*.example.com'] }", "https://example.org", null)]
    [InlineData("{ origins: ['https://*.example.com'] }", "http://a.example.com", null)]
    public async Task Origins_are_those_of_the_contract(string cors, string origin, string? allowed)
    {
        await using var host = await StartAsync(cors);

        using var response = await host.SendAsync("GET", "/shop/things", host.Key, headers: ("Origin", origin));

        Assert.Equal(allowed, response.Headers.TryGetValues("Access-Control-Allow-Origin", out var values) ? values.Single() : null);
    }

    [Fact]
    public async Task Preflight_is_answered_before_the_guards()
    {
        await using var host = await StartAsync($"{{ origins: {Page}, credentials: true, headers: [Authorization], maxAge: 1 hour }}");

        using var response = await host.SendAsync(
            "OPTIONS",
            "/shop/things",
            headers: [("Origin", Page), ("Access-Control-Request-Method", "POST"), ("Access-Control-Request-Headers", "authorization")]);

        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
        Assert.Equal(Page, response.Headers.GetValues("Access-Control-Allow-Origin").Single());
        Assert.Equal("true", response.Headers.GetValues("Access-Control-Allow-Credentials").Single());
        Assert.Equal("POST", response.Headers.GetValues("Access-Control-Allow-Methods").Single());
        Assert.Equal("Authorization", response.Headers.GetValues("Access-Control-Allow-Headers").Single());
        Assert.Equal("3600", response.Headers.GetValues("Access-Control-Max-Age").Single());
    }

    [Fact]
    public async Task Preflight_that_asks_for_what_cannot_be_echoed_is_answered_without_the_fields()
    {
        await using var host = await StartAsync("{ origins: '*' }");

        var answer = await new RawClient(new IPEndPoint(IPAddress.Loopback, host.Address.Port)).SendForBytesAsync(
            Encoding.UTF8.GetBytes(
                $"OPTIONS /shop/things HTTP/1.1\r\nHost: a\r\nOrigin: {Page}\r\nAccess-Control-Request-Method: POST\r\n"
                + "Access-Control-Request-Headers: é\r\nConnection: close\r\n\r\n"));

        Assert.StartsWith("HTTP/1.1 204 ", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("Access-Control", answer, StringComparison.Ordinal);
    }

    private static Task<DoorHost> StartAsync(string cors) => DoorHost.StartAsync(
        ShopOperations.Map,
        contract: contract => contract.Replace("envelope:", $"cors: {cors}\nenvelope:", StringComparison.Ordinal));
}
