using Lintel.HttpTests.Harness;

namespace Lintel.HttpTests.Panel;

public sealed class AccessTests(RoomyHost shared) : IClassFixture<RoomyHost>
{
    private const string Unknown = "Bearer blz_mgmt_bak_0123456789abcdef_0123456789abcdef0123456789abcdef0123456789abcdef";

    private LintelHost Host => shared.Host;

    /// <summary>Every header with every cookie, on a route for sessions and on one that takes keys as well.</summary>
    public static TheoryData<string, string, string, string> Matrix
    {
        get
        {
            // What a header comes to on each route; a cookie beside it changes nothing.
            (string Header, string OnSessionRoute, string Elsewhere)[] headers =
            [
                ("blank", "api_key_invalid", "api_key_invalid"),
                ("malformed", "api_key_invalid", "api_key_invalid"),
                ("basic", "api_key_invalid", "api_key_invalid"),
                ("unknown", "api_key_invalid", "api_key_invalid"),
                ("changed", "api_key_invalid", "api_key_invalid"),
                ("expired", "api_key_expired", "api_key_expired"),
                ("revoked", "api_key_revoked", "api_key_revoked"),
                ("full", "session_required", "OK"),
            ];
            var rows = new TheoryData<string, string, string, string>
            {
                { "none", "none", "unauth", "api_key_invalid" },
                { "none", "bad", "unauth", "unauth" },
                { "none", "good", "OK", "OK" },
            };
            foreach (var (header, onSessionRoute, elsewhere) in headers)
            {
                foreach (var cookie in new[] { "none", "bad", "good" })
                {
                    rows.Add(header, cookie, onSessionRoute, elsewhere);
                }
            }

            return rows;
        }
    }

    [Theory]
    [MemberData(nameof(Matrix))]
    public async Task Credentials_are_judged_by_header_first_and_route(string header, string cookie, string onSessionRoute, string elsewhere)
    {
        var caller = new Caller(HeaderOf(header), cookie switch { "none" => null, "bad" => "session=bogus", _ => Host.DemoSession().Cookie });

        Assert.Equal(onSessionRoute, Outcome(await Host.GetAsync(caller, "/api-keys")));
        Assert.Equal(elsewhere, Outcome(await Host.GetAsync(caller, "/get-applications")));
    }

    [Fact]
    public async Task Key_in_the_cookie_and_session_in_the_header_open_nothing()
    {
        var key = Host.DemoText("panel.keys.full");
        Assert.Equal("unauth", (await Host.GetAsync(new Caller(null, "session=" + key), "/get-applications")).Code);
        Assert.Equal("api_key_invalid", (await Host.GetAsync(Caller.Key(Host.DemoText("panel.session")), "/get-applications")).Code);
    }

    [Theory]
    [InlineData("pause", "licensesUpdate", "bad_request")]
    [InlineData("resume", "licensesUpdate", "bad_request")]
    [InlineData("extend", "licensesUpdate", "bad_request")]
    [InlineData("link", "licensesUpdate", "bad_request")]
    [InlineData("delete", "licensesUpdate", "insufficient_scope")]
    [InlineData("delete_all", "licensesUpdate", "insufficient_scope")]
    [InlineData("pause", "licensesRead", "insufficient_scope")]
    [InlineData("resume", "licensesRead", "insufficient_scope")]
    [InlineData("extend", "licensesRead", "insufficient_scope")]
    [InlineData("reset", "licensesRead", "insufficient_scope")]
    [InlineData("blacklist", "licensesRead", "insufficient_scope")]
    [InlineData("reinitialize", "licensesRead", "insufficient_scope")]
    [InlineData("link", "licensesRead", "insufficient_scope")]
    [InlineData("delete", "licensesRead", "insufficient_scope")]
    public async Task Action_in_the_body_chooses_the_scope(string action, string key, string code)
    {
        var reply = await Host.PostAsync(
            Host.DemoKey(key),
            $"/license-action?applicationId={Host.ApplicationA()}",
            new { licenseId = Host.DemoText("panel.ids.expiredLicense"), action });

        Assert.Equal(code, reply.Code);
        var scope = action.StartsWith("delete", StringComparison.Ordinal) ? "licenses:delete" : "licenses:update";
        Assert.Equal(code == "insufficient_scope", reply.Headers.WwwAuthenticate.ToString().Contains($"scope=\"{scope}\"", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Action_of_users_chooses_the_scope_too()
    {
        await using var host = await LintelHost.StartAsync();
        var account = await host.NewAccountAsync();
        var application = await host.NewApplicationAsync(account);
        var update = await host.NewKeyAsync(account.Id, ["app_users:update"]);
        var delete = await host.NewKeyAsync(account.Id, ["app_users:delete"]);
        var path = $"/user-action?applicationId={application}";

        Assert.Equal("insufficient_scope", (await host.PostAsync(update, path, new { userId = (string?)null, action = "delete_all" })).Code);
        Assert.Equal("insufficient_scope", (await host.PostAsync(delete, path, new { userId = "1", action = "reset_client_id" })).Code);
        Assert.Equal(200, (await host.PostAsync(delete, path, new { userId = (string?)null, action = "delete_all" })).Status);
        Assert.Equal("not_found", (await host.PostAsync(update, path, new { userId = "1", action = "reset_client_id" })).Code);
    }

    [Fact]
    public async Task Session_passes_every_scope_check()
    {
        var reply = await Host.PostAsync(
            Host.DemoSession(),
            $"/license-action?applicationId={Host.ApplicationA()}",
            new { licenseId = "1", action = "delete" });

        Assert.Equal("not_found", reply.Code);
    }

    [Fact]
    public async Task Restricted_key_sees_its_applications_only()
    {
        var ids = (await Host.GetAsync(Host.DemoKey("restricted"), "/get-applications")).Data.AsArray().Select(application => (string)application!["id"]!);

        Assert.Equal([Host.ApplicationA()], ids);
    }

    private static string Outcome(PanelReply reply) => reply.Status == 200 ? "OK" : reply.Code!;

    private string? HeaderOf(string kind) => kind switch
    {
        "none" => null,
        "blank" => " ",
        "malformed" => "Bearer abc",
        "basic" => "Basic YTpi",
        "unknown" => Unknown,
        "changed" => "Bearer " + Changed(Host.DemoText("panel.keys.full")),
        _ => "Bearer " + Host.DemoText($"panel.keys.{kind}"),
    };

    private static string Changed(string key) => key[..^1] + (key[^1] == 'a' ? 'b' : 'a');
}
