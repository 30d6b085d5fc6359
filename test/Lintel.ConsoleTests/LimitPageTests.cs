using System.Net;
using System.Net.Http.Headers;
using Microsoft.Playwright;

namespace Lintel.ConsoleTests;

/// <summary>The limits of an account in Chromium: what is used, and the reset after which the next request is admitted.</summary>
public sealed class LimitPageTests(ConsoleBrowser browser) : IClassFixture<ConsoleBrowser>
{
    private const string Path = "/pixel/api/v1/me";

    [Fact]
    public async Task Refused_request_leads_to_the_reset_of_its_limit()
    {
        var limits = new Dictionary<string, int> { ["workspace"] = 2 };
        var account = (await browser.Host.ManageAsync("POST", "/accounts", new { api = "pixel", name = "Brook Dairy", limits }))["id"]!.ToString();
        string[] scopes = ["pixel:read"];
        var secret = (await browser.Host.ManageAsync("POST", "/keys", new { accountId = account, name = "till", scopes }))["secret"]!.ToString();
        await SendAsync(secret);
        await SendAsync(secret);
        var (status, id) = await SendAsync(secret);
        Assert.Equal(HttpStatusCode.TooManyRequests, status);

        await using var window = await browser.OpenAsync();
        var page = window.Page;
        await page.GotoAsync("/console");
        var close = page.GetByRole(AriaRole.Region, new PageGetByRoleOptions { Name = "Accounts and keys close to a limit" });
        await Assertions.Expect(close.GetByTitle(account)).ToHaveTextAsync("Brook Dairy");
        await page.GetByLabel("Request id").FillAsync(id);
        await window.Button("Find").ClickAsync();
        await window.Link("Reset the limit").ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Img, new PageGetByRoleOptions { Name = "2 of 2 used" })).ToBeVisibleAsync();

        // Not without its name.
        await page.GetByLabel("Forget what is counted").FillAsync("another");
        await window.Button("Reset").ClickAsync();
        await Assertions.Expect(window.Result).ToContainTextAsync("Nothing was changed.");
        Assert.Equal(HttpStatusCode.TooManyRequests, (await SendAsync(secret)).Status);
        await page.GetByLabel("Forget what is counted").FillAsync("workspace");
        await window.Button("Reset").ClickAsync();

        await Assertions.Expect(window.Result).ToHaveTextAsync("workspace was reset. It holds from the next request on.");
        await Assertions.Expect(page.GetByRole(AriaRole.Img, new PageGetByRoleOptions { Name = "0 of 2 used" })).ToBeVisibleAsync();
        Assert.NotEqual(HttpStatusCode.TooManyRequests, (await SendAsync(secret)).Status);
        Assert.Empty(window.Faults);
    }

    private async Task<(HttpStatusCode Status, string Id)> SendAsync(string secret)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", secret);
        using var answer = await browser.Host.Client.SendAsync(request, TestContext.Current.CancellationToken);
        return (answer.StatusCode, answer.Headers.GetValues("X-Request-Id").Single());
    }
}
