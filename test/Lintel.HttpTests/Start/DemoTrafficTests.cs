using Lintel.AspNetCore;
using Lintel.HttpTests.Harness;
using Lintel.Requests;
using Lintel.Stores;
using Microsoft.Extensions.DependencyInjection;

namespace Lintel.HttpTests.Start;

/// <summary>The requests that the first start with demo data sends, where it is told to.</summary>
public sealed class DemoTrafficTests
{
    [Fact]
    public async Task First_start_sends_requests_by_the_demo_keys_and_the_next_does_not()
    {
        var options = new LintelHostOptions { Nodes = 1 };
        options.Settings["Lintel__DemoTraffic"] = "true";
        await using var host = await LintelHost.StartAsync(options, new TemporaryFolder());
        await host.DemoTrafficAsync();
        var entries = await ListAsync(host);
        Assert.Equal(["fieldservice", "otp", "panel", "pixel", "trackpilots"], entries.Select(entry => entry.Api).Distinct().Order());

        // Each kind of trouble that people ask about is there.
        string[] conditions =
            ["scope.missing", "credential.revoked", "credential.expired", "rate.exceeded", "plan.inactive", "address.forbidden", "route.unknown"];
        Assert.Equal(conditions.Order(), entries.Select(entry => entry.Condition).OfType<string>().Intersect(conditions).Order());
        Assert.DoesNotContain(entries, entry => entry.Status >= 500);

        await host.RestartAsync();
        await host.DemoTrafficAsync();
        Assert.Equal(entries.Count, (await ListAsync(host)).Count);
    }

    [Fact]
    public async Task Nothing_is_sent_unless_the_setting_says_so()
    {
        await using var host = await LintelHost.StartAsync(new LintelHostOptions { Nodes = 1 }, new TemporaryFolder());
        await host.DemoTrafficAsync();
        Assert.Empty(await ListAsync(host));
    }

    private static async Task<IReadOnlyList<RequestLogEntry>> ListAsync(LintelHost host)
    {
        await host.Services.GetRequiredService<RequestLogWriter>().FlushAsync(CancellationToken.None);
        var log = host.Services.GetRequiredService<ILintelStores>().RequestLog;
        return (await log.SearchAsync(new RequestLogQuery { Limit = 200 }, CancellationToken.None)).Entries;
    }
}
