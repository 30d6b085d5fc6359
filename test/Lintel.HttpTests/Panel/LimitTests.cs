using Lintel.HttpTests.Harness;

namespace Lintel.HttpTests.Panel;

public sealed class LimitTests
{
    private static readonly object Both = new { keys = new[] { "socketKey", "httpKey" } };

    [Fact]
    public async Task Third_rotation_within_an_hour_is_refused_until_the_hour_is_over()
    {
        await using var host = await LintelHost.StartAsync();
        var path = $"/update-api-keys?applicationId={host.ApplicationA()}";
        var before = await host.GetAsync(host.DemoKey(), "/get-applications");
        var socket = await host.CallAsync(host.DemoKey(), "PATCH", path, new { keys = new[] { "socketKey" } });
        Assert.Equal(200, socket.Status);
        var old = before.Data.AsArray().Single(application => (string)application!["id"]! == host.ApplicationA())!["applicationApiKeys"]!;
        Assert.NotEqual((string)old["socketKey"]!, (string)socket.Data["socketKey"]!);
        Assert.Equal((string)old["httpKey"]!, (string)socket.Data["httpKey"]!);
        host.Clock.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal(200, (await host.CallAsync(host.DemoSession(), "PATCH", path, Both)).Status);

        var refused = await host.CallAsync(host.DemoKey(), "PATCH", path, Both);
        Assert.Equal(("rate_limit_reached", 3000), (refused.Code, refused.Header("Retry-After")));
        await host.RestartAsync();
        Assert.Equal("rate_limit_reached", (await host.CallAsync(host.DemoKey(), "PATCH", path, Both)).Code);
        host.Clock.Advance(TimeSpan.FromSeconds(2999));
        Assert.Equal("rate_limit_reached", (await host.CallAsync(host.DemoKey(), "PATCH", path, Both)).Code);
        host.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(200, (await host.CallAsync(host.DemoKey(), "PATCH", path, Both)).Status);
    }

    [Fact]
    public async Task Of_many_rotations_at_the_same_time_exactly_two_pass()
    {
        await using var host = await LintelHost.StartAsync();
        var path = $"/update-api-keys?applicationId={host.ApplicationA()}";
        var replies = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => host.CallAsync(host.DemoKey(), "PATCH", path, Both)));

        Assert.Equal(2, replies.Count(reply => reply.Status == 200));
        Assert.Equal(10, replies.Count(reply => reply.Code == "rate_limit_reached"));
    }

    [Fact]
    public async Task Rotations_that_fail_do_not_count()
    {
        await using var host = await LintelHost.StartAsync();
        var path = $"/update-api-keys?applicationId={host.ApplicationA()}";
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal("VALIDATION_ERROR", (await host.CallAsync(host.DemoKey(), "PATCH", path, new { keys = new[] { "otherKey" } })).Code);
            Assert.Equal("insufficient_scope", (await host.CallAsync(host.DemoKey("licensesRead"), "PATCH", path, Both)).Code);
            Assert.Equal("not_found", (await host.CallAsync(host.DemoKey(), "PATCH", "/update-api-keys?applicationId=1", Both)).Code);
        }

        using (host.LockStore("panel.db"))
        {
            Assert.Equal("INTERNAL_ERROR", (await host.CallAsync(host.DemoKey(), "PATCH", path, Both)).Code);
        }

        Assert.Equal(200, (await host.CallAsync(host.DemoKey(), "PATCH", path, Both)).Status);
        Assert.Equal(200, (await host.CallAsync(host.DemoKey(), "PATCH", path, Both)).Status);
        Assert.Equal("rate_limit_reached", (await host.CallAsync(host.DemoKey(), "PATCH", path, Both)).Code);
    }

    [Fact]
    public async Task Eleventh_key_within_an_hour_is_refused_and_failed_creations_do_not_count()
    {
        await using var host = await LintelHost.StartAsync();
        var account = await host.NewAccountAsync();
        for (var i = 0; i < 10; i++)
        {
            Assert.Equal("VALIDATION_ERROR", (await host.PostAsync(account.Session, "/api-keys", new { name = "No" })).Code);
            Assert.Equal(200, (await CreateAsync(host, account.Session)).Status);
        }

        var refused = await CreateAsync(host, account.Session);
        Assert.Equal(("rate_limit_reached", 3600), (refused.Code, refused.Header("Retry-After")));
        Assert.Equal(200, (await CreateAsync(host, host.DemoSession())).Status);
        host.Clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(200, (await CreateAsync(host, account.Session)).Status);
    }

    private static Task<PanelReply> CreateAsync(LintelHost host, Caller caller) =>
        host.PostAsync(caller, "/api-keys", new { name = "Sync", scopes = new[] { "licenses:read" }, allApplications = true });
}
