using System.Net;
using System.Net.Http.Json;
using Microsoft.Playwright;

namespace Lintel.ConsoleTests.Sections;

/// <summary>
/// One sentence of each API's error page, done as its reader would do it: in a browser, in one session, with the customer's request before and after. The
/// others are in <see cref="SentenceTests"/>.
/// </summary>
public sealed class BrowserSentenceTests(ConsoleBrowser browser)
{
    [Fact]
    public async Task One_sentence_of_each_page_is_done_in_a_browser()
    {
        await using var window = await browser.OpenAsync();
        await ConfigureMeterAsync(window);
        await SuspendApplicationAsync(window);
        await RenewPlanAsync(window);
        await AddWebsiteAsync(window);
        await AddScopeAsync(window);
        Assert.Empty(window.Faults);
    }

    private async Task ConfigureMeterAsync(ConsoleWindow window)
    {
        var asset = Demo("fieldservice.ids.assetWithoutMeters");
        Assert.Equal(HttpStatusCode.BadRequest, await ReadAsync());
        await window.Page.GotoAsync("/console/fieldservice-assets?account=acct_fieldservice_main");
        await window.Page.Locator($"a[href*='/{asset}?']").ClickAsync();
        await window.Page.Locator("#add-meter-meter_name").FillAsync("Operating hours");
        await window.Page.Locator("#add-meter-unit").FillAsync("hours");
        await window.Page.Locator("button[value='add-meter']").ClickAsync();
        await Assertions.Expect(window.Result).ToContainTextAsync("The meter is configured.");
        Assert.Equal(HttpStatusCode.Created, await ReadAsync());

        Task<HttpStatusCode> ReadAsync() => SendAsync(
            $"/fieldservice/api/v1/assets?id={asset}&sub=meter_reading",
            [("X-API-Key", Demo("fieldservice.keys.full"))],
            new { meter_name = "Operating hours", reading = 10 });
    }

    private async Task SuspendApplicationAsync(ConsoleWindow window)
    {
        await window.Page.GotoAsync("/console/otp-applications/app_6Dx2mE9vHs4NcTq8Ly1R?account=acct_otp_a");
        await window.Page.Locator("#suspend-confirm").FillAsync("Shop login");
        await window.Button("Suspend the application").ClickAsync();
        await Assertions.Expect(window.Button("Resume the application")).ToBeVisibleAsync();
        Assert.Equal(HttpStatusCode.Forbidden, await SendCodeAsync());
        await window.Button("Resume the application").ClickAsync();
        await Assertions.Expect(window.Button("Suspend the application")).ToBeVisibleAsync();
        Assert.Equal(HttpStatusCode.Created, await SendCodeAsync());

        Task<HttpStatusCode> SendCodeAsync() => SendAsync(
            "/otp/v1/otp/send",
            [
                ("X-Client-Id", Demo("otp.applications.test.clientId")), ("X-Client-Secret", Demo("otp.applications.test.clientSecret")),
                ("X-Api-Key", Demo("otp.applications.test.apiKey")),
            ],
            new { phoneNumber = "+999 482 918 103" });
    }

    private async Task RenewPlanAsync(ConsoleWindow window)
    {
        var key = Bearer("trackpilots.keys.expiredPlan");
        Assert.Equal(HttpStatusCode.Unauthorized, await SendAsync("/trackpilots/v1/access-management", key));
        await window.Page.GotoAsync("/console/trackpilots-billing/acct_trackpilots_expiredPlan");
        await window.Page.Locator("#renew-subscription").SelectOptionAsync("active");
        await window.Button("Change plan and subscription").ClickAsync();
        await Assertions.Expect(window.Result).ToContainTextAsync("The plan is changed.");
        Assert.Equal(HttpStatusCode.OK, await SendAsync("/trackpilots/v1/access-management", key));
    }

    private async Task AddWebsiteAsync(ConsoleWindow window)
    {
        await window.Page.GotoAsync("/console/pixel-websites?account=acct_pixel_main");
        await window.Page.GetByLabel("Domain").FillAsync("kiosk.brook.example");
        await window.Page.GetByLabel("Name").FillAsync("Kiosk");
        await window.Button("Add a website").ClickAsync();
        await Assertions.Expect(window.Result).ToHaveTextAsync("The website was added.");
        var link = await window.Link("kiosk.brook.example").GetAttributeAsync("href");
        Assert.Equal(HttpStatusCode.Accepted, await SendAsync(
            "/pixel/api/v1/pixel/events",
            Bearer("pixel.keys.readWrite"),
            new { website_id = link!.Split('/', '?')[3], name = "pageview", path = "/" }));
    }

    private async Task AddScopeAsync(ConsoleWindow window)
    {
        const string Path = "/panel/api/v1/panel/get-applications";
        var key = Bearer("panel.keys.licensesRead");
        Assert.Equal(HttpStatusCode.Forbidden, await SendAsync(Path, key));
        await window.Page.GotoAsync("/console/requests?api=panel&code=insufficient_scope");
        await window.Page.Locator("tbody a.one").First.ClickAsync();
        await window.Link("Open the key").ClickAsync();
        await window.Page.GetByRole(AriaRole.Checkbox, new PageGetByRoleOptions { Name = "applications:read" }).CheckAsync();
        await window.Button("Save").ClickAsync();
        await Assertions.Expect(window.Result).ToContainTextAsync("The key was changed.");
        Assert.Equal(HttpStatusCode.OK, await SendAsync(Path, key));
    }

    private (string Name, string Value)[] Bearer(string key) => [("Authorization", $"Bearer {Demo(key)}")];

    private string Demo(string path) => browser.Host.DemoText(path);

    private async Task<HttpStatusCode> SendAsync(string path, (string Name, string Value)[] headers, object? body = null)
    {
        using var request = new HttpRequestMessage(body is null ? HttpMethod.Get : HttpMethod.Post, path)
        {
            Content = body is null ? null : JsonContent.Create(body),
        };
        foreach (var (name, value) in headers)
        {
            request.Headers.Add(name, value);
        }

        using var answer = await browser.Host.Client.SendAsync(request);
        return answer.StatusCode;
    }
}
