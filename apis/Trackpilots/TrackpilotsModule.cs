using System.Text.Json.Nodes;
using Lintel.Management.Demo;
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

/// <summary>The Trackpilots reference API.</summary>
public static partial class TrackpilotsModule
{
    /// <summary>Adds its stores.</summary>
    /// <param name="services">The services of the host.</param>
    /// <param name="configuration">The settings of the host; this API has none of its own.</param>
    /// <param name="dataDirectory">The folder that holds <c>trackpilots.db</c>.</param>
    public static IServiceCollection AddTrackpilots(this IServiceCollection services, IConfiguration configuration, string dataDirectory)
    {
        services.TryAddSingleton(TimeProvider.System);
        return services
            .AddSingleton(_ => TrackpilotsDatabase.Open(dataDirectory))
            .AddSingleton<OrganisationStore>()
            .AddSingleton<RoleStore>()
            .AddSingleton<TeamStore>()
            .AddSingleton<EmployeeStore>()
            .AddSingleton<EmployeeRegistration>()
            .AddSingleton<ActivityReports>()
            .AddSingleton<ScreenshotStore>()
            .AddSingleton<RecordStore>()
            .AddSingleton<DemoData>();
    }

    /// <summary>Adds its operations, and the calls that stand for its dashboard to the management API.</summary>
    public static void MapTrackpilots(this IEndpointRouteBuilder app, RouteGroupBuilder management)
    {
        if (!TimeZones.AreThere)
        {
            Log.TimeZonesMissing(app.ServiceProvider.GetRequiredService<ILoggerFactory>().CreateLogger("Lintel.Trackpilots"), TimeZones.Missing);
        }

        // Opened now, so that a file that cannot be used stops the start and not the first request.
        app.ServiceProvider.GetRequiredService<TrackpilotsDatabase>();
        var api = app.MapApi("trackpilots");
        api.MapReports();
        api.MapScreenshots();
        api.MapRoles();
        api.MapEmployees();
        management.MapDashboard();
    }

    /// <summary>Fills the demo organisation where it is empty, brings its activities up to the present, and makes accounts and keys true.</summary>
    /// <returns>The API's part of <c>demo.json</c>.</returns>
    public static Task<JsonObject> SeedDemoAsync(IServiceProvider services, DemoKeys keys, CancellationToken cancellationToken) =>
        services.GetRequiredService<DemoData>().SeedAsync(keys, cancellationToken);

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Error, Message = "{Problem}")]
        public static partial void TimeZonesMissing(ILogger logger, string problem);
    }
}
