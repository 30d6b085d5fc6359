using Lintel.Management;
using Lintel.Shared;

namespace Lintel.Pixel;

/// <summary>The settings whose lack causes 503: which services this process knows, and a change of those that it may do without.</summary>
internal sealed class ServicesSection : IConsoleSection
{
    public string Name => "pixel-services";

    public string Title => "Services";

    public string Api => PixelModule.Api;

    public string Scope => AccountOperations.ReadScope;

    public SectionTable List { get; } = new()
    {
        Path = "/pixel/services",
        Columns =
        [
            new("service", "Service"), new("state", "State"), new("code", "Refused with while missing") { Kind = SectionColumnKind.Code },
            new("setting", "Setting") { Kind = SectionColumnKind.Code }, new("address", "Address"), new("remedy", "What to do"),
        ],
        Empty = "This process knows no services.",
    };

    public IReadOnlyList<SectionForm> Forms { get; } =
    [
        new()
        {
            Name = "change",
            Title = "Change a service",
            Method = "PUT",
            Path = "/pixel/services/{service}",
            Scope = AccountOperations.Scope,
            Done = "The service is changed. It holds from the next request on.",
            Fields =
            [
                new("service", "Service")
                {
                    Kind = SectionFieldKind.Choice,
                    IsRequired = true,
                    Choices = [WarehouseServices.Ingest, WarehouseServices.Identify],
                },
                new("state", "State")
                {
                    Kind = SectionFieldKind.Choice,
                    IsRequired = true,
                    Choices = WarehouseServices.Choices,
                    Hint = "As set: what the process was told at its start. Built in: its own. Missing: requests are refused with the code above.",
                },
            ],
        },
    ];

    public SectionRecord? Record => null;
}
