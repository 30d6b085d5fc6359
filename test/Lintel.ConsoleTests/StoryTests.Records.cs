using System.Net;
using Lintel.HttpTests.Harness;
using Microsoft.Playwright;

namespace Lintel.ConsoleTests;

/// <summary>Accounts and keys: two editors, many keys at once, and the overlap of a rotation.</summary>
public sealed partial class StoryTests
{
    [Fact]
    public async Task Second_editor_is_told_what_happened_and_keeps_what_was_typed()
    {
        var account = await browser.Host.ManageAsync("POST", "/accounts", new { api = "pixel", name = "Brook" });
        await using var window = await browser.OpenAsync();
        await using var theirs = await browser.OpenAsync();
        await window.Page.GotoAsync($"/console/accounts/{account["id"]}");
        await theirs.Page.GotoAsync($"/console/accounts/{account["id"]}");
        await theirs.Page.GetByLabel("Name").FillAsync("Brook Dairy");
        await theirs.Button("Save").ClickAsync();
        await Assertions.Expect(theirs.Result).ToContainTextAsync("The account was changed.");

        await window.Page.GetByLabel("External id").FillAsync("crm-42");
        await window.Page.GetByLabel("Metadata").FillAsync("team = billing\nsite = oslo");
        await window.Button("Save").ClickAsync();
        await Assertions.Expect(window.Result).ToContainTextAsync("somebody else has changed it since you opened the page");
        await Assertions.Expect(window.Page.GetByLabel("External id")).ToHaveValueAsync("crm-42");
        await Assertions.Expect(window.Page.GetByLabel("Metadata")).ToHaveValueAsync("team = billing\nsite = oslo");
        await Assertions.Expect(window.Page.Locator(".remedy")).ToContainTextAsync("Brook Dairy");

        await window.Page.GetByLabel("Name").FillAsync("Brook Dairy");
        await window.Button("Save").ClickAsync();
        await Assertions.Expect(window.Result).ToContainTextAsync("The account was changed.");
        await window.Page.GotoAsync("/console/accounts");
        await window.Page.GetByLabel("External id").FillAsync("crm-42");
        await window.Page.GetByLabel("Metadata").FillAsync("team=billing");
        await window.Button("Filter").ClickAsync();
        await Assertions.Expect(window.Page.Locator("tbody th")).ToHaveTextAsync(["Brook Dairy"]);
        Assert.Empty(window.Faults);
    }

    [Fact]
    public async Task Keys_that_a_filter_finds_are_revoked_once_their_number_is_typed()
    {
        var secrets = new List<string>();
        foreach (var name in (string[])["Retired 1", "Retired 2", "Kept"])
        {
            secrets.Add((await IssueAsync(name))["secret"]!.ToString());
        }

        await using var window = await browser.OpenAsync();
        var page = window.Page;
        await page.GotoAsync("/console/keys");
        await page.GetByLabel("Search").FillAsync("retired");
        await window.Button("Filter").ClickAsync();
        await window.Button("Revoke these keys…").ClickAsync();
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("2 keys are revoked for good");
        await Assertions.Expect(page.Locator("tbody th")).ToHaveCountAsync(2);
        Assert.Empty(await window.BarriersAsync());

        await page.GetByLabel("Type 2 to confirm").FillAsync("3");
        await window.Button("Revoke").ClickAsync();
        await Assertions.Expect(window.Result).ToContainTextAsync("Nothing was changed.");
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(secrets[0])).Status);

        await page.GetByLabel("Type 2 to confirm").FillAsync("2");
        await window.Button("Revoke").ClickAsync();
        await Assertions.Expect(window.Result).ToHaveTextAsync("2 keys were revoked. It holds from the next request on.");
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("Nothing to revoke");
        Assert.Equal(
            [HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized, HttpStatusCode.OK],
            [(await SendAsync(secrets[0])).Status, (await SendAsync(secrets[1])).Status, (await SendAsync(secrets[2])).Status]);
        Assert.Empty(window.Faults);
    }

    [Fact]
    public async Task Overlap_of_a_rotation_is_drawn_and_ended()
    {
        var issued = await IssueAsync("Rotated");
        var old = issued["secret"]!.ToString();
        await using var window = await browser.OpenAsync();
        var page = window.Page;
        await page.GotoAsync($"/console/keys/{issued["key"]!["id"]}");
        await page.GetByLabel("The old secret goes on for").SelectOptionAsync("86400");
        await window.Button("Make a new secret").ClickAsync();
        var newest = await page.Locator("#secret").InnerTextAsync();
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(old)).Status);

        await page.GotoAsync("/console/keys");
        await window.Link("Old secrets in use").ClickAsync();
        Assert.Empty(await window.BarriersAsync());
        await page.Locator($"tbody a[href$='{issued["key"]!["id"]}']").ClickAsync();
        await Assertions.Expect(page.Locator("svg.overlap rect")).ToHaveCountAsync(2);
        await Assertions.Expect(page.Locator("svg.overlap .used")).ToHaveCountAsync(1);
        Assert.Empty(await window.BarriersAsync());
        await page.GetByText("End the old secret", new PageGetByTextOptions { Exact = true }).ClickAsync();
        await Assertions.Expect(window.Result).ToContainTextAsync("The old secret has ended. It holds from the next request on.");
        await Assertions.Expect(page.Locator("svg.overlap")).ToHaveCountAsync(0);
        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.OK), ((await SendAsync(old)).Status, (await SendAsync(newest)).Status));
        Assert.Empty(window.Faults);
    }

    private Task<System.Text.Json.Nodes.JsonNode> IssueAsync(string name) =>
        browser.Host.ManageAsync("POST", "/keys", new { accountId = Account, name, scopes = new[] { "pixel:read" } });
}
