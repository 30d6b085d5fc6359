using System.Net;

namespace Lintel.ConsoleTests.Sections;

/// <summary>
/// Each thing that the error pages of the five APIs tell their readers to do in the dashboard is done in the console, and the customer's next request shows it.
/// Each test is named by the sentence, as the table in docs/console.md has them.
/// </summary>
public sealed class SentenceTests(SectionHost section) : IClassFixture<SectionHost>
{
    private ConsoleVisitor Operator => section.Operator;

    [Fact]
    public async Task Fieldservice_configure_meters_for_the_asset_in_the_dashboard_first()
    {
        var (asset, key) = (Demo("fieldservice.ids.assetWithoutMeters"), Demo("fieldservice.keys.full"));
        Assert.Equal("400 meter_not_found", await ReadMeterAsync(asset, key));

        var page = await Operator.SubmitAsync(
            $"/console/fieldservice-assets/{asset}?account=acct_fieldservice_main",
            "add-meter",
            ("field.meter_name", "Operating hours"),
            ("field.unit", "hours"),
            ("field.initial_reading", "3.5"));
        Assert.StartsWith("The meter is configured.", page.Result, StringComparison.Ordinal);
        Assert.Equal("201", await ReadMeterAsync(asset, key));
    }

    [Fact]
    public async Task Fieldservice_update_the_keys_scopes_in_settings_api_keys()
    {
        var key = Demo("fieldservice.keys.jobsRead");
        Assert.Equal("403 forbidden", await FieldserviceAsync("/customers", key));
        await CheckScopesAsync(key, "jobs:read", "customers:read");
        Assert.Equal("200", await FieldserviceAsync("/customers", key));
    }

    [Fact]
    public async Task Fieldservice_add_the_required_scope_to_your_api_key_in_settings_api_keys()
    {
        var (asset, key) = (Demo("fieldservice.ids.asset"), Demo("fieldservice.keys.assetsNoMeter"));
        Assert.Equal("403 scope_not_authorized", await ReadMeterAsync(asset, key));
        await CheckScopesAsync(key, "assets:read", "assets:write", "assets:meter");
        Assert.Equal("400 meter_not_found", await ReadMeterAsync(asset, key, "Another meter"));
    }

    [Fact]
    public async Task Fieldservice_add_the_source_ip_to_the_keys_whitelist_or_remove_the_restriction()
    {
        var key = Demo("fieldservice.keys.elsewhere");
        var page = await section.PageOfKeyAsync(key);
        Assert.Equal("403 ip_not_allowed", await FieldserviceAsync("/jobs", key));

        await Operator.SubmitAsync(page, "edit", ("addresses", "203.0.113.7/32\n127.0.0.0/8"));
        Assert.Equal("200", await FieldserviceAsync("/jobs", key));
        await Operator.SubmitAsync(page, "edit", ("addresses", "203.0.113.7/32"));
        Assert.Equal("403 ip_not_allowed", await FieldserviceAsync("/jobs", key));
        await Operator.SubmitAsync(page, "edit", ("addresses", string.Empty));
        Assert.Equal("200", await FieldserviceAsync("/jobs", key));
    }

    [Fact]
    public async Task Fieldservice_recently_rotated_your_key_use_the_new_one()
    {
        var old = await IssueAsync("acct_fieldservice_other", "jobs:read");
        var rotated = await Operator.SubmitAsync(await section.PageOfKeyAsync(old), "rotate", ("overlapSeconds", "0"));
        Assert.Equal("401 unauthorized", await FieldserviceAsync("/jobs", old));
        Assert.Equal("200", await FieldserviceAsync("/jobs", rotated.Secrets[0]));
    }

