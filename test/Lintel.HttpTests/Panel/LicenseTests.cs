using System.Text.Json.Nodes;
using Lintel.HttpTests.Harness;

namespace Lintel.HttpTests.Panel;

public sealed class LicenseTests(RoomyHost roomy) : IClassFixture<RoomyHost>, IAsyncLifetime
{
    private const string Available = "available";
    private const string Activated = "activated";
    private const string Paused = "paused";
    private const string Expired = "expired";
    private const string Blacklisted = "blacklisted";

    private readonly LintelHost _host = roomy.Host;
    private PanelAccount _account = null!;
    private string _application = string.Empty;

    /// <summary>Each status with each action that does not delete: the status afterwards, or null where the two do not go together.</summary>
    public static TheoryData<string, string, string?> Transitions => new()
    {
        { Available, "pause", Paused },
        { Available, "resume", null },
        { Available, "extend", null },
        { Available, "reset", Available },
        { Available, "blacklist", Blacklisted },
        { Available, "reinitialize", null },
        { Available, "link", Available },
        { Activated, "pause", Paused },
        { Activated, "resume", null },
        { Activated, "extend", Activated },
        { Activated, "reset", Activated },
        { Activated, "blacklist", Blacklisted },
        { Activated, "reinitialize", Available },
        { Activated, "link", Activated },
        { Paused, "pause", null },
        { Paused, "resume", Activated },
        { Paused, "extend", Paused },
        { Paused, "reset", Paused },
        { Paused, "blacklist", Blacklisted },
        { Paused, "reinitialize", Available },
        { Paused, "link", Paused },
        { Expired, "pause", null },
        { Expired, "resume", null },
        { Expired, "extend", Activated },
        { Expired, "reset", Expired },
        { Expired, "blacklist", Blacklisted },
        { Expired, "reinitialize", Available },
        { Expired, "link", null },
        { Blacklisted, "pause", null },
        { Blacklisted, "resume", null },
        { Blacklisted, "extend", null },
        { Blacklisted, "reset", null },
        { Blacklisted, "blacklist", null },
        { Blacklisted, "reinitialize", Available },
        { Blacklisted, "link", null },
    };

    public async ValueTask InitializeAsync()
    {
        _account = await _host.NewAccountAsync();
        _application = await _host.NewApplicationAsync(_account);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Theory]
    [MemberData(nameof(Transitions))]
    public async Task Action_suits_the_status_or_is_a_bad_request_that_changes_nothing(string from, string action, string? to)
    {
        var id = await MakeAsync(from);
        var user = action == "link" ? await UserAsync() : null;
        var before = await LicenseAsync(id);
        Assert.Equal(from, PanelCalls.StatusOf(before));

        var reply = await ActAsync(new { licenseId = id, action, duration = "10d", userId = user });

        var after = await LicenseAsync(id);
        Assert.Equal(to is null ? "bad_request" : null, reply.Code);
        Assert.Equal(to ?? from, PanelCalls.StatusOf(after));
        if (to is null)
        {
            Assert.Equal(before.ToJsonString(), after.ToJsonString());
        }
    }

    [Theory]
    [InlineData(Available)]
    [InlineData(Activated)]
    [InlineData(Paused)]
    [InlineData(Expired)]
    [InlineData(Blacklisted)]
    public async Task Deleting_suits_every_status(string from)
    {
        var id = await MakeAsync(from);

        Assert.Equal(200, (await ActAsync(new { licenseId = id, action = "delete" })).Status);
        Assert.Equal(("not_found", "License not found."), Told(await ActAsync(new { licenseId = id, action = "delete" })));
    }

    [Fact]
    public async Task Pause_keeps_the_time_that_is_left()
    {
        var id = await MakeAsync(Activated);
        _host.Clock.Advance(TimeSpan.FromHours(12));
        await ActAsync(new { licenseId = id, action = "pause" });
        _host.Clock.Advance(TimeSpan.FromHours(12) - TimeSpan.FromSeconds(1));
        var paused = await LicenseAsync(id);
        Assert.Null(paused["expiresAt"]);
        Assert.NotNull(paused["pausedAt"]);

        await ActAsync(new { licenseId = id, action = "resume" });

        var resumed = await LicenseAsync(id);
        Assert.Null(resumed["pausedAt"]);
        Assert.Equal(_host.Clock.GetUtcNow() + TimeSpan.FromDays(29.5), DateTimeOffset.Parse((string)resumed["expiresAt"]!));
    }

