using System.Net;
using System.Text.Json;

namespace Lintel.HttpTests.Door;

public sealed class PublicOriginTests
{
    private const string Public = "https://api.example.com";

    [Theory]
    [InlineData("", "http://{host}")]
    [InlineData("X-Forwarded-Proto: https|X-Forwarded-Host: api.example.com", Public)]
    [InlineData("X-Forwarded-Proto: https|X-Forwarded-Host: api.example.com:8443", "https://api.example.com:8443")]
    [InlineData("X-Forwarded-Proto: https|X-Forwarded-Host: api.example.com|X-Forwarded-Prefix: /v2/", "https://api.example.com/v2")]
    [InlineData("X-Forwarded-Proto: https", "https://{host}")]
    [InlineData("Forwarded: proto=https;host=\"api.example.com\"", Public)]
    [InlineData("Forwarded: for=203.0.113.7;proto=https;host=api.example.com, for=10.0.0.2;proto=http", Public)]
    [InlineData("Forwarded: for=10.9.9.9;proto=http;host=evil.example, for=203.0.113.7;proto=https;host=api.example.com", Public)]
    [InlineData("X-Forwarded-For: 203.0.113.7, 10.0.0.2|X-Forwarded-Proto: https, http|X-Forwarded-Host: api.example.com, inner", Public)]
    [InlineData("X-Forwarded-For: 198.51.100.1, 203.0.113.7|X-Forwarded-Proto: http, https|X-Forwarded-Host: evil.example, api.example.com", Public)]
    [InlineData("X-Forwarded-For: 203.0.113.7, 10.0.0.2|X-Forwarded-Proto: https|X-Forwarded-Host: api.example.com", Public)]
    [InlineData("X-Forwarded-Proto: javascript|X-Forwarded-Host: evil.example/x|X-Forwarded-Prefix: //evil.example", "http://{host}")]
    [InlineData("X-Forwarded-Prefix: /a;b", "http://{host}")]
    [InlineData("Forwarded: proto=https;host=\"api.example.com", "http://{host}")]
    public async Task Type_and_links_begin_where_callers_reach_the_application(string fields, string origin)
    {
        await using var host = await ProxyHost.StartAsync();
        origin = origin.Replace("{host}", host.Address.Authority, StringComparison.Ordinal);
        using var link = await host.SendAsync("GET", "/shop/link", host.Key, null, Headers(fields));
        using var error = await host.SendAsync("GET", "/shop/link", null, null, Headers(fields));

        Assert.Equal(origin + "/shop/things", await link.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal(origin + "/docs/shop/errors/unauthenticated", await TypeOf(error));
    }

    [Fact]
    public async Task Peer_that_is_no_trusted_proxy_tells_nothing()
    {
        await using var host = await ProxyHost.StartAsync(options => options.TrustedProxies.Clear());
        using var link = await host.SendAsync(
            "GET",
            "/shop/link",
            host.Key,
            null,
            Headers("X-Forwarded-Proto: https|X-Forwarded-Host: evil.example|Forwarded: host=evil.example"));

        Assert.Equal(host.Address + "shop/things", await link.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Configured_address_wins_over_whatever_a_request_says()
    {
        await using var host = await ProxyHost.StartAsync(options => options.PublicAddress = new Uri("https://example.com/shop-api/?q#f"));
        using var link = await host.SendAsync("GET", "/shop/link", host.Key, null, Headers("X-Forwarded-Proto: http|X-Forwarded-Host: evil.example"));
        using var signedIn = await SignInAsync(host);

        Assert.Equal("https://example.com/shop-api/shop/things", await link.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Contains("path=/shop-api/shop; secure; samesite=lax; httponly", signedIn.Headers.GetValues("Set-Cookie").Single(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "path=/shop; samesite=lax; httponly")]
    [InlineData("X-Forwarded-Proto: https", "path=/shop; secure; samesite=lax; httponly")]
    [InlineData("Forwarded: proto=https|X-Forwarded-Proto: http", "path=/shop; secure; samesite=lax; httponly")]
    [InlineData("X-Forwarded-Proto: https|X-Forwarded-Prefix: /v2", "path=/v2/shop; secure; samesite=lax; httponly")]
    public async Task Cookie_is_for_the_address_that_callers_see(string fields, string attributes)
    {
        await using var host = await ProxyHost.StartAsync();
        using var signedIn = await SignInAsync(host, Headers(fields));

        Assert.Equal(HttpStatusCode.NoContent, signedIn.StatusCode);
        Assert.EndsWith(attributes, signedIn.Headers.GetValues("Set-Cookie").Single(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("X-Forwarded-Proto: https|X-Forwarded-Host: api.example.com|Origin: https://api.example.com", true)]
    [InlineData("X-Forwarded-Proto: https|X-Forwarded-Host: api.example.com:443|Origin: https://api.example.com", true)]
    [InlineData("X-Forwarded-Proto: https|X-Forwarded-Host: api.example.com|Origin: http://api.example.com", false)]
    [InlineData("X-Forwarded-Proto: https|X-Forwarded-Host: api.example.com|Origin: https://api.example.com:8443", false)]
    [InlineData("X-Forwarded-Proto: https|X-Forwarded-Host: api.example.com|Origin: https://api.example.com.evil.example", false)]
    [InlineData("X-Forwarded-Proto: https|X-Forwarded-Host: api.example.com|Origin: https://api.example.com/path", false)]
    [InlineData("X-Forwarded-Host: api.example.com|Origin: https://api.example.com", false)]
    [InlineData("X-Forwarded-Proto: https|Forwarded: proto=http|X-Forwarded-Host: api.example.com|Origin: https://api.example.com", false)]
    [InlineData("X-Forwarded-Host: api.example.com|Forwarded: host=evil.example|Origin: http://api.example.com", false)]
    [InlineData("Forwarded: proto=https;host=api.example.com|Origin: https://api.example.com", true)]
    [InlineData("Sec-Fetch-Site: same-origin", true)]
    [InlineData("Sec-Fetch-Site: same-origin|Origin: https://api.example.com", true)]
    [InlineData("X-Forwarded-Proto: https|Sec-Fetch-Site: same-origin|Origin: http://api.example.com", false)]
    [InlineData("X-Forwarded-Proto: https|X-Forwarded-Host: api.example.com|Sec-Fetch-Site: cross-site|Origin: https://api.example.com", false)]
    public async Task Cookie_is_believed_for_the_public_origin_alone(string fields, bool believed)
    {
        await using var host = await ProxyHost.StartAsync();
        using var signedIn = await SignInAsync(host);
        var cookie = signedIn.Headers.GetValues("Set-Cookie").Single().Split(';')[0];
        using var response = await host.SendAsync("POST", "/shop/who", null, null, [("Cookie", cookie), .. Headers(fields)]);

        Assert.Equal(believed ? HttpStatusCode.OK : HttpStatusCode.Unauthorized, response.StatusCode);
    }

    private static Task<HttpResponseMessage> SignInAsync(DoorHost host, params (string, string)[] headers) =>
        host.SendAsync("POST", "/shop/sign-in", null, null, [("X-Account", host.AccountId), .. headers]);

    private static (string, string)[] Headers(string fields) =>
        [.. fields.Split('|', StringSplitOptions.RemoveEmptyEntries).Select(field => field.Split(": ", 2)).Select(parts => (parts[0], parts[1]))];

    private static async Task<string?> TypeOf(HttpResponseMessage response) =>
        JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken)).RootElement.GetProperty("type").GetString();
}
