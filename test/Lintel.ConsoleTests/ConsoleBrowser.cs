using Lintel.ConsoleTests;
using Lintel.HttpTests.Harness;
using Microsoft.Playwright;

[assembly: AssemblyFixture(typeof(ConsoleBrowser))]

namespace Lintel.ConsoleTests;

/// <summary>A process with demo data, and Chromium in front of its console, for all tests in a browser: each changes records of its own.</summary>
public sealed class ConsoleBrowser : IAsyncLifetime
{
    private LintelHost? _host;
    private Chromium? _chromium;

    internal LintelHost Host => _host!;

    public async ValueTask InitializeAsync()
    {
        _host = await LintelHost.StartAsync();
        _chromium = await Chromium.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_chromium is not null)
        {
            await _chromium.DisposeAsync();
        }

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
        var context = await _chromium!.OpenAsync(Host.BaseUrl, colors, width, height, scripts);
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
    public Task<IReadOnlyList<string>> BarriersAsync() => Chromium.BarriersAsync(Page);

    /// <summary>The pixels by which the page is wider than the window.</summary>
    public Task<int> OverflowAsync() => Page.EvaluateAsync<int>("() => Math.max(0, document.scrollingElement.scrollWidth - innerWidth)");

    public async ValueTask DisposeAsync() => await _context.DisposeAsync();
}