    [Fact]
    public async Task License_that_was_paused_unused_is_available_again()
    {
        var id = await MakeAsync(Available);
        await ActAsync(new { licenseId = id, action = "pause" });
        await ActAsync(new { licenseId = id, action = "extend", duration = "1d" });
        await ActAsync(new { licenseId = id, action = "resume" });

        var license = await LicenseAsync(id);
        Assert.Equal(Available, PanelCalls.StatusOf(license));
        Assert.Equal(31 * 24 * 3600, (long)license["applicationLicenseSettings"]!["durationSeconds"]!);
    }

    [Fact]
    public async Task Reinitialized_license_is_as_if_never_used()
    {
        var id = await MakeAsync(Activated);
        await ActAsync(new { licenseId = id, action = "link", userId = await UserAsync() });
        var used = await LicenseAsync(id);
        Assert.Equal(
            ("client-1", "203.0.113.9", "holder"),
            ((string)used["clientId"]!, (string)used["ipAddress"]!, (string)used["applicationUsers"]!["login"]!));

        await ActAsync(new { licenseId = id, action = "reinitialize" });

        var license = await LicenseAsync(id);
        Assert.All(["clientId", "ipAddress", "pausedAt", "expiresAt", "applicationUsers"], member => Assert.Null(license[member]));
    }

    [Theory]
    [InlineData("""{"action":"pause"}""", "bad_request", "Action 'pause' needs a licenseId.")]
    [InlineData("""{"licenseId":null,"action":"extend","duration":"1d"}""", "bad_request", "Action 'extend' needs a licenseId.")]
    [InlineData("""{"licenseId":"{id}","action":"extend"}""", "bad_request", "Action 'extend' needs a duration.")]
    [InlineData("""{"licenseId":"{id}","action":"extend","duration":"0d"}""", "bad_request", "Action 'extend' needs a duration above zero.")]
    [InlineData("""{"licenseId":"{id}","action":"link"}""", "bad_request", "Action 'link' needs a userId.")]
    [InlineData("""{"licenseId":"{id}","action":"link","userId":"1"}""", "not_found", "User not found.")]
    [InlineData("""{"licenseId":"{id}","action":"delete_all"}""", "bad_request", "Action 'delete_all' takes no licenseId.")]
    [InlineData("""{"licenseId":"1","action":"extend"}""", "not_found", "License not found.")]
    [InlineData("""{"licenseId":7001,"action":"pause"}""", "VALIDATION_ERROR", "Request does not match the schema")]
    [InlineData("""{"licenseId":"{id}","action":"melt"}""", "VALIDATION_ERROR", "Request does not match the schema")]
    [InlineData("""{"licenseId":"{id}","action":"extend","duration":"60s"}""", "VALIDATION_ERROR", "Request does not match the schema")]
    [InlineData("""{"licenseId":"{id}"}""", "VALIDATION_ERROR", "Request does not match the schema")]
    public async Task Action_that_lacks_something_is_told_what(string body, string code, string message)
    {
        var id = await MakeAsync(Activated);

        Assert.Equal((code, message), Told(await ActAsync(JsonNode.Parse(body.Replace("{id}", id, StringComparison.Ordinal))!)));
    }

