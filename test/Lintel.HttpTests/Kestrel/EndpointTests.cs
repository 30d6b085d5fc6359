using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;

namespace Lintel.HttpTests.Kestrel;

/// <summary>Endpoints and limits of the application's own.</summary>
public sealed class EndpointTests
{
    private const string WithoutHost = "GET /shop/a HTTP/1.1\r\n\r\n";

    [Fact]
    public async Task Refusal_on_an_endpoint_that_the_application_opened_is_enveloped()
    {
        await using var host = await KestrelHost.StartAsync(options => options.Listen(IPAddress.Loopback, 0));

        Assert.Contains("\"code\":\"malformed\"", await host.ExchangeAsync(WithoutHost), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refusal_under_tls_is_enveloped_and_encrypted()
    {
        using var certificate = TestCertificate.Make();
        await using var host = await KestrelHost.StartAsync(options => options.Listen(IPAddress.Loopback, 0, endpoint => endpoint.UseHttps(certificate)));
        await using var plain = await host.ConnectAsync();
        await using var secure = await plain.SecureAsync(certificate);
        await secure.SendAsync("GET /shop/hello HTTP/1.1\r\nHost: localhost\r\n\r\n" + WithoutHost);

        var answer = await secure.ReadToEndAsync();

        Assert.StartsWith("HTTP/1.1 200 ", answer, StringComparison.Ordinal);
        Assert.Contains("\"code\":\"malformed\"", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Refusal_is_enveloped_where_the_application_sets_defaults_of_its_endpoints(bool late)
    {
        var connections = 0;
        void Set(KestrelServerOptions options) => options.ConfigureEndpointDefaults(endpoint => endpoint.Use(next => connection =>
        {
            Interlocked.Increment(ref connections);
            return next(connection);
        }));

        await using var host = await KestrelHost.StartAsync(
            late ? null : Set,
            services: services => _ = late ? services.PostConfigure<KestrelServerOptions>(Set) : services);

        var response = RawResponse.Parse(await host.ExchangeAsync(WithoutHost));

        Assert.Contains("\"code\":\"malformed\"", response.Body, StringComparison.Ordinal);
        Assert.Equal("/shop/a", Assert.Single(host.Sink.Records).Route);
        Assert.Equal(1, connections);
    }

    [Fact]
    public async Task Refusal_under_tls_is_enveloped_where_the_application_sets_defaults_of_its_endpoints()
    {
        using var certificate = TestCertificate.Make();
        await using var host = await KestrelHost.StartAsync(options =>
        {
            options.ConfigureEndpointDefaults(endpoint => endpoint.UseConnectionLogging());
            options.Listen(IPAddress.Loopback, 0, endpoint => endpoint.UseHttps(certificate));
        });
        await using var plain = await host.ConnectAsync();
        await using var secure = await plain.SecureAsync(certificate);
        await secure.SendAsync(WithoutHost);

        Assert.Contains("\"code\":\"malformed\"", await secure.ReadToEndAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Transport_that_is_registered_after_lintel_is_watched_too()
    {
        await using var host = await KestrelHost.StartAsync(services: services => services.AddSingleton<IConnectionListenerFactory, SocketTransportFactory>());

        Assert.Contains("\"code\":\"malformed\"", await host.ExchangeAsync(WithoutHost), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET /shop/slow HTT")]
    [InlineData("GET /shop/slow HTTP/1.1\r\nHost: x\r\n")]
    public async Task Request_that_does_not_come_in_time_is_enveloped(string beginning)
    {
        await using var host = await KestrelHost.StartAsync(options => options.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(1));

        var response = RawResponse.Parse(await host.ExchangeAsync(beginning));

        Assert.Equal(400, response.Status);
        Assert.Contains("did not arrive in time", response.Body, StringComparison.Ordinal);
        Assert.Equal("/shop/slow", Assert.Single(host.Sink.Records).Route);
    }

    [Fact]
    public async Task Limit_that_the_application_sets_holds()
    {
        await using var host = await KestrelHost.StartAsync(options => options.Limits.MaxRequestLineSize = 128);

        var response = RawResponse.Parse(await host.ExchangeAsync($"GET /shop/{new string('a', 200)} HTTP/1.1\r\nHost: x\r\n\r\n"));

        Assert.Equal(414, response.Status);
    }
}
