using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;

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
        using var certificate = MakeCertificate();
        await using var host = await KestrelHost.StartAsync(options => options.Listen(IPAddress.Loopback, 0, endpoint => endpoint.UseHttps(certificate)));
        await using var plain = await host.ConnectAsync();
        await using var secure = await plain.SecureAsync(certificate);
        await secure.SendAsync("GET /shop/hello HTTP/1.1\r\nHost: localhost\r\n\r\n" + WithoutHost);

        var answer = await secure.ReadToEndAsync();

        Assert.StartsWith("HTTP/1.1 200 ", answer, StringComparison.Ordinal);
        Assert.Contains("\"code\":\"malformed\"", answer, StringComparison.Ordinal);
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

    private static X509Certificate2 MakeCertificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        using var certificate = request.CreateSelfSigned(new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(2050, 1, 1, 0, 0, 0, TimeSpan.Zero));
        return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pfx), null);
    }
}
