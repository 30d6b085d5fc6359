using System.Globalization;
using Lintel.Tests;
using Microsoft.Playwright;

namespace Lintel.ConsoleTests;

/// <summary>
/// Every page in Chromium: no barriers, no broken policy, no other hosts, and room on a phone. <c>LINTEL_SCREENSHOTS=1</c> writes the pictures of the
/// documents.
/// </summary>
public sealed class PageTests(ConsoleBrowser browser)
{
    /// <summary>The pages whose pictures the documents show.</summary>
    private static readonly string[] Shown = ["overview", "request"];

    private static readonly (string Name, string Path)[] Pages =
    [
        ("overview", "/console"), ("requests", "/console/requests"), ("request", "/console/requests/{refused}"), ("missing", "/console/nothing"),
        ("filtered", "/console/requests?api=pixel&code=nothing"), ("keys", "/console/keys?api=pixel"), ("key", "/console/keys/{key}"),
        ("new-key", "/console/keys/new?accountId=acct_pixel_main"), ("accounts", "/console/accounts"), ("account", "/console/accounts/acct_pixel_main"),
        ("apis", "/console/apis"), ("api", "/console/apis/pixel"), ("webhooks", "/console/webhooks"), ("audit", "/console/audit"), ("nodes", "/console/nodes"),
        ("decide", "/console/decide"), ("operators", "/console/operators"), ("tokens", "/console/tokens"),
        ("section-accounts", "/console/pixel-websites"), ("section-list", "/console/pixel-websites?account=acct_pixel_main"),
        ("section-record", "/console/otp-applications/app_6Dx2mE9vHs4NcTq8Ly1R?account=acct_otp_a"),
        ("close-limits", "/console/limits"), ("limits", "/console/limits?account=acct_pixel_main"),
        ("reset", "/console/limits?account=acct_pixel_main&reset=workspace"), ("key-limits", "/console/limits?key={key}"),
        ("old-secrets", "/console/keys/old-secrets"), ("people", "/console/accounts/acct_otp_a/people"), ("person", "/console/people/{person}"),
        ("account-people", "/console/accounts/acct_otp_a"), ("recent", "/console/requests?last=24h&from=2001-01-01&keyId={key}"),
    ];

    [Theory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task Pages_have_no_barriers_and_break_no_policy(ColorScheme colors)
    {
        var fill = await FillAsync();
        await using var window = await browser.OpenAsync(colors: colors);
        foreach (var (name, path) in Pages)
        {
            await window.Page.GotoAsync(fill(path));
            Assert.Empty(await window.BarriersAsync());
            await SaveAsync(window, name, colors.ToString().ToLower(CultureInfo.InvariantCulture));
        }

        Assert.Empty(window.Faults);
    }

    [Fact]
    public async Task Pages_fit_a_phone()
    {
        var fill = await FillAsync();
        await using var window = await browser.OpenAsync(width: 375, height: 812);
        foreach (var (_, path) in Pages)
        {
            await window.Page.GotoAsync(fill(path));
            Assert.True(await window.OverflowAsync() == 0, $"{path} is too wide.");
        }
    }

    private async Task<Func<string, string>> FillAsync()
    {
        var (refused, key) = await Traffic.MakeAsync(browser.Host);
        var person = (await browser.Host.ManageAsync("GET", "/accounts/acct_otp_a/users"))["data"]![0]!["id"]!.ToString();
        return path => path.Replace("{refused}", refused, StringComparison.Ordinal)
            .Replace("{key}", key, StringComparison.Ordinal)
            .Replace("{person}", person, StringComparison.Ordinal);
    }

    private static async Task SaveAsync(ConsoleWindow window, string name, string variant)
    {
        if (Environment.GetEnvironmentVariable("LINTEL_SCREENSHOTS") == "1" && Shown.Contains(name))
        {
            var path = Repository.PathOf("docs", "images", $"console-{name}-{variant}.png");
            await window.Page.ScreenshotAsync(new PageScreenshotOptions { Path = path });
        }
    }
}
