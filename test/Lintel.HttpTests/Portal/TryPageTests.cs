using Lintel.HttpTests.Harness;
using Microsoft.Playwright;

namespace Lintel.HttpTests.Portal;

/// <summary>The page on which operations are tried, in Chromium, without a public address of its own.</summary>
public sealed class TryPageTests(Browser browser) : IClassFixture<Browser>
{
    [Fact]
    public async Task Request_with_a_key_is_answered_and_nothing_asks_another_host()
    {
        await using var host = await LintelHost.StartAsync();
        await using var open = await browser.OpenAsync($"{host.BaseUrl}/docs/pixel/try/#tag/workspace");
        var asked = new List<string>();
        open.Page.Request += (_, request) => asked.Add(request.Url);
        await open.Page.ReloadAsync();

        await open.Page.GetByPlaceholder("Token").FillAsync(host.Demo.Key("pixel", "read")!);
        await open.Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Test Request (get /api/v1/me)" }).ClickAsync();
        await open.Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Send get request" }).ClickAsync();

        await Assertions.Expect(open.Page.GetByRole(AriaRole.Dialog)).ToContainTextAsync("200 OK");
        await Assertions.Expect(open.Page.GetByRole(AriaRole.Dialog)).ToContainTextAsync("\"workspace\"");
        Assert.Contains($"{host.BaseUrl}/pixel/api/v1/me", asked);
        Assert.All(asked, url => Assert.StartsWith(host.BaseUrl + "/", url, StringComparison.Ordinal));
        Assert.Empty(open.Faults);
    }
}
