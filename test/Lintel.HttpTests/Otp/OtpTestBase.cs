using Lintel.HttpTests.Harness;

namespace Lintel.HttpTests.Otp;

/// <summary>A process with demo data for each test.</summary>
public abstract class OtpTestBase : IAsyncLifetime
{
    private LintelHost? _host;

    internal LintelHost Host => _host!;

    public async ValueTask InitializeAsync() => _host = await LintelHost.StartAsync();

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return Host.DisposeAsync();
    }
}
