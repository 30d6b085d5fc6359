using System.Globalization;
using Lintel.AspNetCore;
using Lintel.Tests;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace Lintel.HttpTests.Portal;

/// <summary>The portal in Chromium. <c>LINTEL_SCREENSHOTS=1</c> writes the pictures of the README to <c>docs/images</c>.</summary>
public sealed class PortalPageTests(Browser browser) : IClassFixture<Browser>
{
    private const string Home = "/docs/pixel";
    private const string Code = "/docs/pixel/errors/insufficient_scope";

    public static TheoryData<string, string, ColorScheme> Pages =>
    [
        .. from page in new[] { ("index", "/docs"), ("home", Home), ("code", Code) }
           from colors in new[] { ColorScheme.Light, ColorScheme.Dark }
           select new TheoryDataRow<string, string, ColorScheme>(page.Item1, page.Item2, colors),
    ];

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Page_has_no_barriers_and_breaks_no_policy(string name, string path, ColorScheme colors)
    {
        await using var page = await browser.OpenAsync(path, colors, height: name == "index" ? 800 : 1100);
        Assert.Empty(await page.BarriersAsync());
        Assert.Empty(page.Faults);
        if (Environment.GetEnvironmentVariable("LINTEL_SCREENSHOTS") == "1")
        {
            await page.Page.ScreenshotAsync(new PageScreenshotOptions
            {
                Path = Repository.PathOf("docs", "images", $"reference-{name}-{colors.ToString().ToLower(CultureInfo.InvariantCulture)}.png"),
            });
        }
    }

    [Fact]
    public async Task Pages_fit_a_phone()
    {
        foreach (var path in Paths())
        {
            await using var page = await browser.OpenAsync(path, width: 360);
            var overflow = await page.Page.EvaluateAsync<int>("() => document.scrollingElement.scrollWidth - innerWidth");
            Assert.True(overflow <= 0, $"{path} is {overflow} pixels too wide.");
        }
    }

    [Fact]
    public async Task Filter_leaves_the_codes_with_all_of_its_words()
    {
        await using var page = await browser.OpenAsync(Home);
        await page.Page.GetByLabel("Filter").FillAsync("401 revoked");
        Assert.Equal(["api_key_revoked"], await page.Page.Locator("table.errors tbody tr:visible th").AllInnerTextsAsync());
        Assert.Matches("^1 of [0-9]+$", await page.Page.Locator(".filter output").InnerTextAsync());
    }

    [Fact]
    public async Task Copied_text_is_the_command_alone()
    {
        await using var page = await browser.OpenAsync(Home);
        await page.Context.GrantPermissionsAsync(["clipboard-read", "clipboard-write"]);
        await page.Page.Locator("#call .copy").ClickAsync();
        await Assertions.Expect(page.Page.Locator("#call .copy")).ToHaveTextAsync("Copied");
        Assert.Equal(
            $"KEY='paste your key here'\ncurl -i {Browser.PublicAddress}/pixel/api/v1/me \\\n  -H \"Authorization: Bearer $KEY\"",
            await page.Page.EvaluateAsync<string>("() => navigator.clipboard.readText()"));
    }

    [Fact]
    public async Task Without_scripts_all_codes_and_samples_are_there_and_nothing_is_offered_that_needs_one()
    {
        await using var home = await browser.OpenAsync(Home, scripts: false);
        await Assertions.Expect(home.Page.Locator(".filter")).ToBeHiddenAsync();
        await Assertions.Expect(home.Page.Locator(".copy")).ToHaveCountAsync(0);
        await Assertions.Expect(home.Page.Locator("table.errors tbody tr:visible")).ToHaveCountAsync(24);

        await using var code = await browser.OpenAsync(Code, scripts: false);
        await code.Page.GetByText("Python", new PageGetByTextOptions { Exact = true }).ClickAsync();
        await Assertions.Expect(code.Page.GetByText("response.is_error")).ToBeVisibleAsync();
    }

    [Theory]
    [InlineData(Home)]
    [InlineData(Code)]
    public async Task Page_on_paper_has_dark_text_all_of_each_line_and_no_row_on_two_pages(string path)
    {
        await using var page = await browser.OpenAsync(path, ColorScheme.Dark);
        await page.Page.EmulateMediaAsync(new PageEmulateMediaOptions { Media = Media.Print });

        var (ink, ground) = (await StyleAsync(page, "body", "color"), await StyleAsync(page, "body", "backgroundColor"));
        Assert.Equal("rgb(29, 32, 38)", ink);
        Assert.Equal("rgb(255, 255, 255)", ground);
        foreach (var hidden in new[] { ".sidebar", ".links", ".copy", ".filter", ".lookup", ".neighbours" })
        {
            Assert.Equal(0, await page.Page.Locator($"{hidden}:visible").CountAsync());
        }

        // Paper has no bar to scroll by, and a sample that is closed cannot be opened.
        Assert.Equal(0, await page.Page.EvaluateAsync<int>(
            "() => [...document.querySelectorAll('pre, .table')].filter((box) => box.scrollWidth > box.clientWidth + 1 || box.clientHeight === 0).length"));
        Assert.All(
            await page.Page.EvaluateAsync<string[]>("() => [...document.querySelectorAll('main tr')].map((row) => getComputedStyle(row).breakInside)"),
            inside => Assert.Equal("avoid", inside));
        Assert.True((await page.Page.PdfAsync(new PagePdfOptions { Format = "A4" })).Length > 0);
    }

    private static Task<string> StyleAsync(BrowserPage page, string selector, string property) => page.Page.EvaluateAsync<string>(
        $"() => getComputedStyle(document.querySelector('{selector}')).{property}");

    private IEnumerable<string> Paths() => browser.Services.GetRequiredService<LintelOptions>().Contracts
        .SelectMany(contract => contract.Errors.Take(3).Select(error => $"/docs/{contract.Api}/errors/{error.Code}").Prepend($"/docs/{contract.Api}"))
        .Prepend("/docs");
}
