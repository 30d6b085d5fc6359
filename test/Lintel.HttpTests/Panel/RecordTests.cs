using Lintel.HttpTests.Harness;

namespace Lintel.HttpTests.Panel;

public sealed class RecordTests(RoomyHost roomy) : IClassFixture<RoomyHost>, IAsyncLifetime
{
    private static readonly object Settings = new
    {
        levels = Array.Empty<string>(),
        requiresLicense = false,
        credentialsType = "login_password",
        requiresClientId = false
    };

    private readonly LintelHost _host = roomy.Host;
    private PanelAccount _account = null!;
    private string _application = string.Empty;

    public async ValueTask InitializeAsync()
    {
        _account = await _host.NewAccountAsync();
        _application = await _host.NewApplicationAsync(_account);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Settings_and_levels_of_an_application_change()
    {
        Assert.Equal(200, (await CallAsync("POST", "/create-application-license-levels", body: new { levels = new[] { "gold", "silver" } })).Status);
        Assert.Equal("bad_request", (await CallAsync("POST", "/create-application-license-levels", body: new { levels = new[] { "tin", "gold" } })).Code);
        var edited = await CallAsync(
            "PATCH",
            "/edit-application-settings",
            body: new { name = "Renamed", requiresClientId = true, credentialsType = "email_password" });
        const string Expected = """{"name":"Renamed","licenseLevels":["gold","silver"],"requiresClientId":true,"credentialsType":"email_password"}""";
        Assert.Equal(Expected, edited.Data.ToJsonString());
        Assert.Equal(Expected, (await CallAsync("GET", "/get-application-settings")).Data.ToJsonString());
        Assert.Equal(200, (await CallAsync("DELETE", "/delete-application-license-level", "&level=gold")).Status);
        Assert.Equal(("not_found", "License level not found."), Told(await CallAsync("DELETE", "/delete-application-license-level", "&level=gold")));
        Assert.Equal("VALIDATION_ERROR", (await CallAsync("PATCH", "/edit-application-settings", body: new { credentialsType = "none" })).Code);
    }

    [Fact]
    public async Task User_is_made_shown_changed_linked_and_deleted()
    {
        var made = await CallAsync(
            "POST",
            "/create-user",
            body: new
            {
                login = "Holder",
                password = "a good password",
                comment = "First",
                clientId = "c-1",
                ipAddress = "203.0.113.5",
                applicationUserSettings = Settings
            });
        Assert.Equal("""{"success":true,"message":"User created successfully"}""", made.Text);
        Assert.Equal(
            ("bad_request", "Login is taken."),
            Told(await CallAsync("POST", "/create-user", body: new { login = "HOLDER", password = "a good password", applicationUserSettings = Settings })));
        var user = (await CallAsync("GET", "/get-users-table", "&currentPage=1")).Data[0]!;
        Assert.Equal(
            ["id", "applicationId", "login", "comment", "clientId", "ipAddress", "applicationUserSettings", "createdAt"],
            user.AsObject().Select(member => member.Key));
        var id = (string)user["id"]!;

        Assert.Equal(
            200,
            (await CallAsync("PATCH", "/edit-user", $"&userId={id}", new { login = "Keeper", password = "another password", comment = (string?)null })).Status);
        Assert.Equal(200, (await CallAsync("POST", "/user-action", body: new { userId = id, action = "reset_client_id" })).Status);
        user = (await CallAsync("GET", "/get-users-table", "&currentPage=1")).Data[0]!;
        Assert.Equal(
            ("Keeper", null, null, "203.0.113.5"),
            ((string?)user["login"], (string?)user["comment"], (string?)user["clientId"], (string?)user["ipAddress"]));

        var license = (await _host.NewLicensesAsync(_account.Session, _application, 1))[0];
        Assert.Equal("bad_request", (await CallAsync("POST", "/user-action", body: new { userId = id, action = "link_license" })).Code);
        Assert.Equal(
            ("not_found", "License not found."),
            Told(await CallAsync("POST", "/user-action", body: new { userId = id, action = "link_license", licenseId = "1" })));
        Assert.Equal(200, (await CallAsync("POST", "/user-action", body: new { userId = id, action = "link_license", licenseId = license })).Status);
        Assert.Equal("Keeper", (string)(await _host.LicenseAsync(_account.Session, _application, license))["applicationUsers"]!["login"]!);

        Assert.Equal(200, (await CallAsync("POST", "/user-action", body: new { userId = id, action = "delete" })).Status);
        Assert.Null((await _host.LicenseAsync(_account.Session, _application, license))["applicationUsers"]);
        Assert.Equal("""{"totalUsers":0}""", (await CallAsync("GET", "/get-users-metadata")).Data.ToJsonString());
    }

    [Theory]
    [InlineData("ab", "a good password", "VALIDATION_ERROR")]
    [InlineData("holder", "short", "VALIDATION_ERROR")]
    [InlineData("no address", "a good password", "bad_request")]
    [InlineData("holder@fresh.example", "a good password", null)]
    public async Task User_who_signs_in_by_email_has_an_address_for_a_login(string login, string password, string? code)
    {
        var settings = new { levels = Array.Empty<string>(), requiresLicense = false, credentialsType = "email_password", requiresClientId = false };

        Assert.Equal(code, (await CallAsync("POST", "/create-user", body: new { login, password, applicationUserSettings = settings })).Code);
    }

    [Fact]
    public async Task Blacklist_entry_is_made_shown_changed_and_deleted()
    {
        Assert.Equal("bad_request", (await CallAsync("POST", "/create-blacklist", body: new { comment = "x" })).Code);
        Assert.Equal(200, (await CallAsync("POST", "/create-blacklist", body: new { ipAddress = "203.0.113.5", comment = "x" })).Status);
        Assert.Equal("bad_request", (await CallAsync("POST", "/create-blacklist", body: new { ipAddress = "203.0.113.5" })).Code);
        var entry = (await CallAsync("GET", "/get-blacklists-table", "&currentPage=1")).Data[0]!;
        Assert.Equal(["id", "applicationId", "ipAddress", "clientId", "comment", "createdAt"], entry.AsObject().Select(member => member.Key));
        var id = (string)entry["id"]!;
        Assert.Equal("bad_request", (await CallAsync("PATCH", "/edit-blacklist", $"&blacklistId={id}", new { ipAddress = (string?)null })).Code);
        Assert.Equal(200, (await CallAsync("PATCH", "/edit-blacklist", $"&blacklistId={id}", new { ipAddress = (string?)null, clientId = "c" })).Status);
        Assert.Equal(
            ("bad_request", "Action 'delete' needs a blacklistId."),
            Told(await CallAsync("POST", "/blacklist-action", body: new { action = "delete" })));
        Assert.Equal(200, (await CallAsync("POST", "/blacklist-action", body: new { blacklistId = id, action = "delete" })).Status);
        Assert.Equal(
            ("not_found", "Blacklist not found."),
            Told(await CallAsync("POST", "/blacklist-action", body: new { blacklistId = id, action = "delete" })));
    }

    [Fact]
    public async Task Variable_is_made_shown_replaced_and_deleted()
    {
        Assert.Equal(200, (await CallAsync("POST", "/create-variable", body: Variable("motd", "Hello"))).Status);
        Assert.Equal("bad_request", (await CallAsync("POST", "/create-variable", body: Variable("motd", "Again"))).Code);
        Assert.Equal(
            "VALIDATION_ERROR",
            (await CallAsync("POST", "/create-variable", body: new { name = "motd", value = "x", strategy = "auth_required" })).Code);
        Assert.Equal("VALIDATION_ERROR", (await CallAsync("POST", "/create-variable", body: Variable("other", new string('x', 16_001)))).Code);
        var variable = (await CallAsync("GET", "/get-variables")).Data[0]!;
        Assert.Equal(["id", "name", "description", "value", "strategy", "updatedAt"], variable.AsObject().Select(member => member.Key));
        await CallAsync("POST", "/create-variable", body: Variable("taken", "x"));

        var query = $"&variableId={variable["id"]}";
        Assert.Equal("bad_request", (await CallAsync("PATCH", "/edit-variable", query, Variable("taken", "y"))).Code);
        Assert.Equal(200, (await CallAsync("PATCH", "/edit-variable", query, Variable("motd", "Bye"))).Status);
        Assert.Contains("\"value\":\"Bye\"", (await CallAsync("GET", "/get-variables")).Text, StringComparison.Ordinal);
        Assert.Equal(200, (await CallAsync("DELETE", "/delete-variable", query)).Status);
        Assert.Equal("not_found", (await CallAsync("DELETE", "/delete-variable", query)).Code);
    }

    [Fact]
    public async Task Licenses_look_as_their_mask_says()
    {
        var made = await CallAsync(
            "POST",
            "/create-licenses",
            body: new
            {
                amount = 3,
                duration = "1h30m",
                levels = Array.Empty<string>(),
                requiresClientId = true,
                comment = "Batch",
                mask = "PRO-XXXXXX-XXXXXX"
            });

        Assert.All(made.Json["createdLicenses"]!.AsArray(), text => Assert.Matches("^PRO-[A-HJ-NP-Z2-9]{6}-[A-HJ-NP-Z2-9]{6}$", (string)text!));
        var row = (await CallAsync("GET", "/get-licenses-table", "&currentPage=1")).Data[0]!;
        Assert.Equal(
            ["id", "license", "clientId", "ipAddress", "pausedAt", "createdAt", "expiresAt", "applicationId", "comment", "applicationLicenseSettings", "applicationUsers"],
            row.AsObject().Select(member => member.Key));
        Assert.Equal(
            """{"requiresClientId":true,"levels":[],"durationSeconds":5400,"status":"available"}""",
            row["applicationLicenseSettings"]!.ToJsonString());
        Assert.Equal(
            "VALIDATION_ERROR",
            (await CallAsync(
                "POST",
                "/create-licenses",
                body: new { amount = 101, duration = "1d", levels = Array.Empty<string>(), requiresClientId = true })).Code);
        Assert.Equal(
            "VALIDATION_ERROR",
            (await CallAsync(
                "POST",
                "/create-licenses",
                body: new { amount = 1, duration = "1d", levels = Array.Empty<string>(), requiresClientId = true, mask = "XXXX" })).Code);
    }

    [Fact]
    public async Task Account_limits_are_those_of_the_plan()
    {
        var basic = await _host.NewAccountAsync("Basic");
        var limits = await _host.GetAsync(basic.Session, "/get-account-limits");

        Assert.Equal(
            """
            {"planName":"Basic","authorizedSessionCount":{"currentValue":0,"maxValue":100},"storageSizeMib":{"currentValue":0,"maxValue":1024},"createdApplicationVariableCount":{"currentValue":0,"maxValue":20},"createdApplicationLicenseCount":{"currentValue":0,"maxValue":1000},"createdApplicationUserCount":{"currentValue":0,"maxValue":1000},"uploadedFilesCount":{"currentValue":0,"maxValue":100},"createdApplicationBlacklistCount":{"currentValue":0,"maxValue":100},"createdApplicationsCount":{"currentValue":0,"maxValue":5},"createdApplicationLicenseLevelsCount":{"currentValue":0,"maxValue":10},"apiKeyCount":{"currentValue":0,"maxValue":3},"liveSessionsOverview":{"currentValue":true},"geoBalancing":{"currentValue":false}}
            """,
            limits.Data.ToJsonString());
    }

    private static (string?, string) Told(PanelReply reply) => (reply.Code, reply.Message);

    private static object Variable(string name, string value) => new { name, description = (string?)null, value, strategy = "auth_not_required" };

    private Task<PanelReply> CallAsync(string method, string path, string query = "", object? body = null) =>
        _host.CallAsync(_account.Session, method, $"{path}?applicationId={_application}{query}", body);
}
