using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Lintel.Pixel;

/// <summary>A service behind the API, as the dashboard shows what this process has been told of it.</summary>
internal sealed record ServiceShape(
    string Service,
    [Description("The setting that names its address, as an environment variable.")] string Setting,
    [AllowedValues("built in", "remote", "missing")] string State,
    [Description("The address; null unless it is remote.")] string? Address,
    [Description("The code that requests are refused with while it is missing.")] string Code,
    [Description("What to do; null where nothing is.")] string? Remedy)
{
    /// <summary>Shows all of them.</summary>
    public static IReadOnlyList<ServiceShape> AllOf(WarehouseSettings settings) =>
    [
        Of("ingest", "Pixel__IngestUrl", settings.Ingest, "ingest_unavailable"),
        Of("identify", "Pixel__IdentifyUrl", settings.Identify, "identify_unavailable"),
        Of("warehouse", "Pixel__WarehouseUrl", settings.Pipes, "analytics_error"),
    ];

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
            $"Set {setting} to an address, or leave it out for the built-in service, and start the process again."),
    };
}
