using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Lintel.Pixel;

/// <summary>A service behind the API, as the dashboard shows what this process has been told of it.</summary>
internal sealed record ServiceShape(
    string Service,
    [Description("The setting that names its address, as an environment variable; an operator may have chosen otherwise.")] string Setting,
    [AllowedValues("built in", "remote", "missing")] string State,
    [Description("The address; null unless it is remote.")] string? Address,
    [Description("The code that requests are refused with while it is missing.")] string Code,
    [Description("What to do; null where nothing is.")] string? Remedy)
{
    /// <summary>Shows all of them.</summary>
    public static async Task<IReadOnlyList<ServiceShape>> AllOfAsync(
        WarehouseServices services, WarehouseSettings settings, CancellationToken cancellationToken) =>
    [
        await OfAsync(WarehouseServices.Ingest, services, cancellationToken),
        await OfAsync(WarehouseServices.Identify, services, cancellationToken),
        Of("warehouse", "Pixel__WarehouseUrl", settings.Pipes, "analytics_error"),
    ];

    /// <summary>Shows one that may be changed.</summary>
    public static async Task<ServiceShape> OfAsync(string service, WarehouseServices services, CancellationToken cancellationToken) => Of(
        service,
        service == WarehouseServices.Ingest ? "Pixel__IngestUrl" : "Pixel__IdentifyUrl",
        await services.FindAsync(service, cancellationToken),
        $"{service}_unavailable");

    private static ServiceShape Of(string service, string setting, WarehouseService configured, string code) => configured switch
    {
        WarehouseService.Remote remote => new(service, setting, "remote", remote.Address, code, Remedy: null),
        WarehouseService.BuiltIn => new(service, setting, "built in", Address: null, code, Remedy: null),
        _ => new(
            service,
            setting,
            "missing",
            Address: null,
            code,
            $"Change the service, or set {setting} to an address, or leave it out for the built-in service, and start the process again."),
    };
}

/// <summary>The choice of a service.</summary>
internal sealed record ServiceChoice(string State);