    [Fact]
    public async Task Otp_suspended_application()
    {
        var page = "/console/otp-applications/app_6Dx2mE9vHs4NcTq8Ly1R?account=acct_otp_a";
        Assert.Equal("201", await SendCodeAsync());
        var unconfirmed = await Operator.SubmitAsync(page, "suspend", ("confirm", "another name"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, unconfirmed.Status);
        Assert.Equal("201", await SendCodeAsync());

        await Operator.SubmitAsync(page, "suspend", ("confirm", "Shop login"));
        Assert.Equal("403 FORBIDDEN", await SendCodeAsync());
        await Operator.SubmitAsync(page, "resume");
        Assert.Equal("201", await SendCodeAsync());
        Assert.Contains("+999", (await Operator.OpenAsync(page)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Otp_check_for_a_copy_paste_mismatch_across_environments()
    {
        var page = (await Operator.OpenAsync("/console/otp-applications?account=acct_otp_a")).Text;
        Assert.Contains("Shop login test active", page, StringComparison.Ordinal);
        Assert.Contains("Shop login live active", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Otp_project_still_has_applications_delete_or_move_them_first()
    {
        var session = Demo("otp.sessions.b");
        var (list, kept) = ("/console/otp-projects?account=acct_otp_b", Demo("otp.ids.otherProject"));
        await Operator.SubmitAsync(list, "add", ("field.name", "Closing down"));
        var project = await NewestProjectAsync(session);
        var page = $"/console/otp-projects/{project}?account=acct_otp_b";
        var added = await Operator.SubmitAsync(page, "add-application", ("field.name", "Last kiosk"), ("field.environment", "test"));
        Assert.Equal(3, added.Secrets.Count);
        var application = added.Find("otp-applications/(app_[A-Za-z0-9]+)");

        var refused = await Operator.SubmitAsync(page, "delete", ("confirm", "Closing down"));
        Assert.Equal("The project still has 1 application. Delete or move it first.", refused.Result);
        await Operator.SubmitAsync($"/console/otp-applications/{application}?account=acct_otp_b", "move", ("field.projectId", kept));
        var deleted = await Operator.SubmitAsync(page, "delete", ("confirm", "Closing down"));
        Assert.Equal("The project was deleted.", deleted.Result);
        Assert.Equal("404 NOT_FOUND", await section.SendAsync("GET", $"/otp/v1/projects/{project}", session));
    }

    [Theory]
    [InlineData("basicPlan", "upgrade to the Starter Pack or higher")]
    [InlineData("expiredPlan", "renew")]
    [InlineData("paymentFailed", "the subscription is in a payment failure state")]
    [InlineData("pendingPlan", "or pending")]
    public async Task Trackpilots_renew_or_upgrade_in_settings_billing(string name, string sentence)
    {
        var key = Demo($"trackpilots.keys.{name}");
        var page = $"/console/trackpilots-billing/acct_trackpilots_{name}";
        Assert.Equal("401 PLAN_EXPIRED", await TrackpilotsAsync(key));
        var changed = await Operator.SubmitAsync(page, "renew", ("field.plan", "starter"), ("field.subscription", "active"));
        Assert.True(changed.Result.StartsWith("The plan is changed.", StringComparison.Ordinal), sentence);
        Assert.Equal("active", changed.Form("renew")!["field.subscription"]);
        Assert.Equal("200", await TrackpilotsAsync(key));
    }

    [Fact]
    public async Task Trackpilots_confirm_the_key_shows_an_active_status_or_generate_a_new_one()
    {
        var key = Demo("trackpilots.keys.inactive");
        Assert.Equal("401 INVALID_API_KEY", await TrackpilotsAsync(key));
        var page = await section.PageOfKeyAsync(key);
        Assert.NotNull((await Operator.OpenAsync(page)).Form("enable"));
        Assert.Equal("200", await TrackpilotsAsync(await OfActivePlanAsync(await IssueAsync("acct_trackpilots_cancelledPlan"))));

        await Operator.SubmitAsync(page, "enable");
        Assert.Equal("200", await TrackpilotsAsync(key));
    }

    [Fact]
    public async Task Pixel_create_a_new_key_with_the_additional_scope_and_rotate()
    {
        const string Metrics = "/pixel/api/v1/pixel/metrics/p_top_pages";
        Assert.Equal("403 insufficient_scope", await section.SendAsync("GET", Metrics, Demo("pixel.keys.none")));
        var made = await IssueAsync("acct_pixel_main", "pixel:read");
        Assert.Equal("200", await section.SendAsync("GET", Metrics, made));
    }

    [Theory]
    [InlineData("revoked", "api_key_revoked")]
    [InlineData("expired", "api_key_expired")]
    [InlineData("otherEnvironment", "invalid_api_key")]
    public async Task Pixel_create_a_new_one(string name, string code)
    {
        Assert.Equal($"401 {code}", await section.SendAsync("GET", "/pixel/api/v1/me", Demo($"pixel.keys.{name}")));
        Assert.Equal("200", await section.SendAsync("GET", "/pixel/api/v1/me", await IssueAsync("acct_pixel_main", "pixel:read")));
    }

    [Fact]
    public async Task Pixel_empty_data_on_a_fresh_website_fire_a_test_event()
    {
        var added = await Operator.SubmitAsync(
            "/console/pixel-websites?account=acct_pixel_main", "add", ("field.domain", "till.brook.example"), ("field.name", "Till"));
        Assert.Equal("The website was added.", added.Result);
        var website = added.Find("pixel-websites/(admx_[A-Za-z0-9]+)[^>]*>\\s*till\\.brook");
        var (path, read) = ("/pixel/api/v1/pixel/events", Demo("pixel.keys.readWrite"));
        Assert.Equal("202", await section.SendAsync("POST", path, read, new { website_id = website, name = "pageview", path = "/" }));

        await Operator.SubmitAsync($"/console/pixel-websites/{website}", "delete", ("confirm", "till.brook.example"));
        Assert.Equal("400 invalid_body", await section.SendAsync("POST", path, read, new { website_id = website, name = "pageview", path = "/" }));
    }

    [Fact]
    public async Task Panel_add_the_scope_to_the_key_in_the_dashboard()
    {
        const string Path = "/panel/api/v1/panel/get-applications";
        var key = Demo("panel.keys.licensesRead");
        Assert.Equal("403 insufficient_scope", await section.SendAsync("GET", Path, key));
        await CheckScopesAsync(key, "licenses:read", "applications:read");
        Assert.Equal("200", await section.SendAsync("GET", Path, key));
    }

    [Fact]
    public async Task Panel_set_a_later_end_in_the_dashboard()
    {
        var key = Demo("panel.keys.expired");
        const string Path = "/panel/api/v1/panel/get-applications";
        Assert.Equal("401 api_key_expired", await section.SendAsync("GET", Path, key));
        await Operator.SubmitAsync(await section.PageOfKeyAsync(key), "edit", ("expiresAt", "2099-12-31T00:00:00Z"));
        Assert.Equal("200", await section.SendAsync("GET", Path, key));
    }

    [Fact]
    public async Task Panel_related_resource_was_not_found_until_the_dashboard_makes_it()
    {
        var (key, application) = (Demo("panel.keys.full"), Demo("panel.ids.applicationB"));
        var made = await Operator.SubmitAsync(
            $"/console/panel-applications/{application}?account=acct_panel_main", "add-licenses", ("field.amount", "2"), ("field.duration", "30d"));
        Assert.Equal("The licenses were made.", made.Result);
        var licenses = made.Secrets[0].Split([' ', '\n']);
        Assert.Equal(2, licenses.Length);
        Assert.Contains(licenses[0], await TableAsync(), StringComparison.Ordinal);

        Task<string> TableAsync() => TextAsync($"/panel/api/v1/panel/get-licenses-table?applicationId={application}&currentPage=1", key);
    }

    private string Demo(string path) => section.Host.DemoText(path);

    private Task<string> FieldserviceAsync(string path, string key) => section.SendAsync("GET", "/fieldservice/api/v1" + path, [("X-API-Key", key)]);

    private Task<string> ReadMeterAsync(string asset, string key, string meter = "Operating hours") => section.SendAsync(
        "POST", $"/fieldservice/api/v1/assets?id={asset}&sub=meter_reading", [("X-API-Key", key)], new { meter_name = meter, reading = 10 });

    private Task<string> TrackpilotsAsync(string key) => section.SendAsync("GET", "/trackpilots/v1/access-management", key);

    private Task<string> SendCodeAsync() => section.SendAsync(
        "POST",
        "/otp/v1/otp/send",
        [
            ("X-Client-Id", Demo("otp.applications.test.clientId")), ("X-Client-Secret", Demo("otp.applications.test.clientSecret")),
            ("X-Api-Key", Demo("otp.applications.test.apiKey")),
        ],
        new { phoneNumber = "+999 482 918 102" });

    private async Task CheckScopesAsync(string key, params string[] scopes)
    {
        var page = await Operator.SubmitAsync(await section.PageOfKeyAsync(key), "edit", [.. scopes.Select(scope => ("scopes", scope))]);
        Assert.StartsWith("The key was changed.", page.Result, StringComparison.Ordinal);
    }

    private async Task<string> IssueAsync(string account, params string[] scopes)
    {
        var issued = await Operator.SubmitAsync(
            $"/console/keys/new?accountId={account}", "/console/keys/new", [("name", "Made in the console"), .. scopes.Select(scope => ("scopes", scope))]);
        return issued.Secrets[0];
    }

    // The plan of the account is renewed too: a good key of a lapsed plan is PLAN_EXPIRED.
    private async Task<string> OfActivePlanAsync(string key)
    {
        Assert.Equal("401 PLAN_EXPIRED", await TrackpilotsAsync(key));
        await Operator.SubmitAsync(
            "/console/trackpilots-billing/acct_trackpilots_cancelledPlan",
            "renew",
            ("field.plan", "starter"),
            ("field.subscription", "active"));
        return key;
    }

    private async Task<string> NewestProjectAsync(string session)
    {
        var text = await TextAsync("/otp/v1/projects?limit=1", session);
        return System.Text.Json.Nodes.JsonNode.Parse(text)!["data"]![0]!["id"]!.GetValue<string>();
    }

    private async Task<string> TextAsync(string path, string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Add("Authorization", $"Bearer {key}");
        using var answer = await section.Host.Client.SendAsync(request);
        return await answer.Content.ReadAsStringAsync();
    }
}
