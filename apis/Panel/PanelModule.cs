using System.Text.Json.Nodes;
using Lintel.Management;
using Lintel.Management.Demo;
using Lintel.Shared;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Lintel.Panel;

/// <summary>The reference API <c>panel</c>: a licensing panel with applications, licenses, app users, blacklists, variables and management keys.</summary>
public static class PanelModule
{
    internal const string Api = "panel";

    /// <summary>Opens <c>panel.db</c> and registers the stores.</summary>
    /// <param name="services">The services of the process.</param>
    /// <param name="configuration">The settings of the host; this API has none of its own.</param>
    /// <param name="dataDirectory">The folder of the database file.</param>
    /// <exception cref="StoreUnavailableException">The file cannot be opened.</exception>
    public static IServiceCollection AddPanel(this IServiceCollection services, IConfiguration configuration, ApiDatabases databases)
    {
        services.TryAddSingleton(TimeProvider.System);
        return services
            .AddApiDatabase(databases, Api, new ApiMigrations(PanelMigrations.All, PanelMigrations.Postgres), database => new PanelDatabase(database))
            .AddSingleton<Snowflakes>()
            .AddSingleton<ApplicationStore>()
            .AddSingleton<LevelStore>()
            .AddSingleton<LicenseStore>()
            .AddSingleton<AppUserStore>()
            .AddSingleton<BlacklistStore>()
            .AddSingleton<VariableStore>()
            .AddSingleton<KeyEdits>()
            .AddSingleton<KeyUses>()
            .AddHostedService(provider => provider.GetRequiredService<KeyUses>())
            .AddSingleton<ManagementKeys>()
            .AddSingleton<IAccountRecords, PanelAccountRecords>()
            .AddSingleton<PanelDemo>()
            .AddSingleton<IConsoleSection, ApplicationsSection>()
            .AddSingleton<IConsoleSection, LicensesSection>();
    }

    /// <summary>Maps the API's operations under its contract, and the call of its runtime protocol under the management API.</summary>
    /// <param name="app">The application.</param>
    /// <param name="management">The management API's group.</param>
    public static void MapPanel(this IEndpointRouteBuilder app, RouteGroupBuilder management)
    {
        var panel = app.MapApi(Api).MapGroup("/api/v1/panel").WithMetadata(Replies.Json);
        panel.AddEndpointFilter<RouteGroupBuilder, KeyUseFilter>();
        SessionEndpoints.Map(panel);
        KeyEndpoints.Map(panel);
        ApplicationEndpoints.Map(panel);
        LicenseEndpoints.Map(panel);
        AppUserEndpoints.Map(panel);
        BlacklistEndpoints.Map(panel);
        VariableEndpoints.Map(panel);
        AccountLimitsEndpoint.Map(panel);
        RuntimeEndpoints.Map(management);
        DashboardEndpoints.Map(management);
    }

    /// <summary>Makes the demo data true: accounts, keys, a session, applications and what they hold.</summary>
    /// <param name="services">The services of the process.</param>
    /// <param name="keys">Makes accounts and keys.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The API's part of <c>demo.json</c>.</returns>
    public static Task<JsonObject> SeedDemoAsync(IServiceProvider services, DemoKeys keys, CancellationToken cancellationToken) =>
        services.GetRequiredService<PanelDemo>().SeedAsync(keys, cancellationToken);
}