    [Fact]
    public async Task Counts_follow_the_clock_and_delete_all_leaves_none()
    {
        await MakeAsync(Available);
        var id = (await _host.NewLicensesAsync(_account.Session, _application, 1, "1h"))[0];
        await _host.ManageAsync("POST", $"/panel/licenses/{id}/use", new { });
        await MakeAsync(Paused);
        await MakeAsync(Blacklisted);
        Assert.Equal(
            """{"totalLicenses":4,"availableLicenses":1,"pausedLicenses":1,"activeLicenses":1,"expiredLicenses":0,"blacklistedLicenses":1}""",
            (await CountAsync()).Data.ToJsonString());
        _host.Clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(
            """{"totalLicenses":4,"availableLicenses":1,"pausedLicenses":1,"activeLicenses":0,"expiredLicenses":1,"blacklistedLicenses":1}""",
            (await CountAsync()).Data.ToJsonString());

        Assert.Equal(200, (await ActAsync(new { licenseId = (string?)null, action = "delete_all" })).Status);
        Assert.Equal(0, (long)(await CountAsync()).Data["totalLicenses"]!);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task License_is_bound_to_its_machine_where_it_or_its_application_requires_a_client_id(bool byLicense)
    {
        var application = _application;
        if (!byLicense)
        {
            await _host.CallAsync(_account.Session, "PATCH", $"/edit-application-settings?applicationId={application}", new { requiresClientId = true });
        }

        var id = (await _host.NewLicensesAsync(_account.Session, application, 1, "1h"))[0];
        if (byLicense)
        {
            await _host.CallAsync(_account.Session, "PATCH", $"/edit-license?applicationId={application}&licenseId={id}", new { requiresClientId = true });
        }

        Assert.Equal((409, "This license needs a clientId."), await UseAsync(id, new { }));
        Assert.Equal((200, null), await UseAsync(id, new { clientId = "machine-1" }));
        Assert.Equal((200, null), await UseAsync(id, new { clientId = "machine-1" }));
        Assert.Equal((409, "This license belongs to another clientId. Reset the license first."), await UseAsync(id, new { clientId = "machine-2" }));
        Assert.Equal((409, "This license needs a clientId."), await UseAsync(id, new { }));
        Assert.Equal("machine-1", (string)(await LicenseAsync(id))["clientId"]!);
        await ActAsync(new { licenseId = id, action = "reset" });
        Assert.Equal((200, null), await UseAsync(id, new { clientId = "machine-2" }));
    }

    [Theory]
    [InlineData("""{"clientId":"bad-machine"}""", """{"clientId":"bad-machine"}""")]
    [InlineData("""{"ipAddress":"203.0.113.66"}""", """{"clientId":"any","ipAddress":"203.0.113.66"}""")]
    [InlineData("""{"clientId":"bad-machine","ipAddress":"203.0.113.66"}""", """{"clientId":"bad-machine","ipAddress":"203.0.113.1"}""")]
    public async Task Blacklisted_machine_uses_no_license_also_where_it_names_itself_no_more(string entry, string use)
    {
        var id = (await _host.NewLicensesAsync(_account.Session, _application, 1, "1h"))[0];
        Assert.Equal((200, null), await UseAsync(id, JsonNode.Parse(use)!));
        await _host.PostAsync(_account.Session, $"/create-blacklist?applicationId={_application}", JsonNode.Parse(entry)!);

        Assert.Equal((409, "This clientId or ipAddress is blacklisted."), await UseAsync(id, JsonNode.Parse(use)!));
        Assert.Equal((409, "This clientId or ipAddress is blacklisted."), await UseAsync(id, new { }));
        var other = await _host.NewApplicationAsync(_account, "Not blacklisted here");
        Assert.Equal((200, null), await UseAsync((await _host.NewLicensesAsync(_account.Session, other, 1, "1h"))[0], JsonNode.Parse(use)!));
    }

    [Fact]
    public async Task Edit_changes_what_is_sent_and_takes_null_for_nothing()
    {
        var id = await MakeAsync(Activated);
        var path = $"/edit-license?applicationId={_application}&licenseId={id}";
        await _host.PostAsync(_account.Session, $"/create-application-license-levels?applicationId={_application}", new { levels = new[] { "gold" } });

        Assert.Equal(
            200,
            (await _host.CallAsync(_account.Session, "PATCH", path, new { comment = "Mine", levels = new[] { "gold" }, requiresClientId = true })).Status);
        var edited = await LicenseAsync(id);
        Assert.Equal(
            ("Mine", "client-1", "gold"),
            ((string)edited["comment"]!, (string)edited["clientId"]!, (string)edited["applicationLicenseSettings"]!["levels"]![0]!));
        Assert.Equal(
            200,
            (await _host.CallAsync(
                _account.Session,
                "PATCH",
                path,
                new { comment = (string?)null, clientId = (string?)null, ipAddress = "198.51.100.1" })).Status);
        edited = await LicenseAsync(id);
        Assert.Equal((null, null, "198.51.100.1"), ((string?)edited["comment"], (string?)edited["clientId"], (string?)edited["ipAddress"]));
        Assert.Equal("bad_request", (await _host.CallAsync(_account.Session, "PATCH", path, new { levels = new[] { "tin" } })).Code);
        Assert.Equal("VALIDATION_ERROR", (await _host.CallAsync(_account.Session, "PATCH", path, new { })).Code);
        Assert.Equal("VALIDATION_ERROR", (await _host.CallAsync(_account.Session, "PATCH", path, new { ipAddress = "1.2.3.04" })).Code);
        Assert.Equal(
            "bad_request",
            (await _host.CallAsync(_account.Session, "DELETE", $"/delete-application-license-level?applicationId={_application}&level=gold")).Code);
    }

    [Fact]
    public async Task Licenses_of_one_application_are_not_in_another()
    {
        var id = await MakeAsync(Activated);
        var other = await _host.NewApplicationAsync(_account, "Another one");

        Assert.Equal(
            "not_found",
            (await _host.PostAsync(_account.Session, $"/license-action?applicationId={other}", new { licenseId = id, action = "delete" })).Code);
        Assert.Equal(0, (long)(await _host.GetAsync(_account.Session, $"/get-licenses-metadata?applicationId={other}")).Data["totalLicenses"]!);
    }

    [Fact]
    public async Task Deleted_application_takes_everything_with_it()
    {
        var id = await MakeAsync(Activated);
        await UserAsync();
        Assert.Equal(200, (await _host.CallAsync(_account.Session, "DELETE", $"/delete-application?applicationId={_application}")).Status);

        Assert.Equal(
            "not_found",
            (await _host.PostAsync(_account.Session, $"/license-action?applicationId={_application}", new { licenseId = id, action = "delete" })).Code);
        var limits = (await _host.GetAsync(_account.Session, "/get-account-limits")).Data;
        Assert.All(
            ["createdApplicationLicenseCount", "createdApplicationUserCount", "createdApplicationsCount"],
            name => Assert.Equal(0, (long)limits[name]!["currentValue"]!));
    }

    private async Task<(int Status, string? Detail)> UseAsync(string id, object body)
    {
        using var request = new HttpRequestMessage(
            HttpMethod.Post,
            $"/lintel/v1/panel/licenses/{id}/use")
        { Content = System.Net.Http.Json.JsonContent.Create(body) };
        request.Headers.Authorization = new System.Net.Http.Headers.AuthenticationHeaderValue("Bearer", _host.OperatorToken);
        using var response = await _host.Client.SendAsync(request);
        var reply = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
        return ((int)response.StatusCode, response.IsSuccessStatusCode ? null : (string?)reply["detail"]);
    }

    private static (string?, string) Told(PanelReply reply) => (reply.Code, reply.Message);

    /// <summary>A license of 30 days, or of a minute where that is over, in a status.</summary>
    private async Task<string> MakeAsync(string status)
    {
        var id = (await _host.NewLicensesAsync(_account.Session, _application, 1, status == Expired ? "1m" : "30d"))[0];
        if (status != Available)
        {
            await _host.ManageAsync("POST", $"/panel/licenses/{id}/use", new { clientId = "client-1", ipAddress = "203.0.113.9" });
        }

        if (status is Paused or Blacklisted)
        {
            Assert.Equal(200, (await ActAsync(new { licenseId = id, action = status == Paused ? "pause" : "blacklist" })).Status);
        }
        else if (status == Expired)
        {
            _host.Clock.Advance(TimeSpan.FromMinutes(1));
        }

        return id;
    }

    private async Task<string> UserAsync()
    {
        var settings = new { levels = Array.Empty<string>(), requiresLicense = true, credentialsType = "login_password", requiresClientId = false };
        await _host.PostAsync(
            _account.Session,
            $"/create-user?applicationId={_application}",
            new { login = "holder", password = "a good password", applicationUserSettings = settings });
        return (string)(await _host.GetAsync(_account.Session, $"/get-users-table?applicationId={_application}&currentPage=1")).Data[0]!["id"]!;
    }

    private Task<JsonNode> LicenseAsync(string id) => _host.LicenseAsync(_account.Session, _application, id);

    private Task<PanelReply> ActAsync(object body) => _host.PostAsync(_account.Session, $"/license-action?applicationId={_application}", body);

    private Task<PanelReply> CountAsync() => _host.GetAsync(_account.Session, $"/get-licenses-metadata?applicationId={_application}");
}
