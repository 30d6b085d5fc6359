using System.Net;
using System.Net.Http.Json;
using Lintel.Host.Startup;
using Lintel.HttpTests.Harness;
using Lintel.Management;
using Lintel.Trackpilots.Dashboard;
using Microsoft.Extensions.DependencyInjection;

namespace Lintel.ConsoleTests.Sections;

/// <summary>Sections that modules add: who sees them, what they refuse, and what start-up refuses of them.</summary>
public sealed class SectionTests(SectionHost section) : IClassFixture<SectionHost>
{
    [Fact]
    public async Task Every_section_shows_its_accounts_or_its_list_and_every_record_its_forms()
    {
        foreach (var added in section.Host.Services.GetServices<IConsoleSection>())
        {
            var page = await section.Operator.OpenAsync($"/console/{added.Name}");
            Assert.Equal(HttpStatusCode.OK, page.Status);
            Assert.Contains($"<h1>{added.Title}</h1>", page.Html, StringComparison.Ordinal);
            if (AccountOf(page, added.Name) is { Length: > 0 } account)
            {
                page = await section.Operator.OpenAsync(account);
                Assert.Equal(HttpStatusCode.OK, page.Status);
            }

            if (added.Record is { } record && RecordOf(page, added.Name) is { Length: > 0 } path)
            {
                page = await section.Operator.OpenAsync(path);
                Assert.Equal(HttpStatusCode.OK, page.Status);
                Assert.True(record.Forms.Count == 0 || record.Forms.Any(form => page.Form(form.Name) is not null), path);
            }
        }
    }

    [Fact]
    public async Task Rotation_keeps_its_default_where_another_form_of_the_page_was_refused()
    {
        var key = await section.PageOfKeyAsync(section.Host.DemoText("pixel.keys.read"));
        var refused = await section.Operator.SubmitAsync(key, "revoke", ("confirm", "another name"));
        Assert.Equal("86400", refused.Form("rotate")!["overlapSeconds"]);
    }

    [Theory]
    [InlineData("support")]
    [InlineData("viewer")]
    public async Task Operator_who_may_only_read_sees_the_page_without_its_forms(string role)
    {
        using var reader = await ConsoleVisitor.SignInAsync(section.Host, section.Host.DemoText($"operators.{role}"));
        var path = PathOfAsset("asset");
        var page = await reader.OpenAsync(path);
        Assert.Equal(HttpStatusCode.OK, page.Status);
        Assert.Contains("Meters", page.Text, StringComparison.Ordinal);
        Assert.Null(page.Form("add-meter"));

        // The form of somebody else is refused, too.
        var form = (await section.Operator.OpenAsync(path)).Form("add-meter")!;
        var sent = await reader.SendAsync(path, [.. form.Fields, KeyValuePair.Create("do", "add-meter")]);
        Assert.Equal(HttpStatusCode.Forbidden, sent.Status);
    }

