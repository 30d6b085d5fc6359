using System.Net;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace Lintel.ConsoleTests;

/// <summary>The day of an operator, in Chromium: a key is refused, the reason is found and mended, and in the end the key is revoked.</summary>
public sealed partial class StoryTests(ConsoleBrowser browser)
{
    private const string Path = "/pixel/api/v1/pixel/metrics/p_top_pages";
    private const string Account = "acct_pixel_main";

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Refused_request_is_found_explained_and_mended(bool scripts)
    {
        await using var window = await browser.OpenAsync(scripts: scripts);
        var page = window.Page;
        var name = scripts ? "Night report" : "Night report without scripts";

        // Issue a key without the scope.
        await page.GotoAsync($"/console/accounts/{Account}");
        await window.Link("Issue a key").ClickAsync();
        await page.GetByLabel("Name").FillAsync(name);
        await window.Button("Issue the key").ClickAsync();
        await Assertions.Expect(window.Result).ToContainTextAsync($"Key {name} was issued.");
        var secret = await page.Locator("#secret").InnerTextAsync();
        await Assertions.Expect(page.GetByText("curl -i '")).ToBeVisibleAsync();

        // It is refused; the id of the answer leads to the reason.
        var refused = await SendAsync(secret);
        Assert.Equal(HttpStatusCode.Forbidden, refused.Status);
        await page.GetByLabel("Request id").FillAsync(refused.Id);
        await window.Button("Find").ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new PageGetByRoleOptions { Level = 1 })).ToContainTextAsync("403");
        await Assertions.Expect(page.Locator(".walk .refused .stage")).ToHaveTextAsync("scope");
        await Assertions.Expect(page.Locator(".walk li", new PageLocatorOptions { HasText = "policies" })).ToContainTextAsync("12:01:00 UTC");
        await Assertions.Expect(page.Locator(".walk .unreached .stage")).ToHaveTextAsync(["precondition", "body", "resource", "rules"]);

        await Assertions.Expect(page.Locator(".walk .refused dd").First).ToContainTextAsync("pixel:read");
        await Assertions.Expect(page.Locator(".remedy")).ToContainTextAsync("pixel:read");

        // Add the scope to the key of the request; the same request passes.
        await window.Link("Open the key").ClickAsync();
        await page.GetByRole(AriaRole.Checkbox, new PageGetByRoleOptions { Name = "pixel:read" }).CheckAsync();
        await window.Button("Save").ClickAsync();
        await Assertions.Expect(window.Result).ToContainTextAsync("The key was changed.");
        await Assertions.Expect(window.Result).ToBeFocusedAsync();
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(secret)).Status);

        // Revoke it: not without its name, and then at once.
        await page.GetByLabel("Revoke for good").FillAsync("another name");
        await window.Button("Revoke").ClickAsync();
        await Assertions.Expect(window.Result).ToContainTextAsync("Nothing was changed.");
        await Assertions.Expect(page.GetByLabel("Revoke for good")).ToHaveValueAsync("another name");
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(secret)).Status);
        await page.GetByLabel("Revoke for good").FillAsync(name);
        await window.Button("Revoke").ClickAsync();
        await Assertions.Expect(window.Result).ToHaveTextAsync("The key was revoked. It never works again. It holds from the next request on.");
        Assert.Equal(HttpStatusCode.Unauthorized, (await SendAsync(secret)).Status);

        // The audit log has all of it.
        await window.Link("Its changes").ClickAsync();
        await Assertions.Expect(page.Locator("tbody th")).ToHaveTextAsync(
            ["POST /lintel/v1/keys/{id}/revoke", "PATCH /lintel/v1/keys/{id}", "POST /lintel/v1/keys"]);
        Assert.Empty(window.Faults);
    }

    [Fact]
    public async Task Form_with_a_fault_keeps_what_was_typed_and_says_what_is_wrong()
    {
        await using var window = await browser.OpenAsync();
        await window.Page.GotoAsync($"/console/keys/new?accountId={Account}");
        await window.Page.GetByLabel("Name").FillAsync("Nightly");
        await window.Page.GetByLabel("Expires").FillAsync("next summer");
        await window.Page.GetByRole(AriaRole.Checkbox, new PageGetByRoleOptions { Name = "pixel:read" }).CheckAsync();
        await window.Button("Issue the key").ClickAsync();

        await Assertions.Expect(window.Result).ToContainTextAsync("Nothing was changed.");
        await Assertions.Expect(window.Page.GetByLabel("Name")).ToHaveValueAsync("Nightly");
        var expires = window.Page.GetByLabel("Expires", new PageGetByLabelOptions { Exact = true });
        await Assertions.Expect(expires).ToHaveValueAsync("next summer");
        await Assertions.Expect(expires).ToHaveAccessibleDescriptionAsync(FaultOfExpiry());
        await Assertions.Expect(window.Page.GetByRole(AriaRole.Checkbox, new PageGetByRoleOptions { Name = "pixel:read" })).ToBeCheckedAsync();
        await Assertions.Expect(window.Page.Locator(".fault")).ToContainTextAsync("expiresAt");
    }

    [Fact]
    public async Task Suspended_account_is_refused_until_it_is_resumed()
    {
        await using var window = await browser.OpenAsync();
        await window.Page.GotoAsync("/console/accounts/new");
        await window.Page.GetByLabel("API").SelectOptionAsync("pixel");
        await window.Page.GetByLabel("Name").FillAsync("Brook Dairy");
        await window.Button("Create the account").ClickAsync();
        await Assertions.Expect(window.Result).ToContainTextAsync("The account was created.");

        await window.Page.GetByLabel("Refuse all of its keys").FillAsync("Brook Dairy");
        await window.Button("Suspend").ClickAsync();
        await Assertions.Expect(window.Result).ToContainTextAsync("The account was suspended.");
        await window.Button("Resume").ClickAsync();
        await Assertions.Expect(window.Result).ToContainTextAsync("The account was resumed.");
    }

    [Fact]
    public async Task Data_of_an_account_are_exported_and_erased_once_its_name_was_written()
    {
        await using var window = await browser.OpenAsync();
        var page = window.Page;
        await page.GotoAsync("/console/accounts/new");
        await page.GetByLabel("API").SelectOptionAsync("pixel");
        await page.GetByLabel("Name").FillAsync("Wold Bakery");
        await window.Button("Create the account").ClickAsync();
        await Assertions.Expect(window.Result).ToContainTextAsync("The account was created.");

        var download = await page.RunAndWaitForDownloadAsync(() => window.Link("Export data").ClickAsync());
        var lines = await File.ReadAllLinesAsync(await download.PathAsync());
        Assert.Equal("account.ndjson", download.SuggestedFilename);
        Assert.Contains("Wold Bakery", lines[0], StringComparison.Ordinal);
        Assert.StartsWith("{\"kind\":\"end\"", lines[^1], StringComparison.Ordinal);

        var erase = page.Locator("button[value='erase']");
        await page.GetByLabel("Erase the data").FillAsync("Somebody");
        await erase.ClickAsync();
        await Assertions.Expect(window.Result).ToContainTextAsync("Nothing was erased.");
        await page.GetByLabel("Erase the data").FillAsync("Wold Bakery");
        await page.Locator("button[value='erase-dry']").ClickAsync();
        await Assertions.Expect(window.Result).ToContainTextAsync("It would be 0 people, 0 keys and 0 requests.");
        await erase.ClickAsync();
        await Assertions.Expect(window.Result).ToContainTextAsync("The data were erased");
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new PageGetByRoleOptions { Level = 1 })).ToContainTextAsync("erased");

        // The audit log has shown both names, and shows neither.
        await window.Link("Its changes").ClickAsync();
        await page.Locator(".changes summary").Last.ClickAsync();
        await Assertions.Expect(page.Locator(".changes").Last).ToContainTextAsync("erased");
        await Assertions.Expect(page.Locator("main")).Not.ToContainTextAsync("Wold Bakery");
        Assert.Empty(window.Faults);
    }

    [Fact]
    public async Task Rotated_key_works_with_both_secrets_during_the_overlap()
    {
        await using var window = await browser.OpenAsync();
        await window.Page.GotoAsync($"/console/keys/new?accountId={Account}");
        await window.Page.GetByLabel("Name").FillAsync("Rotated");
        await window.Page.GetByRole(AriaRole.Checkbox, new PageGetByRoleOptions { Name = "pixel:read" }).CheckAsync();
        await window.Button("Issue the key").ClickAsync();
        var old = await window.Page.Locator("#secret").InnerTextAsync();
        await window.Page.GetByLabel("The old secret goes on for").SelectOptionAsync("1 hour");
        await window.Button("Make a new secret").ClickAsync();
        await Assertions.Expect(window.Result).ToContainTextAsync("The old secret works until the end of the overlap.");

        var secret = await window.Page.Locator("#secret").InnerTextAsync();
        Assert.NotEqual(old, secret);
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(old)).Status);
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(secret)).Status);

        // A page that is loaded again sends its form again, and changes nothing more.
        await window.Page.ReloadAsync();
        await Assertions.Expect(window.Page.Locator("#secret")).ToHaveTextAsync(secret);
    }

    // What the field takes, and what is wrong with what it has.
    [GeneratedRegex("^A day, or a moment.*expiresAt", RegexOptions.None, matchTimeoutMilliseconds: 5000)]
    private static partial Regex FaultOfExpiry();

    private async Task<(HttpStatusCode Status, string Id)> SendAsync(string secret)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", secret);
        using var answer = await browser.Host.Client.SendAsync(request);
        return (answer.StatusCode, answer.Headers.GetValues("X-Request-Id").Single());
    }
}
