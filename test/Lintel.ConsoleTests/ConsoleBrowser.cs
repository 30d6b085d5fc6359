using Lintel.HttpTests.Harness;
using Lintel.Tests;
using Microsoft.Playwright;

namespace Lintel.ConsoleTests;

/// <summary>A process with demo data of its own, and Chromium in front of its console.</summary>
public sealed class ConsoleBrowser : IAsyncLifetime
{
    private LintelHost? _host;
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    internal LintelHost Host => _host!;

    public async ValueTask InitializeAsync()
    {
        _host = await LintelHost.StartAsync();
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(
            new BrowserTypeLaunchOptions { ExecutablePath = "/usr/bin/chromium", Args = ["--no-sandbox", "--disable-gpu"] });
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _playwright?.Dispose();
        if (_host is not null)
        {
            await _host.DisposeAsync();
        }
    }

    /// <summary>Opens a window, and signs in where it is told to.</summary>
    internal async Task<ConsoleWindow> OpenAsync(
        bool signIn = true,
        ColorScheme colors = ColorScheme.Light,
        int width = 1440,
        int height = 900,
        bool scripts = true)
    {
        var context = await _browser!.NewContextAsync(new BrowserNewContextOptions
        {
            BaseURL = Host.BaseUrl,
            ColorScheme = colors,
            ReducedMotion = ReducedMotion.Reduce,
            ViewportSize = new ViewportSize { Width = width, Height = height },
            JavaScriptEnabled = scripts,
        });
        var window = new ConsoleWindow(context, await context.NewPageAsync(), Host.BaseUrl);
        if (signIn)
        {
            await window.SignInAsync(Host.OperatorToken);
        }

        return window;
    }
}

/// <summary>An open window, which notes what its policy has blocked, what its scripts have thrown and which other hosts it has asked.</summary>
internal sealed class ConsoleWindow : IAsyncDisposable
{
    private static readonly string Axe = Path.Combine(Repository.Root, "test", "axe", "node_modules", "axe-core", "axe.min.js");

    private readonly IBrowserContext _context;

    public ConsoleWindow(IBrowserContext context, IPage page, string baseUrl)
    {
        _context = context;
        Page = page;
        page.SetDefaultTimeout(5000);
        page.Console += (_, message) =>
        {
            // A page that answers 404 or 422 is told as an error of the network.
            if (message.Type is "error" or "warning" && !message.Text.StartsWith("Failed to load resource", StringComparison.Ordinal))
            {
                Faults.Add(message.Text);
            }
        };
        page.PageError += (_, error) => Faults.Add(error);
        page.Request += (_, request) =>
        {
            if (!request.Url.StartsWith(baseUrl + "/", StringComparison.Ordinal))
            {
                Faults.Add(request.Url);
            }
        };
    }

    public IPage Page { get; }

    public List<string> Faults { get; } = [];

    /// <summary>The result of the last action.</summary>
    public ILocator Result => Page.GetByRole(AriaRole.Status);

    public async Task SignInAsync(string token)
    {
        await Page.GotoAsync("/console/sign-in");
        await Page.GetByLabel("Token").FillAsync(token);
        await Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Sign in" }).ClickAsync();
        await Assertions.Expect(Page.GetByRole(AriaRole.Navigation, new PageGetByRoleOptions { Name = "Sections" })).ToBeVisibleAsync();
    }

    public ILocator Button(string name) => Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = name, Exact = true });

    public ILocator Link(string name) => Page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = name, Exact = true });

    /// <summary>The barriers of the page: serious and critical findings of axe.</summary>
    public async Task<IReadOnlyList<string>> BarriersAsync()
    {
        await Page.EvaluateAsync(await File.ReadAllTextAsync(Axe));
        return await Page.EvaluateAsync<string[]>(
            """
            async () => (await axe.run()).violations
              .filter((violation) => ["serious", "critical"].includes(violation.impact))
              .flatMap((violation) => violation.nodes.map((node) => `${violation.id}: ${node.target} ${node.failureSummary}`))
            """);
    }

    /// <summary>How many pixels the page is wider than the window.</summary>
    public Task<int> OverflowAsync() => Page.EvaluateAsync<int>("() => Math.max(0, document.scrollingElement.scrollWidth - innerWidth)");

    public async ValueTask DisposeAsync() => await _context.DisposeAsync();
}
