using Lintel.HttpTests.Harness;

namespace Lintel.HttpTests.Panel;

public sealed class DemoTests
{
    [Fact]
    public async Task Expired_license_is_expired_again_after_a_restart()
    {
        await using var host = await LintelHost.StartAsync();
        var (id, path) = (host.DemoText("panel.ids.expiredLicense"), $"/license-action?applicationId={host.ApplicationA()}");
        Assert.Equal(200, (await host.PostAsync(host.DemoKey(), path, new { licenseId = id, action = "extend", duration = "30d" })).Status);
        Assert.Equal("activated", await StatusAsync(host, id));
        await host.RestartAsync();
        Assert.Equal("expired", await StatusAsync(host, id));

        Assert.Equal(200, (await host.PostAsync(host.DemoKey(), path, new { licenseId = id, action = "delete" })).Status);
        await host.RestartAsync();
        Assert.Equal("expired", await StatusAsync(host, id));
    }

    [Fact]
    public async Task Session_is_new_at_every_start()
    {
        await using var host = await LintelHost.StartAsync();
        var old = host.DemoSession();
        host.Clock.Advance(TimeSpan.FromHours(23));
        await host.RestartAsync();
        host.Clock.Advance(TimeSpan.FromHours(2));

        Assert.NotEqual(old, host.DemoSession());
        Assert.Equal(200, (await host.GetAsync(host.DemoSession(), "/api-keys")).Status);
        Assert.Equal("unauth", (await host.GetAsync(old, "/api-keys")).Code);
    }

    [Fact]
    public async Task Deleted_application_and_changed_key_are_there_again_after_a_restart()
    {
        await using var host = await LintelHost.StartAsync();
        var listed = (await host.GetAsync(host.DemoSession(), "/api-keys")).Data.AsArray();
        var id = (string)listed.Single(key => (string)key!["name"]! == "restricted")!["id"]!;
        await host.CallAsync(host.DemoSession(), "PATCH", $"/api-keys/{id}", new { allApplications = true });
        await host.CallAsync(host.DemoKey(), "DELETE", $"/delete-application?applicationId={host.ApplicationA()}");
        await host.RestartAsync();

        Assert.Equal(200, (await host.GetAsync(host.DemoKey("restricted"), $"/get-licenses-metadata?applicationId={host.ApplicationA()}")).Status);
        Assert.Equal(
            "application_forbidden",
            (await host.GetAsync(host.DemoKey("restricted"), $"/get-variables?applicationId={host.DemoText("panel.ids.applicationB")}")).Code);
    }

    [Fact]
    public async Task Plan_of_the_demo_account_leaves_room_for_keys()
    {
        await using var host = await LintelHost.StartAsync();
        var usage = (await host.GetAsync(host.DemoKey(), "/get-account-limits")).Data["apiKeyCount"]!;

        Assert.Equal(4, (int)usage["currentValue"]!);
        Assert.InRange((int)usage["maxValue"]!, 20, 1000);
    }

    private static async Task<string> StatusAsync(LintelHost host, string id) =>
        PanelCalls.StatusOf(await host.LicenseAsync(host.DemoKey(), host.ApplicationA(), id));
}
