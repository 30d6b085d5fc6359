using Lintel.Tests;
using Microsoft.Playwright;

namespace Lintel.HttpTests.Harness;

/// <summary>Debian's Chromium, and what is asked of every page in it.</summary>
internal sealed class Chromium : IAsyncDisposable
{
    private static readonly string Axe = Path.Combine(Repository.Root, "test", "axe", "node_modules", "axe-core", "axe.min.js");

    private readonly IPlaywright _playwright;
    private readonly IBrowser _browser;

    private Chromium(IPlaywright playwright, IBrowser browser)
    {
        _playwright = playwright;
        _browser = browser;
    }

    public static async Task<Chromium> StartAsync()
    {
        var playwright = await Playwright.CreateAsync();
        return new Chromium(playwright, await playwright.Chromium.LaunchAsync(
            new BrowserTypeLaunchOptions { ExecutablePath = "/usr/bin/chromium", Args = ["--no-sandbox", "--disable-gpu"] }));
    }

    /// <summary>Opens a window without motion.</summary>
    public Task<IBrowserContext> OpenAsync(string baseUrl, ColorScheme colors, int width, int height, bool scripts, float scale = 1) =>
        _browser.NewContextAsync(new BrowserNewContextOptions
        {
            BaseURL = baseUrl,
            ColorScheme = colors,
            ReducedMotion = ReducedMotion.Reduce,
            ViewportSize = new ViewportSize { Width = width, Height = height },
            DeviceScaleFactor = scale,
            JavaScriptEnabled = scripts,
        });

    /// <summary>The barriers of a page: serious and critical findings of axe.</summary>
    public static async Task<IReadOnlyList<string>> BarriersAsync(IPage page)
    {
        await page.EvaluateAsync(await File.ReadAllTextAsync(Axe));
        return await page.EvaluateAsync<string[]>(
            """
            async () => (await axe.run()).violations
              .filter((violation) => ["serious", "critical"].includes(violation.impact))
              .flatMap((violation) => violation.nodes.map((node) => `${violation.id}: ${node.target} ${node.failureSummary}`))
            """);
    }

    public async ValueTask DisposeAsync()
    {
        await _browser.DisposeAsync();
        _playwright.Dispose();
    }
}
