using System.Text.Json.Serialization;
using Lintel.Console;
using Lintel.Contracts;
using Lintel.Host.Settings;
using Lintel.Host.Telemetry;
using Lintel.Keys;
using Lintel.Webhooks;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.OpenApi;

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
    public static WebApplication Build(HostParts parts, HostCustomization? customize)
    {
        var builder = WebApplication.CreateEmptyBuilder(
            new WebApplicationOptions { ApplicationName = "lintel-host", ContentRootPath = AppContext.BaseDirectory });
        builder.WebHost.UseKestrelCore().UseLintelServerLimits().ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        ReservedPort.Use(builder.WebHost, [.. new[] { parts.Port, parts.MetricsPort, parts.ManagementPort }.OfType<ReservedPort>()]);
        AddLogging(builder.Logging, parts.Settings.LogRequests);
        AddServices(builder.Services, parts);
        customize?.Services(builder.Services);
        var app = builder.Build();
        app.UseHealthAddresses(parts.MetricsPort?.EndPoint.Port);
        app.UseLintel();
        var management = app.MapManagement(parts.ManagementPort?.EndPoint.Port);
        app.MapReference();
        app.MapConsole();

        // Relative, so that a prefix that a proxy takes away is kept.
        app.MapGet("/", () => Results.Redirect("docs")).OutsideContract();
        foreach (var api in ReferenceApis.All)
        {
            api.Map(app, management);
        }

        customize?.Operations(management);
        return app;
    }

    /// <summary>
    /// Warnings and errors, and contracts that were reloaded: what a request was answered is in the request log, and its cause when it is a 500 here under the
    /// same id. Lines for requests are Lintel's, never the framework's, which have the query in them.
    /// </summary>
    private static void AddLogging(ILoggingBuilder logging, bool requests) => logging
        .SetMinimumLevel(LogLevel.Warning)
        .AddFilter("Lintel.Requests", requests ? LogLevel.Information : LogLevel.Warning)
        .AddFilter("Lintel.AspNetCore.ContractReload", LogLevel.Information)
        .AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.Warning)

        // A line for each probe that fails; Lintel's own check says why, and not more than ten times a minute.
        .AddFilter("Microsoft.Extensions.Diagnostics.HealthChecks", LogLevel.None)
        .AddSimpleConsole(console =>
        {
            console.TimestampFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z' ";
            console.UseUtcTimestamp = true;
        });

    /// <summary>The pages know members by one spelling, and numbers are no texts. The framework's defaults are laxer.</summary>
    private static void ReadStrictly(JsonOptions json)
    {
        json.SerializerOptions.PropertyNameCaseInsensitive = false;
        json.SerializerOptions.NumberHandling = JsonNumberHandling.Strict;
    }

    private static void AddServices(IServiceCollection services, HostParts parts)
    {
        var settings = parts.Settings;
        services.AddSingleton(parts.Clock);
        services.AddSingleton(settings.Configuration);
        services.AddRoutingCore();
        services.ConfigureHttpJsonOptions(ReadStrictly);

        // The last part of stopping, draining the request log and closing the databases, comes after it.
        services.Configure<HostOptions>(options => options.ShutdownTimeout = settings.DrainDelay + settings.DrainTimeout);
        services.AddHostedService(provider => new Drain(settings.DrainDelay, provider.GetRequiredService<IHostApplicationLifetime>(), parts.Clock));
        services.AddHealthChecks().AddLintel();
        services.AddTelemetryExport(settings.Configuration, prometheus: parts.MetricsPort is not null);
        var builder = services.AddLintel(lintel =>
        {
            foreach (var contract in parts.Contracts)
            {
                lintel.Contracts.Add(contract);
            }

            lintel.PublicAddress = settings.PublicAddress;
            lintel.ProxyHeaders = settings.ProxyHeaders;

            lintel.Environment = settings.Environment;
            lintel.AdmitDemoAccounts = settings.Demo;
            lintel.RequestLog = settings.RequestLog;
            lintel.AnswerOutside = true;

            // The contracts beside the executable are a part of it.
            lintel.ReloadContracts = settings.Contracts is not null;
            lintel.AuditRetention = settings.AuditRetention;
            lintel.SessionRetention = settings.SessionRetention;
            foreach (var proxy in settings.TrustedProxies)
            {
                lintel.TrustedProxies.Add(proxy);
            }
        }).AddStores(parts.Storage.Stores, parts.Pepper).AddReference(reference =>
            reference.CompleteDocument = (document, _) => document.Info.License = new OpenApiLicense { Name = "MIT", Identifier = "MIT" })
            .AddScalar()
            .AddConsole()
            .AddAudit();
        if (settings.Provider is { } provider)
        {
            services.Configure<ConsoleOptions>(provider.Set);
            builder.AddConsoleOpenIdConnect(provider.Set);
        }

        if (settings.Redis is { } redis)
        {
            builder.AddRedis(redis);
        }

        services.AddManagementEvents();
        services.Configure<WebhookOptions>(webhooks =>
        {
            webhooks.AllowPrivate = settings.WebhooksAllowPrivate;
            webhooks.KeepFor = settings.WebhooksKeepFor;
            if (settings.WebhooksAllowedPorts is { } ports)
            {
                webhooks.AllowedPorts.Clear();
                webhooks.AllowedPorts.UnionWith(ports);
            }
        });
        foreach (var api in ReferenceApis.All)
        {
            api.Add(services, settings.Configuration, parts.Storage.Databases);
        }
    }
}

/// <summary>What the process is put together from.</summary>
internal sealed record HostParts(
    HostSettings Settings,
    IReadOnlyList<Contract> Contracts,
    HostStorage Storage,
    Pepper Pepper,
    ReservedPort Port,
    ReservedPort? MetricsPort,
    ReservedPort? ManagementPort,
    TimeProvider Clock);
