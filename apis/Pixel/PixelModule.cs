using System.Security.Cryptography;
using System.Text;
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

namespace Lintel.Pixel;

/// <summary>The reference API <c>pixel</c>: web analytics with websites, metrics, visitors and event ingest.</summary>
public static class PixelModule
{
    internal const string Api = "pixel";

    private const int SecretBytes = 32;

    /// <summary>
    /// Opens <c>pixel.db</c> and, where the warehouse is the built-in one, <c>warehouse.db</c>; registers the stores and the warehouse's listener.
    /// </summary>
    /// <param name="services">The services of the process.</param>
    /// <param name="configuration">
    /// The settings <c>Pixel:IngestUrl</c>, <c>Pixel:IdentifyUrl</c>, <c>Pixel:WarehouseUrl</c> and <c>Pixel:WarehouseSecret</c> are read from it.
    /// </param>
    /// <param name="dataDirectory">The folder of the database files.</param>
    /// <exception cref="StoreUnavailableException">A file cannot be opened.</exception>
    /// <exception cref="Microsoft.Extensions.Options.OptionsValidationException">A setting is not what it must be.</exception>
    public static IServiceCollection AddPixel(this IServiceCollection services, IConfiguration configuration, ApiDatabases databases)
    {
        var settings = WarehouseSettings.Read(configuration);
        var secret = SecretOf(settings);
        services.TryAddSingleton(TimeProvider.System);
        services
            .AddApiDatabase(databases, Api, new ApiMigrations(PixelMigrations.All, PixelMigrations.Postgres), database => new PixelDatabase(database))
            .AddSingleton<WebsiteStore>()
            .AddSingleton<GoalStore>()
            .AddSingleton<AlertStore>()
            .AddSingleton<ReportStore>()
            .AddSingleton<ShareLinkStore>()
            .AddSingleton(settings)
            .AddSingleton<WarehouseServices>()
            .AddSingleton<WarehouseAddress>()
            .AddSingleton<AnswerCache>()
            .AddSingleton(provider => new WarehouseTokens(secret, provider.GetRequiredService<TimeProvider>()))
            .AddSingleton(provider => new WarehouseClient(
                MakeHttpClient(),
                settings,
                provider.GetRequiredService<WarehouseAddress>(),
                provider.GetRequiredService<WarehouseTokens>(),
                provider.GetRequiredService<TimeProvider>()))
            .AddSingleton<IAccountRecords>(provider => new AccountTables(provider.GetRequiredService<PixelDatabase>(), PixelAccountTables.All))
            .AddSingleton<IConsoleSection, WebsitesSection>()
            .AddSingleton<IConsoleSection, ServicesSection>()
            .AddSingleton<PixelDemo>();
        return settings.Pipes is WarehouseService.BuiltIn ? services.AddBuiltInWarehouse(databases) : services;
    }

    /// <summary>Maps the API's operations under its contract, and its dashboard calls under the management API.</summary>
    /// <param name="app">The application.</param>
    /// <param name="management">The management API's group.</param>
    public static void MapPixel(this IEndpointRouteBuilder app, RouteGroupBuilder management)
    {
        var api = app.MapApi(Api).MapGroup("/api/v1").WithMetadata(Replies.Json);
        MetricsEndpoint.Map(api.MapGroup("/pixel"));
        var plain = api.MapGroup(string.Empty).WithoutQueryParameters();
        MeEndpoint.Map(plain);
        plain.MapOpenApiDocument("/openapi.yaml", Api).WithName("pixel.openapi").WithSummary("Shows this document").WithTags("Workspace");
        var pixel = plain.MapGroup("/pixel");
        ListEndpoints.Map(pixel);
        VisitorEndpoint.Map(pixel);
        EventEndpoint.Map(pixel);
        IdentifyEndpoint.Map(pixel);
        DashboardEndpoints.Map(management);
    }

    /// <summary>Makes the demo data true: accounts, keys, websites and thousands of events up to now.</summary>
    /// <param name="services">The services of the process.</param>
    /// <param name="keys">Makes accounts and keys.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The API's part of <c>demo.json</c>.</returns>
    public static Task<JsonObject> SeedDemoAsync(IServiceProvider services, DemoKeys keys, CancellationToken cancellationToken) =>
        services.GetRequiredService<PixelDemo>().SeedAsync(keys, cancellationToken);

    private static IServiceCollection AddBuiltInWarehouse(this IServiceCollection services, ApiDatabases databases) => services
        .AddApiDatabase(
            databases,
            "warehouse",
            new ApiMigrations(WarehouseDatabase.Migrations, WarehouseDatabase.PostgresMigrations),
            database => new WarehouseDatabase(database))
        .AddSingleton<WarehouseStore>()
        .AddSingleton<IAccountRecords>(provider => new AccountTables(provider.GetRequiredService<WarehouseDatabase>(), PixelAccountTables.Warehouse))
        .AddSingleton<PipeReader>()
        .AddSingleton<WarehouseRequests>()
        .AddSingleton<WarehouseServer>()
        .AddHostedService(provider => provider.GetRequiredService<WarehouseServer>());

    private static byte[] SecretOf(WarehouseSettings settings)
    {
        if (settings.Secret is not { } text)
        {
            return RandomNumberGenerator.GetBytes(SecretBytes);
        }

        var secret = Encoding.UTF8.GetBytes(text);
        return secret.Length >= SecretBytes
            ? secret
            : throw WarehouseSettings.Wrong(
                $"The setting Pixel:WarehouseSecret is shorter than {SecretBytes} bytes, which RFC 7518 section 3.2 asks for.");
    }

    private static HttpClient MakeHttpClient() => new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = false,
        PooledConnectionLifetime = TimeSpan.FromMinutes(2),
    })
    {
        // The client's own time-out has no clock of ours; WarehouseClient has one.
        Timeout = Timeout.InfiniteTimeSpan,
        MaxResponseContentBufferSize = 16 * 1024 * 1024,
    };
}