    [Fact]
    public async Task Faults_stand_at_their_fields_and_what_was_typed_stays()
    {
        var page = await section.Operator.SubmitAsync(
            PathOfAsset("asset"), "add-meter", ("field.meter_name", "Odometer"), ("field.unit", "km"), ("field.initial_reading", "many"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, page.Status);
        Assert.Matches("id=\"add-meter-initial_reading\"[^>]*value=\"many\"[^>]*aria-invalid=\"true\"", page.Html);
        Assert.Contains("id=\"add-meter-initial_reading-fault\"", page.Html, StringComparison.Ordinal);
        Assert.Equal("Odometer", page.Form("add-meter")!["field.meter_name"]);
    }

    [Fact]
    public async Task Form_that_is_sent_twice_changes_once()
    {
        var path = PathOfAsset("asset");
        var form = (await section.Operator.OpenAsync(path)).Form("add-meter")!;
        KeyValuePair<string, string>[] sent =
        [
            .. form.Fields.Where(field => !field.Key.StartsWith("field.", StringComparison.Ordinal)),
            new("field.meter_name", "Twice"), new("field.unit", "h"), new("do", "add-meter"),
        ];
        Assert.StartsWith("The meter is configured.", (await section.Operator.SendAsync(path, sent)).Result, StringComparison.Ordinal);
        Assert.StartsWith("The meter is configured.", (await section.Operator.SendAsync(path, sent)).Result, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Password_that_was_typed_is_never_filled_in_again()
    {
        var page = await section.Operator.SubmitAsync(
            "/console/trackpilots-employees?account=acct_trackpilots_active",
            "add",
            ("field.userName", "Ada Byron"),
            ("field.emailId", "no address"),
            ("field.password", "Difference-Engine-2"));
        Assert.Equal("Ada Byron", page.Form("add")!["field.userName"]);
        Assert.DoesNotContain("Difference-Engine-2", page.Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Missing_setting_of_a_service_is_shown_with_the_code_that_it_causes()
    {
        await using var host = await LintelHost.StartAsync(new LintelHostOptions { Settings = { ["Pixel__IngestUrl"] = string.Empty } });
        using var visitor = await ConsoleVisitor.SignInAsync(host);
        var page = await visitor.OpenAsync("/console/pixel-services");
        Assert.Contains("ingest missing ingest_unavailable Pixel__IngestUrl", page.Text, StringComparison.Ordinal);
        Assert.Contains("identify built in", page.Text, StringComparison.Ordinal);

        // An operator does without the setting, and the next event is taken.
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await SendEventAsync(host));
        var changed = await visitor.SubmitAsync("/console/pixel-services", "change", ("field.service", "ingest"), ("field.state", "built in"));
        Assert.StartsWith("The service is changed.", changed.Result, StringComparison.Ordinal);
        Assert.Contains("ingest built in ingest_unavailable", changed.Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Accepted, await SendEventAsync(host));
        await visitor.SubmitAsync("/console/pixel-services", "change", ("field.service", "ingest"), ("field.state", "as set"));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await SendEventAsync(host));
    }

    [Fact]
    public void Plans_of_the_billing_section_are_those_of_the_contract()
    {
        var words = section.Host.Services.GetRequiredService<Lintel.AspNetCore.ApiDirectory>().Named("trackpilots").Contract.Accounts;
        Assert.Equal(words.Plans, BillingSection.Plans);
        Assert.Equal(words.Subscriptions, BillingSection.Subscriptions);
    }

    [Fact]
    public async Task Operators_are_added_invited_changed_and_removed()
    {
        var added = await section.Operator.SubmitAsync(
            "/console/operators", "add", ("field.login", "ben@brook.example"), ("field.name", "Ben"), ("field.role", "viewer"));
        var path = added.Find("(/console/operators/[^\"]+)\">\\s*Ben");
        var link = (await section.Operator.SubmitAsync(path, "link")).Secrets.Single();
        Assert.StartsWith($"{section.Host.BaseUrl}/console/sign-in?token=", link, StringComparison.Ordinal);
        using var invited = await ConsoleVisitor.SignInAsync(section.Host, link.Split("token=")[1]);
        Assert.Equal(HttpStatusCode.OK, (await invited.OpenAsync("/console/requests")).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await invited.OpenAsync("/console/audit")).Status);

        await section.Operator.SubmitAsync(path, "change", ("field.role", "support"));
        Assert.Equal(HttpStatusCode.OK, (await invited.OpenAsync("/console/audit")).Status);
        await section.Operator.SubmitAsync(path, "remove", ("confirm", "ben@brook.example"));
        Assert.Contains("Sign in", (await invited.OpenAsync("/console/requests")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Personal_token_is_shown_once_and_ends()
    {
        // By a link: a session that a token began makes no tokens.
        var operators = (await section.Host.ManageAsync("GET", "/operators?limit=200"))["data"]!.AsArray();
        var known = operators.First(one => (string?)one!["role"] == "viewer")!;
        var link = await section.Host.ManageAsync("POST", $"/operators/{known["id"]}/sign-in-link");
        using var viewer = await ConsoleVisitor.SignInAsync(section.Host, (string)link["token"]!);
        var made = await viewer.SubmitAsync("/console/tokens", "issue", ("field.name", "Night script"), ("field.scopes", "requests:read"));
        var token = made.Secrets.Single();
        Assert.Equal("200", await section.SendAsync("GET", "/lintel/v1/requests", token));
        Assert.DoesNotContain(token, (await viewer.OpenAsync("/console/tokens")).Html, StringComparison.Ordinal);

        var id = (await viewer.OpenAsync("/console/tokens")).Find("value=\"([^\"]+)\">\\s*<button[^>]*aria-label=\"End Night script\"");
        Assert.Equal("The token has ended.", (await viewer.SubmitAsync("/console/tokens", "end", ("field.tokenId", id))).Result);
        Assert.StartsWith("401", await section.SendAsync("GET", "/lintel/v1/requests", token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Decide_says_which_guard_would_refuse_and_passes_once_the_scope_is_there()
    {
        var key = section.Host.DemoText("pixel.keys.none");
        (string Name, string Value)[] request =
            [("api", "pixel"), ("method", "GET"), ("path", "/pixel/api/v1/pixel/metrics/p_top_pages"), ("key", key)];
        var refused = await section.Operator.SubmitAsync("/console/decide", "decide", request);
        Assert.Equal("Would be refused by scope", refused.Result);
        Assert.Contains("insufficient_scope", refused.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(key, refused.Html, StringComparison.Ordinal);
        Assert.Equal("pixel", refused.Form("decide")!["api"]);

        var passed = await section.Operator.SubmitAsync("/console/decide", "decide", [.. request[..^1], ("key", section.Host.DemoText("pixel.keys.read"))]);
        Assert.StartsWith("Would pass", passed.Result, StringComparison.Ordinal);
        var faulty = await section.Operator.SubmitAsync("/console/decide", "decide", ("api", "pixel"), ("method", "GET"), ("path", "/elsewhere"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, faulty.Status);
        Assert.Equal("/elsewhere", faulty.Form("decide")!["path"]);
    }

    [Fact]
    public async Task Request_is_tried_again_as_decide_with_its_values()
    {
        var id = await Traffic.SendAsync(section.Host, "/pixel/api/v1/me", section.Host.DemoText("pixel.keys.read"));
        await section.Host.FindRequestAsync(id);
        var page = await section.Operator.OpenAsync($"/console/requests/{id}");
        var link = page.Find("href=\"([^\"]+)\">Try again as decide");
        var form = (await section.Operator.OpenAsync(link)).Form("decide")!;
        Assert.Equal(("pixel", "GET", "/pixel/api/v1/me"), (form["api"], form["method"], form["path"]));
        Assert.NotEmpty(form["keyId"]);
    }

    [Fact]
    public async Task Path_of_a_request_asks_for_its_parameters_when_it_is_tried_again()
    {
        var id = await Traffic.SendAsync(section.Host, "/pixel/api/v1/pixel/metrics/p_top_pages", section.Host.DemoText("pixel.keys.read"));
        await section.Host.FindRequestAsync(id);
        var link = (await section.Operator.OpenAsync($"/console/requests/{id}")).Find("href=\"([^\"]+)\">Try again as decide");
        Assert.Equal(string.Empty, (await section.Operator.OpenAsync(link)).Form("decide")!["route:pipe"]);

        var unfilled = await section.Operator.SubmitAsync(link, "decide", ("route:pipe", " "));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, unfilled.Status);
        Assert.Contains("Give it a value.", unfilled.Text, StringComparison.Ordinal);
        var decided = await section.Operator.SubmitAsync(link, "decide", ("route:pipe", "p_top_pages"));
        Assert.StartsWith("Would pass", decided.Result, StringComparison.Ordinal);
        Assert.Equal("p_top_pages", decided.Form("decide")!["route:pipe"]);
    }

    [Theory]
    [InlineData("keys", "pixel", "records:read", "Two sections are named 'keys'.")]
    [InlineData("Bad Name", "pixel", "records:read", "The name 'Bad Name' must be small letters, digits and hyphens.")]
    [InlineData("orders", "shop", "records:read", "belongs to the API 'shop', of which no contract was added.")]
    [InlineData("orders", "pixel", "orders:read", "names the scope 'orders:read', which the management API does not have.")]
    public async Task Start_refuses_a_section_that_cannot_be_shown(string name, string api, string scope, string fault)
    {
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => StartAsync(new Added(name, api, scope, "/orders")));
        Assert.Contains(fault, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_refuses_a_section_whose_list_no_call_reads()
    {
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => StartAsync(new Added("orders", "pixel", "records:read", null)));
        Assert.Contains("The list of the section 'orders' has no path.", refused.Message, StringComparison.Ordinal);
    }

    private static async Task<HttpStatusCode> SendEventAsync(LintelHost host)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/pixel/api/v1/pixel/events")
        {
            Content = JsonContent.Create(new { website_id = host.DemoText("pixel.ids.website"), name = "pageview", path = "/" }),
        };
        request.Headers.Add("Authorization", $"Bearer {host.DemoText("pixel.keys.readWrite")}");
        using var answer = await host.Client.SendAsync(request);
        return answer.StatusCode;
    }

    private static Task<LintelHost> StartAsync(IConsoleSection added) => LintelHost.StartAsync(new LintelHostOptions
    {
        Demo = false,
        Nodes = 1,
        Customization = new HostCustomization { Services = services => services.AddSingleton(added) },
    });

    private static string AccountOf(ConsolePage page, string name) => LinkOf(page, $"/console/{name}\\?account=[^\"]+");

    private static string RecordOf(ConsolePage page, string name) => LinkOf(page, $"/console/{name}/[^\"]+");

    private static string LinkOf(ConsolePage page, string pattern) => page.Find($"<th scope=\"row\">\\s*<a href=\"({pattern})\"");

    private string PathOfAsset(string name) =>
        $"/console/fieldservice-assets/{section.Host.DemoText($"fieldservice.ids.{name}")}?account=acct_fieldservice_main";

    private sealed record Added(string Name, string Api, string Scope, string? Path) : IConsoleSection
    {
        public string Title => "Orders";

        public SectionTable List { get; } = new() { Path = Path, Columns = [new("id", "Id")], Empty = "None." };

        public IReadOnlyList<SectionForm> Forms => [];

        public SectionRecord? Record => null;
    }
}
