using System.Net;
using Lintel.HttpTests.Harness;
using Lintel.Reference;

namespace Lintel.HttpTests.Management;

/// <summary>The form at an API's home that shows a request to whoever presents the key that it was made with.</summary>
public sealed class RequestBoxTests
{
    private const string NothingFound = "No request with this id was made with this key.";

    [Fact]
    public async Task Request_is_shown_to_the_key_that_it_was_made_with_and_to_no_other()
    {
        await using var host = await LintelHost.StartAsync();
        var key = host.DemoText("pixel.keys.read");
        var refused = await SendAsync(host, "/pixel/api/v1/nope", key);
        var anonymous = await SendAsync(host, "/pixel/api/v1/me", null);
        var foreign = await SendAsync(host, "/pixel/api/v1/me", host.DemoText("pixel.keys.readWrite"));

        var (status, page) = await AskAsync(host, "pixel", refused, key);
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Contains("GET /pixel/api/v1/nope", page, StringComparison.Ordinal);
        Assert.Contains("<a href=\"/docs/pixel/errors/not_found\"><code>not_found</code></a>", page, StringComparison.Ordinal);
        Assert.DoesNotContain(key, page, StringComparison.Ordinal);

        await NothingAsync(host, "pixel", anonymous, key);
        await NothingAsync(host, "pixel", foreign, key);
        await NothingAsync(host, "pixel", "req_0000000000000000", key);
        await NothingAsync(host, "pixel", refused, "wrong");
        await NothingAsync(host, "pixel", refused, host.DemoText("fieldservice.keys.full"));
        await NothingAsync(host, "lintel", refused, host.OperatorToken);
        Assert.DoesNotContain(host.Log.Lines, line => line.Contains(key, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("application/x-www-form-urlencodedx")]
    [InlineData("application/x-www-form-urlencoded;;;")]
    public async Task Body_that_is_no_form_looks_nothing_up(string type)
    {
        await using var host = await LintelHost.StartAsync();
        using var content = new ByteArrayContent("request=req_0000000000000000&key=k"u8.ToArray());
        content.Headers.TryAddWithoutValidation("Content-Type", type);
        using var answer = await host.Client.PostAsync("/docs/pixel", content);
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.DoesNotContain(host.Log.Lines, line => line.StartsWith("Error", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Look_up_while_the_log_cannot_be_read_is_to_be_tried_again()
    {
        await using var host = await LintelHost.StartAsync();
        var key = host.DemoText("pixel.keys.read");
        var id = await SendAsync(host, "/pixel/api/v1/me", key);
        using (host.MoveStoreAway("requests.db"))
        {
            var (status, words) = await AskAsync(host, "pixel", id, key);
            Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
            Assert.Contains("Try again", words, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Words_are_the_same_whatever_is_wrong()
    {
        await using var host = await LintelHost.StartAsync();
        var key = host.DemoText("pixel.keys.read");
        var anonymous = await SendAsync(host, "/pixel/api/v1/me", null);

        var (_, one) = await AskAsync(host, "pixel", anonymous, key);
        var (_, other) = await AskAsync(host, "pixel", anonymous, "wrong");
        Assert.Equal(one, other);
    }

    [Fact]
    public async Task Key_that_is_revoked_finds_its_own_requests()
    {
        await using var host = await LintelHost.StartAsync();
        var key = host.DemoText("pixel.keys.revoked");
        var id = await SendAsync(host, "/pixel/api/v1/me", key);

        var (status, page) = await AskAsync(host, "pixel", id, key);
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Contains("/docs/pixel/errors/api_key_revoked", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Holder_of_the_key_sees_the_checks_and_the_remedy_and_nothing_of_operators()
    {
        await using var host = await LintelHost.StartAsync();
        var key = host.DemoText("fieldservice.keys.elsewhere");
        using var request = new HttpRequestMessage(HttpMethod.Get, "/fieldservice/api/v1/customers");
        request.Headers.Add("X-API-Key", key);
        using var response = await host.Client.SendAsync(request);

        var (_, page) = await AskAsync(host, "fieldservice", response.Headers.GetValues("X-Request-Id").Single(), key);

        Assert.Contains("<code>key</code> passed", page, StringComparison.Ordinal);
        Assert.Contains("<code>address</code> refused; <span>seen</span> <code>127.0.0.1</code></li>", page, StringComparison.Ordinal);
        Assert.Contains("<code>scope</code> not reached</li>", page, StringComparison.Ordinal);
        Assert.Contains("Call from an address that the key allows, or ask for 127.0.0.1 to be added to it.", page, StringComparison.Ordinal);
        Assert.DoesNotContain("203.0.113.7", page, StringComparison.Ordinal);
        Assert.DoesNotContain("/lintel/v1/keys", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Address_that_asks_too_often_waits()
    {
        await using var host = await LintelHost.StartAsync();
        for (var i = 0; i < RequestBox.PerMinute; i++)
        {
            await NothingAsync(host, "pixel", "req_0", "wrong");
        }

        using var refused = await host.Client.PostAsync("/docs/pixel", Form("req_0", "wrong"));
        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.NotNull(refused.Headers.RetryAfter?.Delta);
        host.Clock.Advance(refused.Headers.RetryAfter.Delta.Value);
        await NothingAsync(host, "pixel", "req_0", "wrong");
    }

    [Fact]
    public async Task Form_that_is_too_large_or_none_finds_nothing()
    {
        await using var host = await LintelHost.StartAsync();
        using var large = await host.Client.PostAsync("/docs/pixel", Form(new string('x', 20_000), "wrong"));
        using var none = await host.Client.PostAsync("/docs/pixel", new StringContent("{}"));
        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.NotFound), (large.StatusCode, none.StatusCode));
    }

    private static async Task NothingAsync(LintelHost host, string api, string id, string key)
    {
        var (status, page) = await AskAsync(host, api, id, key);
        Assert.Equal(HttpStatusCode.NotFound, status);
        Assert.Contains(NothingFound, page, StringComparison.Ordinal);
    }

    private static async Task<(HttpStatusCode Status, string Page)> AskAsync(LintelHost host, string api, string id, string key)
    {
        using var response = await host.Client.PostAsync($"/docs/{api}", Form(id, key));
        Assert.Equal("no-store", response.Headers.CacheControl?.ToString());
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    private static FormUrlEncodedContent Form(string id, string key) => new([new("request", id), new("key", key)]);

    private static async Task<string> SendAsync(LintelHost host, string path, string? key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (key is not null)
        {
            request.Headers.Add("Authorization", $"Bearer {key}");
        }

        using var response = await host.Client.SendAsync(request);
        return response.Headers.GetValues("X-Request-Id").Single();
    }
}
