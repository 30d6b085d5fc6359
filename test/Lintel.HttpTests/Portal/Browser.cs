using Lintel.HttpTests.Harness;
using Microsoft.Playwright;

namespace Lintel.HttpTests.Portal;

/// <summary>A process with demo data and Chromium in front of it.</summary>
public sealed class Browser : IAsyncLifetime
{
    /// <summary>The address that the pages show: a port of this machine would be another one in every picture.</summary>
    public const string PublicAddress = "https://api.example.com";

    private LintelHost? _host;
    private Chromium? _chromium;

    internal string BaseUrl => _host!.BaseUrl;

    internal IServiceProvider Services => _host!.Services;

    public async ValueTask InitializeAsync()
    {
        _host = await LintelHost.StartAsync(new LintelHostOptions { Settings = new() { ["Lintel__PublicAddress"] = PublicAddress } });
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

    /// <summary>Opens a page that notes what its policy has blocked and what its scripts have thrown.</summary>
    internal async Task<BrowserPage> OpenAsync(string path, ColorScheme colors = ColorScheme.Light, int width = 1280, int height = 800, bool scripts = true)
    {
        var context = await _chromium!.OpenAsync(BaseUrl, colors, width, height, scripts, scale: 1.5f);
        var page = await context.NewPageAsync();
        var faults = new List<string>();
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
            {
                faults.Add(message.Text);
            }
        };
        page.PageError += (_, error) => faults.Add(error);
        var response = await page.GotoAsync(path);
        Assert.Equal(200, response!.Status);
        return new BrowserPage(context, page, faults);
    }
}

/// <summary>An open page.</summary>
/// <param name="Context">Its window.</param>
/// <param name="Page">The page.</param>
/// <param name="Faults">What its policy has blocked and what its scripts have thrown.</param>
internal sealed record BrowserPage(IBrowserContext Context, IPage Page, List<string> Faults) : IAsyncDisposable
{
    /// <summary>The barriers of a page: serious and critical findings of axe.</summary>
    public Task<IReadOnlyList<string>> BarriersAsync() => Chromium.BarriersAsync(Page);

    public async ValueTask DisposeAsync() => await Context.DisposeAsync();
}
