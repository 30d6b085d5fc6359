using System.Text.Json.Nodes;
using Lintel.Management;
using Lintel.Management.Demo;
using Lintel.Shared;
using Lintel.Trackpilots.Activities;
using Lintel.Trackpilots.Dashboard;
using Lintel.Trackpilots.Demo;
using Lintel.Trackpilots.Employees;
using Lintel.Trackpilots.Organisations;
using Lintel.Trackpilots.Roles;
using Lintel.Trackpilots.Screenshots;
using Lintel.Trackpilots.Storage;
using Lintel.Trackpilots.Teams;
using Lintel.Trackpilots.Time;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace Lintel.Trackpilots;

/// <summary>The reference API <c>trackpilots</c>: employees, their roles, and reports over the time that they spend at work.</summary>
public static partial class TrackpilotsModule
{
    internal const string Api = "trackpilots";

    /// <summary>Opens <c>trackpilots.db</c> and registers the stores.</summary>
    /// <param name="services">The services of the process.</param>
    /// <param name="configuration">The settings of the host; this API has none of its own.</param>
    /// <param name="dataDirectory">The folder of the database file.</param>
    /// <exception cref="StoreUnavailableException">The file cannot be opened.</exception>
    public static IServiceCollection AddTrackpilots(this IServiceCollection services, IConfiguration configuration, ApiDatabases databases)
    {
        services.TryAddSingleton(TimeProvider.System);
        return services
            .AddApiDatabase(databases, Api, new ApiMigrations(Migrations.All, Migrations.Postgres), database => new TrackpilotsDatabase(database))
            .AddSingleton<OrganisationStore>()
            .AddSingleton<RoleStore>()
            .AddSingleton<TeamStore>()
            .AddSingleton<EmployeeStore>()
            .AddSingleton<EmployeeRegistration>()
            .AddSingleton<ActivityReports>()
            .AddSingleton<ScreenshotStore>()
            .AddSingleton<RecordStore>()
            .AddSingleton<IAccountRecords>(provider =>
                new AccountTables(provider.GetRequiredService<TrackpilotsDatabase>(), TrackpilotsAccountTables.All))
            .AddSingleton<DemoData>()
            .AddSingleton<IConsoleSection, BillingSection>()
            .AddSingleton<IConsoleSection, EmployeesSection>();
    }

    /// <summary>Maps the API's operations under its contract, and what the vendor has in its dashboard under the management API.</summary>
    /// <param name="app">The application.</param>
    /// <param name="management">The management API's group.</param>
    public static void MapTrackpilots(this IEndpointRouteBuilder app, RouteGroupBuilder management)
    {
        if (!TimeZones.AreThere)
        {
            Log.TimeZonesMissing(app.ServiceProvider.GetRequiredService<ILoggerFactory>().CreateLogger("Lintel.Trackpilots"), TimeZones.Missing);
        }

        var api = app.MapApi(Api).WithMetadata(Envelope.Json);
        ReportEndpoints.Map(api);
        ScreenshotEndpoints.Map(api);
        RoleEndpoints.Map(api);
        EmployeeEndpoints.Map(api);
        DashboardEndpoints.Map(management);
    }

    /// <summary>Fills the demo organisation where it is empty, brings its activities up to the present, and makes accounts and keys true.</summary>
    /// <param name="services">The services of the process.</param>
    /// <param name="keys">Makes accounts and keys.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The API's part of <c>demo.json</c>.</returns>
    public static Task<JsonObject> SeedDemoAsync(IServiceProvider services, DemoKeys keys, CancellationToken cancellationToken) =>
        services.GetRequiredService<DemoData>().SeedAsync(keys, cancellationToken);

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Error, Message = "{Problem}")]
        public static partial void TimeZonesMissing(ILogger logger, string problem);
    }
}
