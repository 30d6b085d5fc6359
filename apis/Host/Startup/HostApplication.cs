using System.Net;
using System.Text.Json.Nodes;
using Lintel.Host.Settings;
using Lintel.Host.Telemetry;
using Lintel.Keys;
using Lintel.Management;
using Lintel.Management.Demo;
using Lintel.Management.Operators;

namespace Lintel.Host.Startup;

/// <summary>
/// The whole process, put together in one place for the program and for its tests: folder, port, contracts, storage, services, operations, demo
/// data, and at last the open port.
/// </summary>
internal sealed class HostApplication : IAsyncDisposable
{
    private readonly ReservedPort _port;
    private readonly ReservedPort? _metricsPort;
    private readonly ReservedPort? _managementPort;
    private readonly HostStorage _storage;
    private readonly WebApplication _app;
    private bool _isFirstDemo;

    private HostApplication(HostParts parts, WebApplication app)
    {
        Settings = parts.Settings;
        _port = parts.Port;
        _metricsPort = parts.MetricsPort;
        _managementPort = parts.ManagementPort;
        _storage = parts.Storage;
        _app = app;
    }

    public HostSettings Settings { get; }

    public IServiceProvider Services => _app.Services;

    public IPEndPoint EndPoint => _port.EndPoint;

    /// <summary>The address at which Prometheus finds the metrics; null where no port was set for them.</summary>
    public string? MetricsUrl => _metricsPort is null ? null : $"http://{_metricsPort.EndPoint}{HealthAddresses.Metrics}";

    public string BaseUrl => $"http://{EndPoint}";

    /// <summary>The address of the management API and of the console, as this machine reaches them.</summary>
    public string ManagementUrl => _managementPort is null ? BaseUrl : $"http://{_managementPort.EndPoint}";

    public string DemoFile => Path.Combine(Settings.DataDirectory, "demo.json");

    public string OperatorFile => Path.Combine(Settings.DataDirectory, "operator.token");

    public string SignInFile => Path.Combine(Settings.DataDirectory, "sign-in.url");

    /// <summary>The link by which the owner signs in once; null where none was made.</summary>
    public string? SignInUrl { get; private set; }

    /// <summary>What <c>demo.json</c> says; null without demo data.</summary>
    public DemoDocument? Demo { get; private set; }

    /// <summary>Ends when the first requests of demo data are answered; at once where there are none.</summary>
    public Task DemoRequests { get; private set; } = Task.CompletedTask;

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
        ReservedPort? managementPort = null;
        HostStorage? storage = null;
        WebApplication? app = null;
        try
        {
            // The folder first: in a restart the process before still holds folder and port, and the folder is what is waited for.
            storage = await HostStorage.OpenAsync(settings, clock);
            port = ReservedPort.Take(settings.Address, settings.Port);
            metricsPort = settings.MetricsPort is { } number ? ReservedPort.Take(settings.MetricsAddress, number) : null;
            managementPort = settings.ManagementPort is { } own ? ReservedPort.Take(settings.ManagementAddress, own) : null;
            var pepper = await PepperFile.OpenAsync(settings.Pepper, settings.DataDirectory, storage.Stores.PepperChecks, cancellationToken);
            var parts = new HostParts(settings, contracts, storage, pepper, port, metricsPort, managementPort, clock);
            app = HostComposition.Build(parts, customize);
            var host = new HostApplication(parts, app);
            await host.OpenAsync(pepper, cancellationToken);
            return host;
        }
        catch (Exception exception)
        {
            await ReleaseAsync(app, storage, port, metricsPort, managementPort);
            throw StartupFailures.Explain(exception, settings);
        }
    }

    public Task WaitForShutdownAsync() => _app.WaitForShutdownAsync();

    /// <summary>Stops taking requests, and answers those that have begun.</summary>
    public Task StopAsync() => _app.StopAsync();

    public async ValueTask DisposeAsync()
    {
        try
        {
            await _app.StopAsync();
            await DemoRequests;
        }
        finally
        {
            await ReleaseAsync(_app, _storage, _port, _metricsPort, _managementPort);
        }
    }

    private static async Task ReleaseAsync(WebApplication? app, HostStorage? storage, params ReservedPort?[] ports)
    {
        // Whatever one of them ends with: the next start waits for the folder, and needs the ports.
        try
        {
            await (app?.DisposeAsync() ?? ValueTask.CompletedTask);
        }
        finally
        {
            try
            {
                await (storage?.DisposeAsync() ?? ValueTask.CompletedTask);
            }
            finally
            {
                foreach (var port in ports)
                {
                    port?.Dispose();
                }
            }
        }
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

        SignInUrl = await MakeSignInUrlAsync(cancellationToken);
        if (Settings.Demo)
        {
            Demo = await MakeDemoAsync(shared, token, cancellationToken);
            Demo.WriteFile(DemoFile);
        }

        await _app.StartAsync(cancellationToken);
        if (Demo is { } demo && _isFirstDemo && Settings.DemoTraffic)
        {
            var stopping = Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
            var logger = Services.GetRequiredService<ILogger<DemoTraffic>>();
            DemoRequests = Task.Run(() => new DemoTraffic(BaseUrl, demo, logger).SendAsync(stopping), CancellationToken.None);
        }
    }

    /// <summary>
    /// Makes a link for the owner until an operator has signed in, and keeps it in a file. Where other nodes live, theirs would end by another.
    /// </summary>
    private async Task<string?> MakeSignInUrlAsync(CancellationToken cancellationToken)
    {
        File.Delete(SignInFile);
        var operators = _storage.Stores.Operators;
        if (await IsLaterAsync(cancellationToken)
            || await operators.HasSignedInAsync(cancellationToken)
            || await operators.FindOwnerAsync(cancellationToken) is not { } owner
            || await Services.GetRequiredService<OperatorSignIn>().CreateLinkAsync(owner.Id, cancellationToken) is not { } link)
        {
            return null;
        }

        var url = SignInAddress.Of(_managementPort is null && Settings.PublicAddress is { } known ? known.ToString() : ManagementUrl, link.Token);
        PrivateFile.Write(SignInFile, url + "\n");
        return url;
    }

    /// <summary>Tells whether other nodes live: this one joins them once it has started.</summary>
    private async Task<bool> IsLaterAsync(CancellationToken cancellationToken) =>
        _storage.Stores.AreShared && (await _storage.Stores.Nodes.ListAsync(cancellationToken)).Any(node => node.LeaseUntil is not null);

    /// <summary>Makes the demo data true. Where other nodes live it is theirs, and only told again.</summary>
    private async Task<DemoDocument> MakeDemoAsync(SharedStart? shared, string token, CancellationToken cancellationToken)
    {
        var text = shared is null ? null : await shared.ReadDemoAsync();
        var previous = text is null ? DemoDocument.ReadFile(DemoFile) : DemoDocument.Read(text);
        if (text is not null && await IsLaterAsync(cancellationToken))
        {
            // Under the current version of the pepper: an older one may be retired later.
            await shared!.KeepDemoAsync(text);
            return DemoDocument.Of(BaseUrl, token, ReferenceApis.All.Select(api => KeyValuePair.Create(api.Name, previous.Section(api.Name) ?? [])))
                .WithOperators(previous.Section("operators"));
        }

        _isFirstDemo = previous.Base(ReferenceApis.All[0].Name) is null;
        var demo = DemoDocument.Of(BaseUrl, token, await SeedAsync(previous, cancellationToken))
            .WithOperators(await DemoOperators.Of(Services, previous).EnsureAsync(cancellationToken));
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
