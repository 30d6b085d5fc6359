using System.Text.Json.Nodes;
using Lintel.HttpTests.Harness;

namespace Lintel.HttpTests.Panel;

public sealed class ManagementKeyTests
{
    [Fact]
    public async Task Key_is_shown_once_and_opens_what_it_was_made_for()
    {
        await using var host = await LintelHost.StartAsync();
        var account = await host.NewAccountAsync();
        var application = await host.NewApplicationAsync(account);
        var made = await host.PostAsync(
            account.Session,
            "/api-keys",
            new
            {
                name = "  Sync  ",
                scopes = new[] { "licenses:read" },
                allApplications = false,
                applicationIds = new[] { application },
                expiresAt = "2027-01-01T00:00:00Z"
            });

        var text = (string)made.Data["plaintextKey"]!;
        Assert.Matches("^blz_mgmt_bak_[A-Za-z0-9]{16}_[A-Za-z0-9]{48}$", text);
        Assert.Equal(
            ["id", "name", "publicId", "keyLast4", "scopes", "allApplications", "applicationIds", "expiresAt", "revokedAt", "lastUsedAt", "lastUsedIp", "createdAt", "updatedAt", "plaintextKey"],
            made.Data.AsObject().Select(member => member.Key));
        Assert.StartsWith($"blz_mgmt_{made.Data["publicId"]}_", text, StringComparison.Ordinal);
        Assert.Equal("no-store", made.Headers.CacheControl?.ToString());
        Assert.EndsWith((string)made.Data["keyLast4"]!, text, StringComparison.Ordinal);
        Assert.Equal("Sync", (string)made.Data["name"]!);
        Assert.Equal("2027-01-01T00:00:00.000Z", (string)made.Data["expiresAt"]!);

        var listed = await host.GetAsync(account.Session, "/api-keys");
        Assert.DoesNotContain(text[^44..], listed.Text, StringComparison.Ordinal);
        var shown = made.Data.AsObject();
        shown.Remove("plaintextKey");
        Assert.Equal($"[{shown.ToJsonString()}]", listed.Data.ToJsonString());
        Assert.Equal(200, (await host.GetAsync(Caller.Key(text), $"/get-licenses-metadata?applicationId={application}")).Status);
        Assert.Equal("insufficient_scope", (await host.GetAsync(Caller.Key(text), $"/get-variables?applicationId={application}")).Code);
        Assert.Equal("application_forbidden", (await host.GetAsync(Caller.Key(text), "/get-licenses-metadata?applicationId=1")).Code);
    }

    [Theory]
    [InlineData("""{"name":"ab","scopes":["licenses:read"],"allApplications":true}""")]
    [InlineData("""{"name":"   abc","scopes":[],"allApplications":true}""")]
    [InlineData("""{"name":" ab  ","scopes":["licenses:read"],"allApplications":true}""")]
    [InlineData("""{"name":"abc","allApplications":true}""")]
    [InlineData("""{"name":"abc","scopes":["licenses:melt"],"allApplications":true}""")]
    [InlineData("""{"name":"abc","scopes":["licenses:read","licenses:read"],"allApplications":true}""")]
    [InlineData("""{"name":"abc","scopes":["licenses:read"]}""")]
    [InlineData("""{"name":"abc","scopes":["licenses:read"],"allApplications":false}""")]
    [InlineData("""{"name":"abc","scopes":["licenses:read"],"allApplications":false,"applicationIds":[]}""")]
    [InlineData("""{"name":"abc","scopes":["licenses:read"],"allApplications":false,"applicationIds":["x"]}""")]
    [InlineData("""{"name":"abc","scopes":["licenses:read"],"allApplications":true,"expiresAt":"2020-01-01T00:00:00Z"}""")]
    [InlineData("""{"name":"abc","scopes":["licenses:read"],"allApplications":true,"expiresAt":"tomorrow"}""")]
    public async Task Key_that_is_not_in_its_form_is_not_made(string body)
    {
        await using var host = await LintelHost.StartAsync();
        var before = await host.GetAsync(host.DemoSession(), "/api-keys");

        Assert.Equal("VALIDATION_ERROR", (await host.PostAsync(host.DemoSession(), "/api-keys", JsonNode.Parse(body))).Code);
        Assert.Equal(before.Text, (await host.GetAsync(host.DemoSession(), "/api-keys")).Text);
    }

    [Fact]
    public async Task Key_for_an_application_of_another_account_is_not_made()
    {
        await using var host = await LintelHost.StartAsync();
        foreach (var id in new[] { host.DemoText("panel.ids.otherAccountApplication"), "9990001" })
        {
            var reply = await host.PostAsync(
                host.DemoSession(),
                "/api-keys",
                new { name = "abc", scopes = new[] { "licenses:read" }, allApplications = false, applicationIds = new[] { id } });
            Assert.Equal(("not_found", "Application not found."), (reply.Code, reply.Message));
        }
    }

