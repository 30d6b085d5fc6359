using Lintel.Host.Settings;
using Lintel.HttpTests.Harness;
using Lintel.Pixel;
using Microsoft.Extensions.DependencyInjection;

namespace Lintel.HttpTests.Pixel;

public sealed class WarehouseOutageTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Answer_of_the_last_quarter_of_an_hour_is_given_as_stale_while_the_warehouse_is_down()
    {
        await using var host = await LintelHost.StartAsync();
        var website = await host.WebsiteAsync();
        await host.PostAsync("/pixel/events", new { website_id = website, name = "pageview", path = "/kept" });
        var fresh = await host.TopPagesAsync();
        var warehouse = host.Services.GetRequiredService<WarehouseServer>();
        await warehouse.StopAsync(Cancel);

        host.Clock.Advance(TimeSpan.FromMinutes(15) - TimeSpan.FromSeconds(1));
        var stale = await host.TopPagesAsync();
        Assert.Equal("ok", (string?)fresh.Json["data"]!["data_status"]);
        Assert.Equal(("stale", fresh.Rows), ((string?)stale.Json["data"]!["data_status"], stale.Rows));
        Assert.Equal(503, (await host.TopPagesAsync(query: "?country=NO")).Status);
        Assert.Equal(503, (await host.TopPagesAsync("flood")).Status);

        host.Clock.Advance(TimeSpan.FromSeconds(1));
        var failed = await host.TopPagesAsync();
        Assert.Equal((503, "analytics_error", 2), (failed.Status, failed.Code, failed.Header("Retry-After")));

        await warehouse.StartAsync(Cancel);
        Assert.Equal(fresh.Rows, (await host.TopPagesAsync()).Rows);
    }

    [Fact]
    public async Task Failure_of_the_warehouse_is_found_in_the_log_with_its_cause()
    {
        await using var host = await LintelHost.StartAsync(new LintelHostOptions { Settings = { ["Pixel__WarehouseUrl"] = "http://127.0.0.1:9" } });
        var failed = await host.TopPagesAsync();
        var entry = await host.FindRequestAsync(failed.RequestId);

        Assert.Equal((503, "analytics_error"), (entry?.Status, entry?.Code));
        Assert.False(string.IsNullOrEmpty(entry!.Cause));
        Assert.DoesNotContain(entry.Cause, failed.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Settings_of_ingest_and_identify_are_independent()
    {
        await using var host = await LintelHost.StartAsync(new LintelHostOptions { Settings = { ["Pixel__IngestUrl"] = "" } });
        var website = await host.WebsiteAsync();
        var identity = new { website_id = website, visitor_id = "v", user_id = "u" };

        Assert.Equal("ingest_unavailable", (await host.PostAsync("/pixel/events", new { })).Code);
        Assert.Equal(202, (await host.PostAsync("/pixel/identify", identity)).Status);
        Assert.Equal(200, (await host.TopPagesAsync()).Status);

        await host.RestartAsync(("Pixel__IngestUrl", null), ("Pixel__IdentifyUrl", ""));
        Assert.Equal("identify_unavailable", (await host.PostAsync("/pixel/identify", new { })).Code);
        Assert.Equal(202, (await host.PostAsync("/pixel/events", new { website_id = website, name = "pageview", path = "/" })).Status);
    }

    [Fact]
    public void Blank_setting_of_the_environment_stays_blank()
    {
        Environment.SetEnvironmentVariable("Pixel__BlankProbe", string.Empty);
        Assert.Equal(string.Empty, HostSettingsReader.Gather(new Dictionary<string, string?>())["Pixel:BlankProbe"]);
    }

    [Fact]
    public async Task Refusals_that_need_no_warehouse_come_before_it_is_called()
    {
        await using var host = await LintelHost.StartAsync(new LintelHostOptions { Settings = { ["Pixel__WarehouseUrl"] = "" } });
        Assert.Equal("invalid_pipe", (await host.GetAsync("/pixel/metrics/p_nope")).Code);
        Assert.Equal("invalid_visitor", (await host.GetAsync("/pixel/visitors/%20")).Code);
        Assert.Equal("website_not_found", (await host.TopPagesAsync(query: "?website_id=x")).Code);
        Assert.Equal("invalid_body", (await host.PostAsync("/pixel/events", new { })).Code);
        Assert.Equal("analytics_error", (await host.GetAsync("/pixel/visitors/v")).Code);
        Assert.Equal(200, (await host.GetAsync("/pixel/goals")).Status);
    }
}
