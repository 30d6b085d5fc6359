using Lintel.HttpTests.Webhooks;
using Lintel.Telemetry;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Lintel.HttpTests.Telemetry;

/// <summary>Attempts to deliver are counted by how they ended, and by no endpoint.</summary>
public sealed class WebhookMetricsTests
{
    [Theory]
    [InlineData(200, "delivered")]
    [InlineData(410, "gone")]
    [InlineData(503, "refused")]
    [InlineData(0, "unreachable")]
    public async Task Attempt_is_counted_by_its_outcome(int status, string outcome)
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        await using var host = await WebhookHost.StartAsync();
        using var measured = new Measurements(host.Services);
        _ = host.Services.GetRequiredService<LintelMeter>();
        receiver.Answer("/hook", status == 0 ? StatusCodes.Status200OK : status);
        await host.AddAsync(status == 0 ? "http://127.0.0.1:1/hook" : receiver.Url("/hook"));

        await host.RaiseAsync();

        var attempt = Assert.Single(await measured.WaitAsync("lintel.webhook.deliveries", count: 1));
        Assert.Equal((1, $"lintel.webhook.outcome={outcome}"), (attempt.Value, attempt.Tags));
        Assert.Equal("webhooks", Assert.Single(host.Services.GetRequiredService<BackgroundLoops>().All).Name);
    }
}
