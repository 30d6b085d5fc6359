using System.Text.Json.Nodes;
using Lintel.FieldService.Assets;
using Lintel.FieldService.Bodies;
using Lintel.FieldService.Customers;
using Lintel.FieldService.Demo;
using Lintel.FieldService.Inventory;
using Lintel.FieldService.Jobs;
using Lintel.FieldService.Management;
using Lintel.FieldService.Replies;
using Lintel.FieldService.Storage;
using Lintel.FieldService.Technicians;
using Lintel.Management;
using Lintel.Management.Demo;
using Lintel.Shared;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Lintel.FieldService;

/// <summary>The reference API <c>fieldservice</c>: jobs, customers, assets, technicians and inventory.</summary>
public static class FieldServiceModule
{
    internal const string Api = "fieldservice";

    /// <summary>Opens <c>fieldservice.db</c> and registers the stores.</summary>
    /// <param name="services">The services of the process.</param>
    /// <param name="configuration">The settings of the host; this API has none of its own.</param>
    /// <param name="dataDirectory">The folder of the database file.</param>
    /// <exception cref="StoreUnavailableException">The file cannot be opened.</exception>
    public static IServiceCollection AddFieldService(this IServiceCollection services, IConfiguration configuration, ApiDatabases databases)
    {
        services.TryAddSingleton(TimeProvider.System);
        return services
            .AddApiDatabase(databases, Api, new ApiMigrations(Migrations.All, Migrations.Postgres), database => new FieldServiceDatabase(database))
            .AddSingleton<References>()
            .AddSingleton<JobStore>()
            .AddSingleton<CustomerStore>()
            .AddSingleton<LocationStore>()
            .AddSingleton<AssetStore>()
            .AddSingleton<MeterStore>()
            .AddSingleton<ServiceStore>()
            .AddSingleton<TransferStore>()
            .AddSingleton<ItemStore>()
            .AddSingleton<StockStore>()
            .AddSingleton<InventoryLocationStore>()
            .AddSingleton<TechnicianStore>()
            .AddSingleton<IAccountRecords>(provider =>
                new AccountTables(provider.GetRequiredService<FieldServiceDatabase>(), FieldServiceAccountTables.All))
            .AddSingleton<DemoData>()
            .AddSingleton<IConsoleSection, AssetsSection>();
    }

    /// <summary>Maps the API's operations under its contract, and what the vendor has in its dashboard under the management API.</summary>
    /// <param name="app">The application.</param>
    /// <param name="management">The management API's group.</param>
    public static void MapFieldService(this IEndpointRouteBuilder app, RouteGroupBuilder management)
    {
        var api = app.MapApi(Api, options => options.Classify = Operations.Classify).MapGroup("/api/v1").WithMetadata(Reply.Described);
        JobEndpoints.Map(api);
        CustomerEndpoints.Map(api);
        AssetEndpoints.Map(api);
        InventoryEndpoints.Map(api);
        TechnicianEndpoints.Map(api);
        DashboardEndpoints.Map(management);
    }

    /// <summary>Fills empty tables with demo data, and makes the keys and ids of <c>demo.json</c> true.</summary>
    /// <param name="services">The services of the process.</param>
    /// <param name="keys">Makes accounts and keys.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The API's part of <c>demo.json</c>.</returns>
    public static Task<JsonObject> SeedDemoAsync(IServiceProvider services, DemoKeys keys, CancellationToken cancellationToken) =>
        services.GetRequiredService<DemoData>().SeedAsync(keys, cancellationToken);
}
