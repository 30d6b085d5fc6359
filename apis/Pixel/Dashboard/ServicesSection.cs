using Lintel.Management;
using Lintel.Shared;

namespace Lintel.Pixel;

/// <summary>The settings whose lack causes 503: which services this process knows.</summary>
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

    public IReadOnlyList<SectionForm> Forms => [];

    public SectionRecord? Record => null;
}
