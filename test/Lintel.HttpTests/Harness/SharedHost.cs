using Lintel.HttpTests.Harness;

[assembly: AssemblyFixture(typeof(SharedHost))]

namespace Lintel.HttpTests.Harness;

/// <summary>
/// One process with demo data for all tests that break nothing and count nothing. Take it by the constructor. Its clock stands still: a test that
/// moves it, changes demo records or uses up limits starts a process of its own.
/// </summary>
public sealed class SharedHost : IAsyncLifetime
{
    private LintelHost? _host;

    internal LintelHost Host => _host ?? throw new InvalidOperationException("The shared process has not started.");

    public async ValueTask InitializeAsync() => _host = await LintelHost.StartAsync();

    public async ValueTask DisposeAsync()
    {
        if (_host is not null)
        {
            await _host.DisposeAsync();
        }

        await DemoTemplate.RemoveAsync();
        await TestEngine.StopAsync();
    }
}
