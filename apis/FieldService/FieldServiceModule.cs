using System.Text.Json.Nodes;
using Lintel.FieldService.Assets;
using Lintel.FieldService.Bodies;
using Lintel.FieldService.Customers;
using Lintel.FieldService.Demo;
using Lintel.FieldService.Inventory;
using Lintel.FieldService.Jobs;
using Lintel.FieldService.Management;
using Lintel.FieldService.Storage;
using Lintel.FieldService.Technicians;
using Lintel.Management.Demo;
using Lintel.Sqlite;
using Lintel.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Lintel.FieldService;

/// <summary>The reference API for field service: jobs, customers, assets, technicians and inventory.</summary>
public static class FieldServiceModule
{
    internal const string Api = "fieldservice";

    /// <summary>Opens <c>fieldservice.db</c> and adds the stores.</summary>
    /// <exception cref="StoreUnavailableException">The file cannot be opened.</exception>
    public static IServiceCollection AddFieldService(this IServiceCollection services, IConfiguration configuration, string dataDirectory)
    {
        var database = SqliteDatabase.Open(Path.Combine(dataDirectory, "fieldservice.db"), Migrations.All);
        services.AddKeyedSingleton<IDatabase>(Api, (_, _) => database);
        services.AddSingleton(new References(database));
        services.AddSingleton(new JobStore(database)).AddSingleton<JobReader>().AddSingleton<JobEndpoints>();
        services.AddSingleton(new CustomerStore(database)).AddSingleton(new LocationStore(database)).AddSingleton<CustomerEndpoints>();
        services.AddSingleton(new AssetStore(database)).AddSingleton(new MeterStore(database)).AddSingleton(new ServiceStore(database))
            .AddSingleton(new TransferStore(database)).AddSingleton<AssetReader>().AddSingleton<ServiceReader>().AddSingleton<TransferReader>()
            .AddSingleton<AssetEndpoints>();
        services.AddSingleton(new ItemStore(database)).AddSingleton(new StockStore(database)).AddSingleton(new InventoryLocationStore(database))
            .AddSingleton<StockReader>().AddSingleton<InventoryEndpoints>();
        services.AddSingleton(new TechnicianStore(database)).AddSingleton<TechnicianEndpoints>();
        services.AddSingleton<DashboardEndpoints>();
        return services;
    }

    /// <summary>Maps the operations of the API, and under the management API what the vendor has in its dashboard.</summary>
    public static void MapFieldService(this IEndpointRouteBuilder app, RouteGroupBuilder management)
    {
        var services = app.ServiceProvider;

        // Asked for once, so that the container closes the file when the process ends.
        services.GetRequiredKeyedService<IDatabase>(Api);
        var api = app.MapApi(Api, options => options.Classify = Operations.Classify).MapGroup("/api/v1");
        services.GetRequiredService<JobEndpoints>().MapTo(api);
        services.GetRequiredService<CustomerEndpoints>().MapTo(api);
        services.GetRequiredService<AssetEndpoints>().MapTo(api);
        services.GetRequiredService<InventoryEndpoints>().MapTo(api);
        services.GetRequiredService<TechnicianEndpoints>().MapTo(api);
        services.GetRequiredService<DashboardEndpoints>().MapTo(management);
    }

    /// <summary>Fills empty tables with demo data, and makes the keys and ids of <c>demo.json</c> true.</summary>
    /// <returns>The part of <c>demo.json</c> that is this API's.</returns>
    public static Task<JsonObject> SeedDemoAsync(IServiceProvider services, DemoKeys keys, CancellationToken cancellationToken) =>
        new DemoData(services.GetRequiredKeyedService<IDatabase>(Api), services.GetRequiredService<TimeProvider>(), keys).SeedAsync(cancellationToken);
}
