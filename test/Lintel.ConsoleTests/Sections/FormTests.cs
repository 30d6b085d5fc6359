using System.Net;
using Lintel.Console;
using Lintel.HttpTests.Harness;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Lintel.ConsoleTests.Sections;

/// <summary>Forms that are sent late, twice, in full, or by those who may not send them.</summary>
public sealed class FormTests(SharedHost shared)
{
    private LintelHost Host => shared.Host;

    [Fact]
    public async Task Form_that_was_open_meanwhile_leaves_alone_what_others_have_changed()
    {
        using var owner = await ConsoleVisitor.SignInAsync(Host);
        var id = (string)(await Host.ManageAsync("POST", "/operators", new { login = "late@brook.example", name = "Late", role = "editor" }))["id"]!;
        var path = $"/console/operators/{id}";
        var form = (await owner.OpenAsync(path)).Form("change")!;
        await Host.ManageAsync("PATCH", $"/operators/{id}", new { disabled = true, role = "viewer" });

        var late = await owner.SendAsync(path, Filled(form, "change", ("field.name", "Later")));
        Assert.Equal(HttpStatusCode.Conflict, late.Status);
        var again = late.Form("change")!;
        Assert.Equal(("Later", "viewer"), (again["field.name"], again["field.role"]));
        Assert.Contains(again.Fields, field => field.Key == "field.disabled");

        var done = await owner.SendAsync(path, Filled(again, "change"));
        Assert.StartsWith("The operator was changed.", done.Result, StringComparison.Ordinal);
        var stored = await Host.ManageAsync("GET", $"/operators/{id}");
        Assert.Equal(("Later", "viewer"), ((string)stored["name"]!, (string)stored["role"]!));
        Assert.NotNull(stored["disabledAt"]);

        var idle = await owner.SendAsync(path, Filled(done.Form("change")!, "change"));
        Assert.StartsWith("Nothing was changed", idle.Result, StringComparison.Ordinal);
        Assert.Equal((long)stored["version"]!, (long)(await Host.ManageAsync("GET", $"/operators/{id}"))["version"]!);
    }

    [Fact]
    public async Task Renaming_an_application_leaves_it_in_a_project_of_a_later_page()
    {
        using var owner = await ConsoleVisitor.SignInAsync(Host);
        var list = "/console/otp-projects?account=acct_otp_b";
        var added = await owner.SubmitAsync(list, "add", ("field.name", "First of many"));
        var project = added.Find("otp-projects/([^?\"]+)[^>]*>\\s*First of many");
        var page = await owner.SubmitAsync(
            $"/console/otp-projects/{project}?account=acct_otp_b", "add-application", ("field.name", "Old place"), ("field.environment", "test"));
        var application = $"/console/otp-applications/{page.Find("otp-applications/(app_[A-Za-z0-9]+)")}?account=acct_otp_b";
        var form = (await owner.OpenAsync(list)).Form("add")!;
        for (var i = 0; i < 21; i++)
        {
            await owner.SendAsync(list, Filled(form, "add", ("field.name", $"Project {i}"), ("once", string.Empty)));
        }

        var shown = await owner.OpenAsync(application);
        Assert.Equal(project, shown.Form("move")!["field.projectId"]);
        Assert.Contains(">First of many</option>", shown.Html, StringComparison.Ordinal);
        await owner.SubmitAsync(application, "move", ("field.name", "New name"));
        Assert.Equal(project, (await owner.OpenAsync(application)).Form("move")!["field.projectId"]);
    }

