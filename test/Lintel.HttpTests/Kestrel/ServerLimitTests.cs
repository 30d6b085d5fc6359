using System.Text.Json;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Lintel.HttpTests.Kestrel;

/// <summary>Limits of the server: as a library Lintel changes none; one call sets those of a public server.</summary>
public sealed class ServerLimitTests
{
    [Fact]
    public async Task Limits_of_the_server_stay_as_they_are()
    {
        await using var host = await KestrelHost.StartAsync();

        Assert.Equal(Describe(new KestrelServerOptions()), Describe(host.Options));
    }

    [Fact]
    public async Task Limits_of_a_public_server_follow_the_contracts_and_are_bounded()
    {
        await using var host = await KestrelHost.StartAsync(web: web => web.UseLintelServerLimits());
        var limits = host.Options.Limits;

        Assert.Equal(2 * 8 * 1024, limits.MaxRequestLineSize);
        Assert.Equal(2 * 32 * 1024, limits.MaxRequestHeadersTotalSize);
        Assert.Equal(200, limits.MaxRequestHeaderCount);
        Assert.Equal(1000, limits.MaxConcurrentConnections);
        Assert.Equal((1024, TimeSpan.FromSeconds(10)), (limits.MinRequestBodyDataRate?.BytesPerSecond, limits.MinRequestBodyDataRate?.GracePeriod));
        Assert.Equal(new KestrelServerLimits().MaxRequestBodySize, limits.MaxRequestBodySize);
        Assert.Equal(new KestrelServerLimits().MaxRequestBufferSize, limits.MaxRequestBufferSize);
    }

    [Fact]
    public async Task Count_of_header_fields_is_bounded_whatever_sizes_a_contract_has()
    {
        await using var host = await KestrelHost.StartAsync(
            web: web => web.UseLintelServerLimits(),
            contract: text => text.Replace("headers: 8 KiB", "headers: 256 KiB", StringComparison.Ordinal));

        Assert.Equal(512 * 1024, host.Options.Limits.MaxRequestHeadersTotalSize);
        foreach (var line in new[] { "a:\r\n", "Cookie: a\r\n", "Accept: a\r\n" })
        {
            var response = RawResponse.Parse(
                await host.ExchangeAsync($"GET /shop/hello HTTP/1.1\r\nHost: x\r\n{string.Concat(Enumerable.Repeat(line, 20_000))}\r\n"));

            Assert.Equal(431, response.Status);
            Assert.Contains("more than 200 header fields", response.Body, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Limits_that_the_application_sets_after_the_call_win()
    {
        await using var host = await KestrelHost.StartAsync(options => options.Limits.MaxRequestHeaderCount = 50, web: web => web.UseLintelServerLimits());

        Assert.Equal(50, host.Options.Limits.MaxRequestHeaderCount);
    }

    [Theory]
    [InlineData("GET /shop/hello HTTP/1.1\nHost: x\n\n")]
    [InlineData("GET /shop/hello HTTP/1.1\r\nHost: x\nX: y\r\n\r\n")]
    [InlineData("GET /shop/hello HTTP/1.1\r\nHost: x\r\n\n")]
    public async Task Lines_that_end_without_a_carriage_return_are_refused(string request)
    {
        await using var host = await KestrelHost.StartAsync(web: web => web.UseLintelServerLimits());

        var response = RawResponse.Parse(await host.ExchangeAsync(request));

        Assert.Equal(400, response.Status);
        Assert.Contains("\"code\":\"malformed\"", response.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Contract_with_sizes_above_the_servers_says_at_the_start_which_line_to_add()
    {
        static string Large(string text) => text.Replace("uri: 8 KiB, headers: 8 KiB", "uri: 16 KiB, headers: 64 KiB", StringComparison.Ordinal);

        await using var without = await KestrelHost.StartAsync(contract: Large);
        await using var with = await KestrelHost.StartAsync(web: web => web.UseLintelServerLimits(), contract: Large);

        var warnings = without.Log.Lines.Where(line => line.Contains("UseLintelServerLimits", StringComparison.Ordinal)).ToArray();
        Assert.Contains(
            warnings,
            line => line.Contains("shop.yaml has `sizes: { uri: 16384 }`", StringComparison.Ordinal)
                && line.Contains("MaxRequestLineSize", StringComparison.Ordinal));
        Assert.Contains(
            warnings,
            line => line.Contains("`sizes: { headers: 65536 }`", StringComparison.Ordinal)
                && line.Contains("MaxRequestHeadersTotalSize", StringComparison.Ordinal));
        Assert.Empty(with.Log.Lines);
    }

    [Fact]
    public async Task Ordinary_sizes_cause_no_warning()
    {
        await using var host = await KestrelHost.StartAsync();

        Assert.Empty(host.Log.Lines);
    }

    private static string Describe(KestrelServerOptions options) => JsonSerializer.Serialize(new
    {
        options.AddServerHeader,
        options.AllowSynchronousIO,
        options.Limits.MaxConcurrentConnections,
        options.Limits.MaxRequestBodySize,
        options.Limits.MaxRequestBufferSize,
        options.Limits.MaxRequestHeaderCount,
        options.Limits.MaxRequestHeadersTotalSize,
        options.Limits.MaxRequestLineSize,
        options.Limits.KeepAliveTimeout,
        options.Limits.RequestHeadersTimeout,
        Rate = options.Limits.MinRequestBodyDataRate?.BytesPerSecond,
        SameEncoding = options.RequestHeaderEncodingSelector == new KestrelServerOptions().RequestHeaderEncodingSelector,
    });
}
