using Lintel.FieldService.Assets;
using Lintel.Management;
using Lintel.Shared;

namespace Lintel.FieldService.Management;

/// <summary>The assets of each account, and the meters that are configured for them.</summary>
internal sealed class AssetsSection : IConsoleSection
{
    public string Name => "fieldservice-assets";

    public string Title => "Assets";

    public string Api => FieldServiceModule.Api;

    public string Scope => AccountOperations.ReadScope;

    public SectionTable List { get; } = new()
    {
        Path = "/fieldservice/accounts/{account}/assets",
        Id = "asset_id",
        LeadsTo = "fieldservice-assets",
        Columns =
        [
            new("asset_name", "Asset"), new("asset_tag", "Tag") { Kind = SectionColumnKind.Code }, new("status", "Status"), new("location_name", "Location"),
            new("meters.meter_name", "Meters"),
        ],
        Empty = "The account has no assets yet. Its own programs create them by the API.",
    };

    public IReadOnlyList<SectionForm> Forms => [];

    public SectionRecord Record { get; } = new()
    {
        Path = "/fieldservice/assets/{id}",
        Name = "asset_name",
        Facts =
        [
            new("asset_id", "Id") { Kind = SectionColumnKind.Code }, new("asset_tag", "Tag") { Kind = SectionColumnKind.Code },
            new("serial_number", "Serial number"), new("status", "Status"),
            new("condition", "Condition"), new("location_name", "Location"), new("created_at", "Created") { Kind = SectionColumnKind.Moment },
        ],
        Tables =
        [
            new()
            {
                Title = "Meters",
                Member = "meters",
                Columns =
                [
                    new("meter_name", "Meter"), new("meter_id", "Id"), new("last_reading", "Last reading"), new("unit", "Unit"),
                    new("threshold_value", "Threshold"), new("threshold_action", "Above it"),
                ],
                Empty = "No meter is configured, so readings of this asset are refused with meter_not_found.",
            },
        ],
        Forms =
        [
            new()
            {
                Name = "add-meter",
                Title = "Configure a meter",
                Method = "POST",
                Path = "/fieldservice/assets/{id}/meters",
                Scope = AccountOperations.Scope,
                Done = "The meter is configured. Readings of it are taken from now on.",
                Fields =
                [
                    new("meter_name", "Name") { IsRequired = true, Hint = "No other meter of the asset has it." },
                    new("unit", "Unit") { IsRequired = true, Hint = "Such as hours." },
                    new("initial_reading", "Reading now") { Kind = SectionFieldKind.Number },
                    new("threshold_value", "Threshold") { Kind = SectionFieldKind.Number },
                    new("threshold_action", "Above the threshold") { Kind = SectionFieldKind.Choice, Choices = Meter.Actions },
                ],
            },
        ],
    };
}
