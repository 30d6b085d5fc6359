using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Lintel.HttpTests.Kestrel;

/// <summary>Refusals over HTTP/2.</summary>
public sealed class Http2Tests
{
    [Fact]
    public async Task Refused_header_block_of_http2_is_answered_without_a_log_line()
    {
        await using var host = await KestrelHost.StartAsync(
            options => options.Listen(IPAddress.Loopback, 0, endpoint => endpoint.Protocols = HttpProtocols.Http2));
        using var client = new HttpClient(new SocketsHttpHandler()) { BaseAddress = new Uri($"http://127.0.0.1:{host.Port}") };
        using var request = new HttpRequestMessage(
            HttpMethod.Get,
            "/shop/hello")
        { Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
        request.Headers.Add("X-Large", new string('a', 10_000));

        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        var body = JsonDocument.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).RootElement;

        Assert.Equal((431, "headers_too_large"), ((int)response.StatusCode, body.GetProperty("code").GetString()));
        Assert.Null(response.Headers.ConnectionClose);
        Assert.DoesNotContain(host.Log.Lines, line => !line.Contains("Overriding address", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Header_block_that_the_server_refuses_over_http2_has_no_envelope_and_leaves_no_log_line()
    {
        await using var host = await KestrelHost.StartAsync(
            options => options.Listen(IPAddress.Loopback, 0, endpoint => endpoint.Protocols = HttpProtocols.Http2));
        using var client = new HttpClient(new SocketsHttpHandler()) { BaseAddress = new Uri($"http://127.0.0.1:{host.Port}") };
        using var request = new HttpRequestMessage(
            HttpMethod.Get,
            "/shop/hello")
        { Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
        for (var i = 0; i < 150; i++)
        {
            request.Headers.Add($"X-{i}", "1");
        }

        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);

        // The server answers before anything of the application hears of the stream, and its frames are compressed by a state that only the server has.
        Assert.Equal(431, (int)response.StatusCode);
        Assert.Empty(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.False(response.Headers.Contains("X-Shop-Id"));
        Assert.Empty(host.Sink.Records);
        Assert.DoesNotContain(host.Log.Lines, line => !line.Contains("Overriding address", StringComparison.Ordinal));
    }
}
