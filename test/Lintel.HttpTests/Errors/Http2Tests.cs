using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace Lintel.HttpTests.Errors;

public sealed class Http2Tests
{
    [Fact]
    public async Task Refusal_over_http_2_has_no_connection_field()
    {
        await using var host = await ErrorsHost.StartAsync(
            shop => shop.MapPost("/things", () => "never"),
            services: services => services.Configure<KestrelServerOptions>(
                kestrel => kestrel.ConfigureEndpointDefaults(endpoint => endpoint.Protocols = HttpProtocols.Http2)));
        using var request = new HttpRequestMessage(
            HttpMethod.Post,
            "/shop/things")
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent(new byte[5000])
        };
        request.Headers.Authorization = new("Bearer", host.Key);

        using var response = await host.Client.SendAsync(request, TestContext.Current.CancellationToken);

        await ErrorsHost.AssertEnvelope(response, 413, "too_large");
        Assert.Equal(HttpVersion.Version20, response.Version);
        Assert.DoesNotContain(host.Logs.All, line => line.Contains("'Connection'", StringComparison.Ordinal));
    }
}
