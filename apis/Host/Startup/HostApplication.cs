using System.Net;
using System.Text.Json.Nodes;
using Lintel.Host.Settings;
using Lintel.Host.Telemetry;
using Lintel.Keys;
using Lintel.Management;
using Lintel.Management.Demo;

namespace Lintel.Host.Startup;

/// <summary>
/// The whole process, put together in one place for the program and for its tests: folder, port, contracts, storage, services, operations, demo
/// data, and at last the open port.
/// </summary>
internal sealed class HostApplication : IAsyncDisposable
{
    private readonly ReservedPort _port;
    private readonly ReservedPort? _metricsPort;
    private readonly HostStorage _storage;
    private readonly WebApplication _app;

    private HostApplication(HostSettings settings, ReservedPort port, ReservedPort? metricsPort, HostStorage storage, WebApplication app)
    {
        Settings = settings;
        _port = port;
        _metricsPort = metricsPort;
        _storage = storage;
        _app = app;
    }

    public HostSettings Settings { get; }

    public IServiceProvider Services => _app.Services;

    public IPEndPoint EndPoint => _port.EndPoint;

    /// <summary>The address at which Prometheus finds the metrics; null where no port was set for them.</summary>
    public string? MetricsUrl => _metricsPort is null ? null : $"http://{_metricsPort.EndPoint}{HealthAddresses.Metrics}";

    public string BaseUrl => $"http://{EndPoint}";

    public string DemoFile => Path.Combine(Settings.DataDirectory, "demo.json");

    public string OperatorFile => Path.Combine(Settings.DataDirectory, "operator.token");

    /// <summary>What <c>demo.json</c> says; null without demo data.</summary>
    public DemoDocument? Demo { get; private set; }

    /// <summary>Starts the process; when the task ends well, the port is open and everything is there.</summary>
    /// <param name="settings">What the process is told.</param>
    /// <param name="clock">The time.</param>
    /// <param name="customize">What a test adds; null for nothing.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="StartupException">It cannot start, for a reason that its user can mend.</exception>
    public static async Task<HostApplication> StartAsync(
        HostSettings settings,
        TimeProvider clock,
        HostCustomization? customize = null,
        CancellationToken cancellationToken = default)
    {
        var contracts = ContractFiles.Read(settings.Contracts);
        ReservedPort? port = null;
        ReservedPort? metricsPort = null;
        HostStorage? storage = null;
        WebApplication? app = null;
        try
        {
            // The folder first: in a restart the process before still holds folder and port, and the folder is what is waited for.
            storage = await HostStorage.OpenAsync(settings, clock);
            port = ReservedPort.Take(settings.Address, settings.Port);
            metricsPort = settings.MetricsPort is { } number ? ReservedPort.Take(settings.MetricsAddress, number) : null;
            var pepper = await PepperFile.OpenAsync(settings.Pepper, settings.DataDirectory, storage.Stores.PepperChecks, cancellationToken);
            app = HostComposition.Build(new HostParts(settings, contracts, storage, pepper, port, metricsPort, clock), customize);
            var host = new HostApplication(settings, port, metricsPort, storage, app);
            await host.OpenAsync(pepper, cancellationToken);
            return host;
        }
        catch (Exception exception)
        {
            await ReleaseAsync(app, storage, port, metricsPort);
            throw StartupFailures.Explain(exception, settings);
        }
    }

    public Task WaitForShutdownAsync() => _app.WaitForShutdownAsync();

    /// <summary>Stops taking requests, and answers those that have begun.</summary>
    public Task StopAsync() => _app.StopAsync();

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await ReleaseAsync(_app, _storage, _port, _metricsPort);
    }

    private static async Task ReleaseAsync(WebApplication? app, HostStorage? storage, ReservedPort? port, ReservedPort? metricsPort)
    {
        if (app is not null)
        {
            await app.DisposeAsync();
        }

        if (storage is not null)
        {
            await storage.DisposeAsync();
        }

        port?.Dispose();
        metricsPort?.Dispose();
    }

    private async Task OpenAsync(Pepper pepper, CancellationToken cancellationToken)
    {
        // Until this one has joined: the next node that starts must find it alive.
        await using var shared = await _storage.EnterStartAsync(pepper, cancellationToken);
        var ofOthers = shared is null ? null : await shared.ReadOperatorTokenAsync();
        var token = await Services.EnsureOperatorAsync(OperatorFile, Settings.OperatorToken, ofOthers, cancellationToken);
        if (shared is not null)
        {
            await shared.KeepOperatorTokenAsync(token);
        }

        if (Settings.Demo)
        {
            Demo = await MakeDemoAsync(shared, token, cancellationToken);
            Demo.WriteFile(DemoFile);
        }

        await _app.StartAsync(cancellationToken);
    }

    /// <summary>Makes the demo data true. Where other nodes live it is theirs, and only told again.</summary>
    private async Task<DemoDocument> MakeDemoAsync(SharedStart? shared, string token, CancellationToken cancellationToken)
    {
        var text = shared is null ? null : await shared.ReadDemoAsync();
        var previous = text is null ? DemoDocument.ReadFile(DemoFile) : DemoDocument.Read(text);
        var isLater = text is not null && (await _storage.Stores.Nodes.ListAsync(cancellationToken)).Any(node => node.LeaseUntil is not null);
        if (isLater)
        {
            return DemoDocument.Of(BaseUrl, token, ReferenceApis.All.Select(api => KeyValuePair.Create(api.Name, previous.Section(api.Name) ?? [])));
        }

        var demo = DemoDocument.Of(BaseUrl, token, await SeedAsync(previous, cancellationToken));
        if (shared is not null)
        {
            await shared.KeepDemoAsync(demo.ToString());
        }

        return demo;
    }

    private async Task<IEnumerable<KeyValuePair<string, JsonObject>>> SeedAsync(DemoDocument previous, CancellationToken cancellationToken)
    {
        var keys = StoredDemoKeys.Of(Services, previous);
        var sections = await Task.WhenAll(ReferenceApis.All.Select(api => Task.Run(() => api.SeedAsync(Services, keys, cancellationToken), cancellationToken)));
        return ReferenceApis.All.Zip(sections, (api, section) => KeyValuePair.Create(api.Name, section));
    }
}
