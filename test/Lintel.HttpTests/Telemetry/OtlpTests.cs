using System.Collections.Concurrent;
using System.Text;
using Lintel.HttpTests.Harness;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Lintel.HttpTests.Telemetry;

/// <summary>The host sends metrics and traces where the standard variables of OpenTelemetry say.</summary>
public sealed class OtlpTests
{
    [Fact]
    public async Task Metrics_and_traces_are_sent_by_otlp_without_secrets()
    {
        var received = new ConcurrentDictionary<string, string>();
        await using var collector = await StartCollectorAsync(received);
        var host = await LintelHost.StartAsync(new LintelHostOptions
        {
            Demo = false,
            Settings =
            {
                ["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector.Urls.First(),
                ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
            },
        });
        var token = host.OperatorToken;

        await host.ManageAsync("GET", "/status");
        using var refused = await host.Client.GetAsync($"/lintel/v1/keys/{token}?token={token}", TestContext.Current.CancellationToken);

        // What was measured is sent at the latest when the process stops.
        await host.DisposeAsync();

        Assert.Contains("lintel.request.duration", received["/v1/metrics"], StringComparison.Ordinal);
        Assert.Contains("http.server.request.duration", received["/v1/metrics"], StringComparison.Ordinal);
        Assert.Contains("lintel.guards", received["/v1/traces"], StringComparison.Ordinal);
        Assert.All(received.Values, body => Assert.DoesNotContain(token, body, StringComparison.Ordinal));
    }

    private static async Task<WebApplication> StartCollectorAsync(ConcurrentDictionary<string, string> received)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.Run(async http =>
        {
            using var body = new MemoryStream();
            await http.Request.Body.CopyToAsync(body);

            // Protobuf has its texts in it as they are.
            var text = Encoding.Latin1.GetString(body.ToArray());
            received.AddOrUpdate(http.Request.Path.Value!, text, (_, before) => before + text);
        });
        await app.StartAsync();
        return app;
    }
}
