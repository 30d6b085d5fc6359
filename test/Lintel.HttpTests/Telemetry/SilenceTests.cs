using Lintel.AspNetCore;
using Lintel.HttpTests.Door;
using Lintel.HttpTests.Harness;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Lintel.HttpTests.Telemetry;

/// <summary>Nothing is measured where nobody listens. Alone, because an exporter in another test hears every meter of the process.</summary>
[Collection(nameof(SilenceTests))]
[CollectionDefinition(nameof(SilenceTests), DisableParallelization = true)]
public sealed class SilenceTests
{
    [Fact]
    public async Task Nothing_is_counted_while_nobody_listens()
    {
        await using var host = await DoorHost.StartAsync(shop => shop.MapGet("/things", () => "ok"));
        for (var i = 0; i < 3; i++)
        {
            using var response = await host.SendAsync("GET", "/shop/things", host.Key);
        }

        using var measured = new Measurements(host.Services);

        Assert.All(measured.SumsOf("lintel.limiter.decisions").Values, count => Assert.Equal(0, count));
        Assert.All(measured.SumsOf("lintel.cache.lookups").Values, count => Assert.Equal(0, count));
    }

    [Fact]
    public async Task Host_listens_only_where_a_setting_says_so()
    {
        await using var host = await LintelHost.StartAsync(new LintelHostOptions { Demo = false });

        Assert.Null(host.MetricsUrl);
        Assert.False(host.Services.GetRequiredService<RequestMetrics>().IsEnabled);
    }
}
