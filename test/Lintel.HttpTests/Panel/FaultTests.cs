using Lintel.HttpTests.Harness;

namespace Lintel.HttpTests.Panel;

public sealed class FaultTests : IAsyncLifetime
{
    private LintelHost _host = null!;

    private string Own => $"?applicationId={_host.ApplicationA()}";

    public async ValueTask InitializeAsync() => _host = await LintelHost.StartAsync();

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task Write_that_the_store_does_not_take_leaves_nothing()
    {
        (string Path, object Body)[] writes =
        [
            ("/create-application", new { name = "Sequencer" }),
            ("/create-variable" + Own, new { name = "motd", description = (string?)null, value = "x", strategy = "auth_required" }),
            ("/create-blacklist" + Own, new { clientId = "c" }),
            ("/create-application-license-levels" + Own, new { levels = new[] { "gold", "silver" } }),
            ("/create-licenses" + Own, new { amount = 3, duration = "1d", levels = Array.Empty<string>(), requiresClientId = false }),
            ("/license-action" + Own, new { licenseId = (string?)null, action = "delete_all" }),
        ];
        var before = await StateAsync();
        using (_host.LockStore("panel.db"))
        {
            var replies = await Task.WhenAll(writes.Select(write => _host.PostAsync(_host.DemoKey(), write.Path, write.Body)));
            Assert.All(replies, reply => Assert.Equal("INTERNAL_ERROR", reply.Code));
        }

        Assert.Equal(before, await StateAsync());
        Assert.Equal(200, (await _host.PostAsync(_host.DemoKey(), writes[1].Path, writes[1].Body)).Status);
    }

    [Fact]
    public async Task Key_that_the_store_does_not_take_is_neither_made_nor_charged()
    {
        var account = await _host.NewAccountAsync();
        var body = new { name = "Sync", scopes = new[] { "licenses:read" }, allApplications = true };
        using (_host.LockStore("lintel.db"))
        {
            Assert.Equal("INTERNAL_ERROR", (await _host.PostAsync(account.Session, "/api-keys", body)).Code);
        }

        Assert.Empty((await _host.GetAsync(account.Session, "/api-keys")).Data.AsArray());
        for (var i = 0; i < 10; i++)
        {
            Assert.Equal(200, (await _host.PostAsync(account.Session, "/api-keys", body)).Status);
        }

        Assert.Equal("rate_limit_reached", (await _host.PostAsync(account.Session, "/api-keys", body)).Code);
    }

    [Theory]
    [InlineData("panel.db")]
    [InlineData("lintel.db")]
    public async Task Change_of_a_key_that_a_store_does_not_take_is_not_shown(string file)
    {
        var account = await _host.NewAccountAsync();
        var made = await _host.PostAsync(account.Session, "/api-keys", new { name = "Sync", scopes = new[] { "licenses:read" }, allApplications = true });
        _host.Clock.Advance(TimeSpan.FromMinutes(1));
        await _host.CallAsync(account.Session, "PATCH", $"/api-keys/{made.Data["id"]}", new { name = "First" });
        var before = await _host.GetAsync(account.Session, "/api-keys");
        _host.Clock.Advance(TimeSpan.FromMinutes(1));
        using (_host.LockStore(file))
        {
            Assert.Equal("INTERNAL_ERROR", (await _host.CallAsync(account.Session, "PATCH", $"/api-keys/{made.Data["id"]}", new { name = "Second" })).Code);
        }

        Assert.Equal(before.Text, (await _host.GetAsync(account.Session, "/api-keys")).Text);
    }

    [Fact]
    public async Task Error_id_of_the_message_is_found_in_the_log_with_its_cause()
    {
        PanelReply reply;
        using (_host.MoveStoreAway("panel.db"))
        {
            reply = await _host.GetAsync(_host.DemoKey(), "/get-variables" + Own);
        }

        Assert.Equal("INTERNAL_ERROR", reply.Code);
        var id = reply.Message["Internal error. Error id: ".Length..];
        Assert.Equal(reply.Headers.GetValues("X-Request-Id").Single(), id);
        await _host.FindRequestAsync(id);
        var entry = await _host.ManageAsync("GET", $"/requests/{id}");
        Assert.Equal(("INTERNAL_ERROR", 500), ((string)entry["code"]!, (int)entry["status"]!));
        Assert.Contains("StoreUnavailable", (string)entry["cause"]!, StringComparison.Ordinal);
    }

    private async Task<string> StateAsync()
    {
        string[] paths =
        [
            "/get-applications",
            "/get-variables" + Own,
            "/get-application-settings" + Own,
            "/get-licenses-metadata" + Own,
            "/get-blacklists-metadata" + Own
        ];
        return string.Join('\n', (await Task.WhenAll(paths.Select(path => _host.GetAsync(_host.DemoKey(), path)))).Select(reply => reply.Text));
    }
}