    [Fact]
    public async Task Patch_changes_what_is_sent_and_holds_at_once()
    {
        await using var host = await LintelHost.StartAsync();
        var account = await host.NewAccountAsync();
        var application = await host.NewApplicationAsync(account);
        var made = (await MakeAsync(host, account)).Data;
        var (path, key) = ($"/api-keys/{made["id"]}", Caller.Key((string)made["plaintextKey"]!));
        host.Clock.Advance(TimeSpan.FromMinutes(1));

        var patched = await host.CallAsync(
            account.Session,
            "PATCH",
            path,
            new { name = "Other", scopes = new[] { "variables:read" }, allApplications = false, applicationIds = new[] { application } });

        Assert.Equal("Other", (string)patched.Data["name"]!);
        Assert.False((bool)patched.Data["allApplications"]!);
        Assert.NotEqual((string)patched.Data["createdAt"]!, (string)patched.Data["updatedAt"]!);
        Assert.Equal(200, (await host.GetAsync(key, $"/get-variables?applicationId={application}")).Status);
        Assert.Equal("insufficient_scope", (await host.GetAsync(key, $"/get-licenses-metadata?applicationId={application}")).Code);
        Assert.Equal("application_forbidden", (await host.GetAsync(key, "/get-variables?applicationId=1")).Code);

        var expired = await host.CallAsync(account.Session, "PATCH", path, new { expiresAt = host.Clock.GetUtcNow().AddSeconds(1), allApplications = true });
        Assert.True((bool)expired.Data["allApplications"]!);
        host.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("api_key_expired", (await host.GetAsync(key, "/get-applications")).Code);
        await host.CallAsync(account.Session, "PATCH", path, new { expiresAt = (string?)null });
        Assert.Equal("not_found", (await host.GetAsync(key, "/get-variables?applicationId=1")).Code);
        Assert.Equal("VALIDATION_ERROR", (await host.CallAsync(account.Session, "PATCH", path, new { })).Code);
        Assert.Equal("bad_request", (await host.CallAsync(account.Session, "PATCH", path, new { allApplications = false })).Code);
        Assert.Equal("not_found", (await host.CallAsync(account.Session, "PATCH", path, new { allApplications = false, applicationIds = new[] { "1" } })).Code);
        Assert.Equal("not_found", (await host.CallAsync(host.DemoSession(), "PATCH", path, new { name = "Mine" })).Code);
    }

    [Fact]
    public async Task Revoked_key_is_refused_at_once_and_for_good()
    {
        await using var host = await LintelHost.StartAsync();
        var account = await host.NewAccountAsync();
        var made = (await MakeAsync(host, account)).Data;
        var (path, key) = ($"/api-keys/{made["id"]}", Caller.Key((string)made["plaintextKey"]!));
        Assert.Equal("not_found", (await host.PostAsync(host.DemoSession(), path + "/revoke")).Code);

        var revoked = await host.PostAsync(account.Session, path + "/revoke");

        Assert.Equal((string)revoked.Data["revokedAt"]!, (string)revoked.Data["updatedAt"]!);
        Assert.Equal("api_key_revoked", (await host.GetAsync(key, "/get-applications")).Code);
        Assert.Equal("bad_request", (await host.PostAsync(account.Session, path + "/revoke")).Code);
        Assert.Equal("bad_request", (await host.CallAsync(account.Session, "PATCH", path, new { name = "Again" })).Code);
    }

    [Fact]
    public async Task Revoking_in_the_midst_of_requests_lets_none_through_afterwards()
    {
        await using var host = await LintelHost.StartAsync();
        var account = await host.NewAccountAsync(limits: new { global = 100_000 });
        var made = (await MakeAsync(host, account)).Data;
        var key = Caller.Key((string)made["plaintextKey"]!);
        var underWay = new TaskCompletionSource();
        var readers = Enumerable.Range(0, 4).Select(_ => ReadManyAsync(host, key, underWay)).ToArray();
        await underWay.Task;

        Assert.Equal(200, (await host.PostAsync(account.Session, $"/api-keys/{made["id"]}/revoke")).Status);
        var acknowledged = TimeProvider.System.GetTimestamp();
        var all = (await Task.WhenAll(readers)).SelectMany(codes => codes).ToList();

        Assert.Contains(all, call => call.Code == "not_found");
        Assert.All(all.Where(call => call.Began > acknowledged), call => Assert.Equal("api_key_revoked", call.Code));
        Assert.Equal("api_key_revoked", (await host.GetAsync(key, "/get-variables?applicationId=1")).Code);
    }

