using System.Text.Json.Nodes;
using Lintel.Contracts;
using Lintel.Management;
using Lintel.Management.Demo;
using Lintel.Shared;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Lintel.Otp;

/// <summary>The reference API <c>otp</c>: one-time passwords to virtual numbers, with a console for projects, applications and webhooks.</summary>
public static class OtpModule
{
    internal const string Api = "otp";

    private const string ConsoleClass = "console";

    /// <summary>Opens <c>otp.db</c> and registers the stores, the webhooks' dispatcher and the service that marks what has expired.</summary>
    /// <param name="services">The services of the process.</param>
    /// <param name="configuration">Where <c>Otp:Debug</c> is read: with <c>1</c> the log shows live codes.</param>
    /// <param name="dataDirectory">The folder of the database file.</param>
    /// <exception cref="StoreUnavailableException">The file cannot be opened.</exception>
    public static IServiceCollection AddOtp(this IServiceCollection services, IConfiguration configuration, ApiDatabases databases)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(configuration);
        return services
            .AddApiDatabase(databases, Api, new ApiMigrations(OtpMigrations.All, OtpMigrations.Postgres), database => new OtpDatabase(database))
            .AddWebhooks(provider => provider.GetRequiredService<OtpDatabase>())
            .AddSingleton<CredentialMaker>()
            .AddSingleton<ProjectStore>()
            .AddSingleton<ApplicationStore>()
            .AddSingleton<SuspensionStore>()
            .AddSingleton<ApplicationWebhooks>()
            .AddSingleton<OtpCodes>()
            .AddSingleton<CodeDelivery>()
            .AddSingleton<OtpEvents>()
            .AddSingleton<OtpExpiry>()
            .AddSingleton<OtpSender>()
            .AddSingleton<OtpVerifier>()
            .AddSingleton<OtpRequestStore>()
            .AddSingleton<OtpDemo>()
            .AddSingleton<IAccountRecords, OtpAccountRecords>()
            .AddSingleton<IConsoleSection, ProjectsSection>()
            .AddSingleton<IConsoleSection, ApplicationsSection>()
            .AddHostedService<ExpiryService>();
    }

    /// <summary>Maps the API's operations under its contract, and what the platform's operator does under the management API.</summary>
    /// <param name="app">The application.</param>
    /// <param name="management">The management API's group.</param>
    public static void MapOtp(this IEndpointRouteBuilder app, RouteGroupBuilder management)
    {
        var applications = app.ServiceProvider.GetRequiredService<ApplicationStore>();
        var api = app.MapApi(Api, options => options.FindApplication = applications.FindByClientIdAsync).MapGroup("/v1").WithMetadata(Replies.Json);
        var open = api.MapGroup(string.Empty).AcceptsCredential("session-bearer");
        var console = api.MapGroup(string.Empty).AcceptsCredential("session-bearer").OfClass(ConsoleClass);
        AccessEndpoints.Map(open, console);
        ProjectEndpoints.Map(console);
        ApplicationEndpoints.Map(console);
        WebhookEndpoints.Map(console);
        OtpRequestEndpoints.Map(console);
        Reserved.Map(console);
        OtpEndpoints.Map(api.MapGroup("/otp").AcceptsCredential("application"));
        PlatformEndpoints.Map(management);
        DashboardEndpoints.Map(management);
    }

    /// <summary>Makes the demo data true: accounts, people, sessions, projects and applications.</summary>
    /// <param name="services">The services of the process.</param>
    /// <param name="keys">Makes accounts.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The API's part of <c>demo.json</c>.</returns>
    public static Task<JsonObject> SeedDemoAsync(IServiceProvider services, DemoKeys keys, CancellationToken cancellationToken) =>
        services.GetRequiredService<OtpDemo>().SeedAsync(keys, cancellationToken);
}