    [Fact]
    public async Task Form_by_post_that_was_open_meanwhile_changes_nothing()
    {
        using var owner = await ConsoleVisitor.SignInAsync(Host);
        var added = await owner.SubmitAsync("/console/otp-projects?account=acct_otp_b", "add", ("field.name", "Of two editors"));
        var project = added.Find("otp-projects/([^?\"]+)[^>]*>\\s*Of two editors");
        var page = await owner.SubmitAsync(
            $"/console/otp-projects/{project}?account=acct_otp_b", "add-application", ("field.name", "Before"), ("field.environment", "test"));
        var application = $"/console/otp-applications/{page.Find("otp-applications/(app_[A-Za-z0-9]+)")}?account=acct_otp_b";
        var form = (await owner.OpenAsync(application)).Form("suspend")!;
        await owner.SubmitAsync(application, "move", ("field.name", "After"));

        var late = await owner.SendAsync(application, Filled(form, "suspend", ("confirm", "After")));
        Assert.Equal(HttpStatusCode.PreconditionFailed, late.Status);
        Assert.StartsWith("Nothing was changed: somebody else has changed it", late.Result, StringComparison.Ordinal);
        var done = await owner.SendAsync(application, Filled(late.Form("suspend")!, "suspend", ("confirm", "After")));
        Assert.StartsWith("The application is suspended.", done.Result, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Form_that_is_sent_several_times_at_once_shows_each_time_what_it_did()
    {
        using var owner = await ConsoleVisitor.SignInAsync(Host);
        const string Page = "/console/keys/new?accountId=acct_pixel_main";
        var form = (await owner.OpenAsync(Page)).Form("/console/keys/new")!;
        var sent = Task.WhenAll(Enumerable.Range(0, 6).Select(_ => owner.SendAsync(form.Target, Filled(form, "issue", ("name", "Six at once")))));
        while (!sent.IsCompleted)
        {
            await owner.OpenAsync("/console/keys");
            Host.Clock.Advance(TimeSpan.FromMilliseconds(100));
        }

        var pages = await sent;
        Assert.All(pages, page => Assert.StartsWith("Key Six at once was issued.", page.Result, StringComparison.Ordinal));
        Assert.Single(pages.Select(page => page.Secrets[0]).Distinct());
    }

    [Theory]
    [InlineData(409, true, false)]
    [InlineData(409, false, true)]
    [InlineData(422, false, true)]
    [InlineData(503, false, false)]
    public void Refusal_says_that_nothing_was_changed_only_where_that_is_known(int status, bool inFlight, bool known)
    {
        var problem = new ManagementReply(status, """{"detail":"Try again."}"""u8.ToArray()) { IsInFlight = inFlight }.Refusal();
        var notice = new FormState(ConsoleForm.None, problem).Notice!;
        Assert.Equal(known ? "Nothing was changed. Try again." : "It is not known whether this was changed. Try again.", notice.Text);
    }

    [Theory]
    [InlineData("trail ", "trail", true)]
    [InlineData("two  blanks", "two blanks", true)]
    [InlineData("tab\tbed", " tab bed ", true)]
    [InlineData("Trail", "trail", false)]
    [InlineData("trail", "", false)]
    public void Name_is_confirmed_as_a_page_shows_it(string name, string typed, bool confirmed) =>
        Assert.Equal(confirmed, FormOf("confirm", typed).Confirms(name));

    [Fact]
    public void Lines_have_blanks_and_commas_and_addresses_do_not()
    {
        var form = FormOf("teams", "Blue Team\r\nRed, or Green\r\n\r\n");
        Assert.Equal(["Blue Team", "Red, or Green"], form.Lines("teams"));
        Assert.Equal(["Blue", "Team", "Red", "or", "Green"], form.Words("teams"));
    }

    [Fact]
    public async Task Record_with_white_space_in_its_name_is_suspended_by_what_the_page_shows()
    {
        using var owner = await ConsoleVisitor.SignInAsync(Host);
        var id = (string)(await Host.ManageAsync("POST", "/accounts", new { api = "fieldservice", name = "Two  blanks" }))["id"]!;
        var page = await owner.SubmitAsync($"/console/accounts/{id}", "suspend", ("confirm", "Two blanks"));
        Assert.StartsWith("The account was suspended.", page.Result, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/console/otp-applications?account=%00")]
    [InlineData("/console/otp-projects?account=a%00b")]
    [InlineData("/console/keys/new?accountId=%00")]
    public async Task Address_with_a_character_that_no_id_has_is_of_no_record(string path)
    {
        using var owner = await ConsoleVisitor.SignInAsync(Host);
        Assert.Equal(HttpStatusCode.NotFound, (await owner.OpenAsync(path)).Status);
    }

    [Fact]
    public async Task Form_that_is_too_large_is_said_to_be()
    {
        using var owner = await ConsoleVisitor.SignInAsync(Host);
        var form = (await owner.OpenAsync("/console/decide")).Form("decide")!;
        var large = await owner.SendAsync(
            "/console/decide", Filled(form, "decide", ("body", new string('{', 60_000)), ("path", "/elsewhere"), ("method", "GET")));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, large.Status);
        var refused = await owner.SendAsync("/console/decide", Filled(form, "decide", ("body", new string('{', 100_000))));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, refused.Status);
        Assert.Contains("This form is too large", refused.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Role_is_offered_what_it_may_do_and_no_more()
    {
        using var viewer = await ConsoleVisitor.SignInAsync(Host, Host.DemoText("operators.viewer"));
        var accounts = await viewer.OpenAsync("/console/accounts");
        Assert.Contains("href=\"/console/keys\"", accounts.Html, StringComparison.Ordinal);
        Assert.DoesNotContain("href=\"/console/audit\"", accounts.Html, StringComparison.Ordinal);
        Assert.DoesNotContain("href=\"/console/decide\"", accounts.Html, StringComparison.Ordinal);
        Assert.DoesNotContain("href=\"/console/panel-licenses\"", accounts.Html, StringComparison.Ordinal);
        var account = await viewer.OpenAsync("/console/accounts/acct_pixel_main");
        Assert.Contains("Your role, viewer, reads accounts and does not change them.", account.Text, StringComparison.Ordinal);
        Assert.Matches("<fieldset class=\"form\" disabled", account.Html);
        Assert.Equal(HttpStatusCode.Forbidden, (await viewer.OpenAsync("/console/accounts/new")).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await viewer.OpenAsync("/console/keys/new?accountId=acct_pixel_main")).Status);
        var tokens = await viewer.OpenAsync("/console/tokens");
        Assert.Contains("value=\"keys:read\"", tokens.Html, StringComparison.Ordinal);
        Assert.DoesNotContain("value=\"keys:write\"", tokens.Html, StringComparison.Ordinal);

        using var owner = await ConsoleVisitor.SignInAsync(Host);
        account = await owner.OpenAsync("/console/accounts/acct_pixel_main");
        Assert.DoesNotContain("<fieldset class=\"form\" disabled", account.Html, StringComparison.Ordinal);
        Assert.Equal("viewer", (await owner.OpenAsync("/console/operators")).Form("add")!["field.role"]);
    }

    [Theory]
    [InlineData("acct_pixel_main")]
    [InlineData("acct_panel_main", "applications:read")]
    public async Task Command_beside_a_new_secret_is_answered(string account, params string[] scopes)
    {
        using var owner = await ConsoleVisitor.SignInAsync(Host);
        var issued = await owner.SubmitAsync(
            $"/console/keys/new?accountId={account}", "/console/keys/new", [("name", "Tried"), .. scopes.Select(scope => ("scopes", scope))]);
        var command = issued.Secrets[1].Split('\'');
        using var request = new HttpRequestMessage(HttpMethod.Get, command[1]);
        request.Headers.TryAddWithoutValidation(command[3].Split(": ")[0], command[3].Split(": ")[1]);
        using var answer = await Host.Client.SendAsync(request);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task Key_whose_end_has_passed_is_expired()
    {
        using var owner = await ConsoleVisitor.SignInAsync(Host);
        var found = await Host.ManageAsync("POST", "/keys/find", new { key = Host.DemoText("pixel.keys.expired") });
        var page = await owner.OpenAsync($"/console/keys/{found["id"] ?? found["key"]!["id"]}");
        Assert.Matches("<h1[^>]*>[^<]*<span class=\"status server\">expired</span>", page.Html);
    }

    private static KeyValuePair<string, string>[] Filled(SentForm form, string action, params (string Name, string Value)[] typed) =>
    [
        .. form.Fields.Where(field => typed.All(own => own.Name != field.Key)),
        .. typed.Select(own => KeyValuePair.Create(own.Name, own.Value)),
        KeyValuePair.Create("do", action),
    ];

    private static ConsoleForm FormOf(string name, string text) =>
        new(new FormCollection(new Dictionary<string, StringValues> { [name] = text }));
}
