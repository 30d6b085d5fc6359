using Lintel.AspNetCore;
using Lintel.Contracts;
using Lintel.Host.Settings;
using Lintel.Management;
using Lintel.Storage;

namespace Lintel.Host.Startup;

/// <summary>What a test adds to the process.</summary>
internal sealed record HostCustomization
{
    /// <summary>Services that are added last, and so win.</summary>
    public Action<IServiceCollection> Services { get; init; } = _ => { };

    /// <summary>Operations beyond the process' own, under the management API.</summary>
    public Action<RouteGroupBuilder> Operations { get; init; } = _ => { };
}

/// <summary>Services, middleware and operations.</summary>
internal static class HostComposition
{
    // Stopping must be over within two seconds; what is left of them is for draining the request log and closing the databases.
    private static readonly TimeSpan ShutdownTimeout = TimeSpan.FromSeconds(1.2);

    public static WebApplication Build(
        HostSettings settings,
        IReadOnlyList<Contract> contracts,
        SqliteStores stores,
        ReservedPort port,
        TimeProvider clock,
        HostCustomization? customize)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = "lintel-host", ContentRootPath = AppContext.BaseDirectory });
        builder.WebHost.UseKestrelCore();
        port.Use(builder.WebHost);
        AddLogging(builder.Logging);
        AddServices(builder.Services, settings, contracts, stores, clock);
        customize?.Services(builder.Services);
        var app = builder.Build();
        app.UseLintel();
        var management = app.MapManagement();
        app.MapReferencePages();
        foreach (var api in ReferenceApis.All)
        {
            api.Map(app, management);
        }

        customize?.Operations(management);
        return app;
    }

    /// <summary>Warnings and errors only: what a request was answered is in the request log, and its cause when it is a 500 here under the same id.</summary>
    private static void AddLogging(ILoggingBuilder logging) => logging
        .SetMinimumLevel(LogLevel.Warning)
        .AddSimpleConsole(console =>
        {
            console.TimestampFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z' ";
            console.UseUtcTimestamp = true;
        });

    private static void AddServices(IServiceCollection services, HostSettings settings, IReadOnlyList<Contract> contracts, SqliteStores stores, TimeProvider clock)
    {
        services.AddSingleton(clock);
        services.AddSingleton(settings.Configuration);
        services.AddRoutingCore();
        services.Configure<HostOptions>(options => options.ShutdownTimeout = ShutdownTimeout);
        services.AddLintel(lintel =>
        {
            foreach (var contract in contracts)
            {
                lintel.Contracts.Add(contract);
            }

            lintel.UseStores(stores);
            lintel.Environment = settings.Environment;
            foreach (var proxy in settings.TrustedProxies)
            {
                lintel.TrustedProxies.Add(proxy);
            }
        });
        foreach (var api in ReferenceApis.All)
        {
            api.Add(services, settings.Configuration, settings.DataDirectory);
        }
    }
}
