using Lintel.HttpTests.Harness;

namespace Lintel.HttpTests.Otp;

/// <summary>A process with demo data for each test.</summary>
public abstract class OtpTestBase : IAsyncLifetime
{
    private LintelHost? _host;

    /// <summary>The command that starts the process.</summary>
    private protected virtual LintelHostOptions Options => new();

    internal LintelHost Host => _host!;

    public async ValueTask InitializeAsync() => _host = await LintelHost.StartAsync(Options);

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return Host.DisposeAsync();
    }
}