    [Fact]
    public async Task Last_use_is_known_at_once_and_after_a_restart()
    {
        await using var host = await LintelHost.StartAsync();
        Assert.Null(await LastUseAsync(host));
        Assert.Equal(200, (await host.GetAsync(host.DemoKey("licensesRead"), $"/get-licenses-metadata?applicationId={host.ApplicationA()}")).Status);
        var first = await LastUseAsync(host);
        Assert.NotNull(first);

        host.Clock.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal("insufficient_scope", (await host.GetAsync(host.DemoKey("licensesRead"), $"/get-variables?applicationId={host.ApplicationA()}")).Code);
        Assert.Equal(first, await LastUseAsync(host));
        await host.RestartAsync();
        Assert.Equal(first, await LastUseAsync(host));
        await host.GetAsync(host.DemoKey("licensesRead"), $"/get-licenses-metadata?applicationId={host.ApplicationA()}");
        Assert.NotEqual(first, await LastUseAsync(host));
    }

    [Fact]
    public async Task Keys_that_an_operator_issued_are_in_the_list()
    {
        await using var host = await LintelHost.StartAsync();
        var names = (await host.GetAsync(host.DemoSession(), "/api-keys")).Data.AsArray().Select(key => (string)key!["name"]!).Order();

        Assert.Equal(["expired", "full", "licensesRead", "licensesUpdate", "restricted", "revoked"], names);
    }

    [Fact]
    public async Task Plan_limits_active_keys_however_many_calls_come_together()
    {
        await using var host = await LintelHost.StartAsync();
        var free = await host.NewAccountAsync("Free");
        var refused = await MakeAsync(host, free);
        Assert.Equal(("bad_request", "The plan Free allows 0 for apiKeyCount."), (refused.Code, refused.Message));

        var basic = await host.NewAccountAsync("Basic");
        var replies = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => MakeAsync(host, basic)));
        Assert.Equal(3, replies.Count(reply => reply.Status == 200));
        Assert.Equal(5, replies.Count(reply => reply.Code == "bad_request"));

        var id = (string)replies.First(reply => reply.Status == 200).Data["id"]!;
        await host.PostAsync(basic.Session, $"/api-keys/{id}/revoke");
        Assert.Equal(200, (await MakeAsync(host, basic)).Status);
        var limits = await host.GetAsync(basic.Session, "/get-account-limits");
        Assert.Equal("""{"currentValue":3,"maxValue":3}""", limits.Data["apiKeyCount"]!.ToJsonString());
    }

    [Fact]
    public async Task Expired_key_counts_again_once_it_is_given_more_time()
    {
        await using var host = await LintelHost.StartAsync();
        var account = await host.NewAccountAsync("Basic");
        var soon = host.Clock.GetUtcNow().AddMinutes(1);
        var made = await host.PostAsync(
            account.Session,
            "/api-keys",
            new { name = "Short", scopes = new[] { "account:read" }, allApplications = true, expiresAt = soon });
        host.Clock.Advance(TimeSpan.FromMinutes(1));
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(200, (await MakeAsync(host, account)).Status);
        }

        Assert.Equal("bad_request", (await host.CallAsync(account.Session, "PATCH", $"/api-keys/{made.Data["id"]}", new { expiresAt = (string?)null })).Code);
        Assert.Equal(200, (await host.CallAsync(account.Session, "PATCH", $"/api-keys/{made.Data["id"]}", new { name = "Still short" })).Status);
    }

    /// <summary>Reads on and on, and tells after a few times that reading is under way.</summary>
    private static async Task<List<(long Began, string? Code)>> ReadManyAsync(LintelHost host, Caller key, TaskCompletionSource underWay)
    {
        const int Times = 100;
        const int Few = 10;
        var codes = new List<(long Began, string? Code)>();
        for (var i = 0; i < Times; i++)
        {
            var began = TimeProvider.System.GetTimestamp();
            codes.Add((began, (await host.GetAsync(key, "/get-variables?applicationId=1")).Code));
            if (i == Few)
            {
                underWay.TrySetResult();
            }
        }

        return codes;
    }

    private static async Task<string?> LastUseAsync(LintelHost host)
    {
        var keys = (await host.GetAsync(host.DemoSession(), "/api-keys")).Data.AsArray();
        var key = keys.Single(key => (string)key!["name"]! == "licensesRead")!;
        return key["lastUsedAt"] is null ? null : $"{key["lastUsedAt"]} {key["lastUsedIp"]}";
    }

    private static Task<PanelReply> MakeAsync(LintelHost host, PanelAccount account) =>
        host.PostAsync(
            account.Session,
            "/api-keys",
            new { name = "Sync", scopes = new[] { "licenses:read", "variables:read", "applications:read" }, allApplications = true });
}
