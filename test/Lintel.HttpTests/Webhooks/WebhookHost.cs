using System.Diagnostics.Metrics;
using System.Text;
using Dapper;
using Lintel.HttpTests.Harness;
using Lintel.Keys;
using Lintel.Sqlite;
using Lintel.Storage;
using Lintel.Telemetry;
using Lintel.Webhooks;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Lintel.HttpTests.Webhooks;

/// <summary>The webhooks of an API without the API: its database, the stores, and the dispatcher at work.</summary>
internal sealed class WebhookHost : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly TemporaryFolder _folder = new();
    private readonly TimeProvider _time;
    private readonly Func<IDatabase, IDatabase> _database;
    private readonly Action<IServiceCollection> _customize;
    private ServiceProvider? _services;

    private WebhookHost(TimeProvider time, Func<IDatabase, IDatabase> database, Action<IServiceCollection> customize)
    {
        _time = time;
        _database = database;
        _customize = customize;
    }

    public LogCapture Log { get; } = new();

    public ManualClock Clock => (ManualClock)_time;

    public WebhookStore Store => Services.GetRequiredService<WebhookStore>();

    public WebhookDeliveries Deliveries => Services.GetRequiredService<WebhookDeliveries>();

    public SecretRotation Rotation => Services.GetRequiredService<SecretRotation>();

    public ServiceProvider Services => _services ?? throw new InvalidOperationException("The dispatcher does not run.");

    /// <summary>Starts the dispatcher.</summary>
    /// <param name="time">The clock; null for one that stands still.</param>
    /// <param name="resolver">Finds the addresses of names; null for the system's.</param>
    /// <param name="allowPrivate">Whether the host allows private addresses, as a receiver on this machine needs it.</param>
    /// <param name="allowedPort">A port that is allowed beside the usual ones.</param>
    /// <param name="server">The process' own server; null for none.</param>
    /// <param name="database">Stands before the database; null for nothing.</param>
    public static async Task<WebhookHost> StartAsync(
        TimeProvider? time = null,
        WebhookResolver? resolver = null,
        bool allowPrivate = true,
        int? allowedPort = null,
        IServer? server = null,
        Func<IDatabase, IDatabase>? database = null)
    {
        var host = new WebhookHost(time ?? new ManualClock(), database ?? (inner => inner), services =>
        {
            services.Configure<WebhookOptions>(options =>
            {
                options.AllowPrivate = allowPrivate;
                options.AllowedPorts.UnionWith(allowedPort is { } port ? [port] : []);
            });
            if (resolver is not null)
            {
                services.AddSingleton(resolver);
            }

            if (server is not null)
            {
                services.AddSingleton(server);
            }
        });
        await host.StartAgainAsync();
        return host;
    }

    /// <summary>Ends the dispatcher; what is under way breaks off.</summary>
    public async Task StopAsync()
    {
        foreach (var service in Services.GetServices<IHostedService>())
        {
            await service.StopAsync(CancellationToken.None);
        }

        await Services.DisposeAsync();
        _services = null;
    }

    /// <summary>Leaves claims, as a dispatcher does that was killed.</summary>
    public async Task ClaimAllAsync()
    {
        await using var database = Open();
        var until = (_time.GetUtcNow() + DeliveryClaims.Lease).ToUnixTimeMilliseconds();
        await database.WriteAsync(connection => connection.ExecuteAsync("UPDATE webhook_deliveries SET leased_until = @until", new { until }));
    }

    /// <summary>Starts a dispatcher on what the last one left.</summary>
    public async Task StartAgainAsync()
    {
        var services = new ServiceCollection();
        services.AddLogging(logging => logging.AddProvider(Log));
        services.AddSingleton(_time);
        services.AddMetrics();
        services.AddSingleton(provider => new LintelMeter(provider.GetRequiredService<IMeterFactory>().Create(LintelMeter.Name)));
        services.AddSingleton<BackgroundLoops>();
        services.AddSingleton(Pepper.Parse("0123456789abcdef0123456789abcdef"));
        services.AddSingleton(_ => _database(Open()));
        _customize(services);
        services.AddWebhooks(provider => provider.GetRequiredService<IDatabase>());
        _services = services.BuildServiceProvider();
        foreach (var service in Services.GetServices<IHostedService>())
        {
            await service.StartAsync(CancellationToken.None);
        }
    }

    public async Task<AddedWebhook> AddAsync(string url, string owner = "app_1", string? tenant = null) =>
        (await Store.AddAsync(owner, new NewWebhook(url, ["otp.sent"], tenant ?? owner), maximum: 100, CancellationToken.None))!;

    public async Task<string> RaiseAsync(string owner = "app_1") => (await Services.GetRequiredService<IDatabase>().WriteAsync(connection => Services
        .GetRequiredService<WebhookOutbox>()
        .AddAsync(
            connection,
            owner,
            "otp.sent",
            id => Encoding.UTF8.GetBytes($$"""{"id":"{{id}}","type":"otp.sent","data":{"phoneNumber":"+999 482 918 102","note":"Grüße"} }"""),
            _time.GetUtcNow())))!;

    /// <summary>The delivery log, as soon as it is as it should be; fails where it does not become so.</summary>
    public async Task<IReadOnlyList<WebhookDelivery>> LogOfAsync(AddedWebhook webhook, Func<IReadOnlyList<WebhookDelivery>, bool> isReady)
    {
        using var patience = new CancellationTokenSource(Patience, TimeProvider.System);
        while (true)
        {
            var log = await Deliveries.ListAsync(webhook.Webhook.Id, cancellationToken: TestContext.Current.CancellationToken);
            if (isReady(log))
            {
                return log;
            }

            if (patience.IsCancellationRequested)
            {
                Assert.Fail($"The delivery log stayed at: {string.Join(" · ", log)}");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System);
        }
    }

    /// <summary>The last line of the log, once so many attempts were made.</summary>
    public async Task<WebhookDelivery> AttemptAsync(AddedWebhook webhook, int attempt) =>
        (await LogOfAsync(webhook, log => log.Count > 0 && log[0].Attempt == attempt))[0];

    public async ValueTask DisposeAsync()
    {
        if (_services is not null)
        {
            await StopAsync();
        }

        _folder.Dispose();
    }

    private SqliteDatabase Open() => SqliteDatabase.Open(Path.Combine(_folder.Path, "api.db"), WebhookTables.Migrations);
}
