using System.Net;
using Lintel.ConsoleTests.Sections;
using Lintel.HttpTests.Harness;

namespace Lintel.ConsoleTests;

/// <summary>Names in lists, filters of requests, exports, and how keys and accounts are found.</summary>
public sealed class ListTests(SharedHost shared)
{
    private LintelHost Host => shared.Host;

    [Fact]
    public async Task Keys_and_accounts_are_shown_by_name_with_their_ids_at_hand()
    {
        var (refused, key) = await Traffic.MakeAsync(Host);
        var (keyName, account) = await KeyAsync(key);
        var accountName = (await Host.ManageAsync("GET", $"/accounts/{account}"))["name"]!.ToString();
        using var visitor = await ConsoleVisitor.SignInAsync(Host);

        var list = await visitor.OpenAsync($"/console/requests?keyId={key}");
        Assert.Contains($"title=\"{key}\">{keyName}</a>", list.Html, StringComparison.Ordinal);
        Assert.Contains($"title=\"{account}\">{accountName}</a>", list.Html, StringComparison.Ordinal);
        Assert.Contains($"<code title=\"{key}\">{keyName}</code>", list.Html, StringComparison.Ordinal);

        var one = await visitor.OpenAsync($"/console/requests/{refused}");
        Assert.Contains($"{accountName}</a> <code class=\"soft\">{account}</code>", one.Html, StringComparison.Ordinal);
        Assert.Contains($"title=\"{account}\">{accountName}</a>", (await visitor.OpenAsync("/console/keys?api=pixel")).Html, StringComparison.Ordinal);
        Assert.Contains(keyName, (await visitor.OpenAsync("/console?range=hour")).Text, StringComparison.Ordinal);

        // Who may not read keys is told their ids, as the log has them.
        using var limited = await ConsoleVisitor.SignInAsync(Host, Host.DemoText("operators.viewer"));
        Assert.Equal(HttpStatusCode.OK, (await limited.OpenAsync("/console/requests")).Status);
    }

    [Fact]
    public async Task Requests_are_filtered_by_a_time_up_to_now_and_by_moments()
    {
        await Traffic.MakeAsync(Host);
        using var visitor = await ConsoleVisitor.SignInAsync(Host);
        var recent = await visitor.OpenAsync("/console/requests?last=15m&api=pixel");
        Assert.Contains("<code title=\"15m\">Last 15 minutes</code>", recent.Html, StringComparison.Ordinal);
        Assert.Contains("data-id=", recent.Html, StringComparison.Ordinal);
        Assert.Contains("href=\"/console/requests?api=pixel\" aria-label=\"Remove the filter Time\"", recent.Html, StringComparison.Ordinal);

        Assert.DoesNotContain("data-id=", (await visitor.OpenAsync("/console/requests?from=2099-01-01")).Html, StringComparison.Ordinal);
        Assert.DoesNotContain("data-id=", (await visitor.OpenAsync("/console/requests?last=1h&from=2099-01-01")).Html, StringComparison.Ordinal);
        Assert.DoesNotContain("data-id=", (await visitor.OpenAsync("/console/requests?last=1h&to=2001-01-01")).Html, StringComparison.Ordinal);
        Assert.Contains("data-id=", (await visitor.OpenAsync("/console/requests?last=1h&from=2001-01-01")).Html, StringComparison.Ordinal);
        Assert.DoesNotContain("class=\"chips\"", (await visitor.OpenAsync("/console/requests?last=ever")).Html, StringComparison.Ordinal);

        var wrong = await visitor.OpenAsync("/console/requests?last=1h&from=yesterday");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, wrong.Status);
        Assert.Contains("value=\"yesterday\"", wrong.Html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("csv", "id,at,api,")]
    [InlineData("ndjson", "{\"id\":\"")]
    public async Task Requests_are_exported_under_their_filters(string format, string beginning)
    {
        await Traffic.MakeAsync(Host);
        using var visitor = await ConsoleVisitor.SignInAsync(Host);
        var list = await visitor.OpenAsync("/console/requests?api=pixel&status=200&last=1h");
        var address = WebUtility.HtmlDecode(list.Find($"href=\"(/console/requests/export[^\"]*format={format})\""));
        Assert.Equal($"/console/requests/export?api=pixel&last=1h&status=200&format={format}", address);
        var file = (await visitor.OpenAsync(address)).Html;
        Assert.StartsWith(beginning, file, StringComparison.Ordinal);
        Assert.Contains("pixel", file, StringComparison.Ordinal);
        Assert.DoesNotContain("insufficient_scope", file, StringComparison.Ordinal);
        Assert.DoesNotContain("fieldservice", file, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Keys_and_accounts_are_found_by_a_text()
    {
        var account = (await Host.ManageAsync("POST", "/accounts", new { api = "pixel", name = "Fen Ferries" }))["id"]!.ToString();
        var issued = await Host.ManageAsync("POST", "/keys", new { accountId = account, name = "Timetable" });
        var (id, secret) = (issued["key"]!["id"]!.ToString(), issued["secret"]!.ToString());
        using var visitor = await ConsoleVisitor.SignInAsync(Host);
        foreach (var text in (string[])["timeTABLE", "fen ferr", secret[^4..], id])
        {
            var page = await visitor.OpenAsync($"/console/keys?q={Uri.EscapeDataString(text)}");
            Assert.Contains($"title=\"{id}\">Timetable</a>", page.Html, StringComparison.Ordinal);
        }

        Assert.Contains("No key matches", (await visitor.OpenAsync("/console/keys?q=%25")).Text, StringComparison.Ordinal);
        Assert.Contains("Fen Ferries", (await visitor.OpenAsync("/console/accounts?q=FERRIES")).Text, StringComparison.Ordinal);
        Assert.Contains("No account matches", (await visitor.OpenAsync("/console/accounts?q=nobody+has+this")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Key_gets_limits_of_its_own_and_loses_them()
    {
        var issued = await Host.ManageAsync("POST", "/keys", new { accountId = "acct_pixel_main", name = "Limited here" });
        var path = $"/console/keys/{issued["key"]!["id"]}";
        using var visitor = await ConsoleVisitor.SignInAsync(Host);
        Assert.StartsWith("The key was changed.", (await visitor.SubmitAsync(path, "edit", ("limit:workspace", "120"))).Result, StringComparison.Ordinal);
        Assert.Equal(120, (int)(await LimitsAsync())["workspace"]!);

        // What was not touched stays.
        await visitor.SubmitAsync(path, "edit", ("name", "Renamed"));
        Assert.Equal(120, (int)(await LimitsAsync())["workspace"]!);

        var wrong = await visitor.SubmitAsync(path, "edit", ("limit:workspace", "many"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, wrong.Status);
        Assert.Contains("value=\"many\"", wrong.Html, StringComparison.Ordinal);
        Assert.Contains("id=\"limits-fault\"", wrong.Html, StringComparison.Ordinal);

        await visitor.SubmitAsync(path, "edit", ("limit:workspace", string.Empty));
        Assert.Null((await LimitsAsync())["workspace"]);

        async Task<System.Text.Json.Nodes.JsonNode> LimitsAsync() => (await Host.ManageAsync("GET", $"/keys/{issued["key"]!["id"]}"))["limits"]!;
    }

    private async Task<(string Name, string AccountId)> KeyAsync(string id)
    {
        var key = await Host.ManageAsync("GET", $"/keys/{id}");
        return (key["name"]!.ToString(), key["accountId"]!.ToString());
    }
}
