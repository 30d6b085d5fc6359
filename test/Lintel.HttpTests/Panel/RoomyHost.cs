using Lintel.HttpTests.Harness;

namespace Lintel.HttpTests.Panel;

/// <summary>One process for the tests of a class, with the demo account's global limit out of the way.</summary>
public sealed class RoomyHost : IAsyncLifetime
{
    private LintelHost? _host;

    internal LintelHost Host => _host ?? throw new InvalidOperationException("The process has not started.");

    public async ValueTask InitializeAsync()
    {
        _host = await LintelHost.StartAsync();
        await _host.ManageAsync("PATCH", "/accounts/acct_panel_main", new { limits = new { global = 1_000_000 } });
    }

    public async ValueTask DisposeAsync()
    {
        if (_host is not null)
        {
            await _host.DisposeAsync();
        }
    }
}
