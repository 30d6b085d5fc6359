using System.ComponentModel.DataAnnotations;
using Lintel.AspNetCore;
using Lintel.FieldService.Bodies;
using Lintel.FieldService.Storage;

namespace Lintel.FieldService.Assets;

/// <summary>What the body of an asset says.</summary>
internal sealed record AssetFields : IChange
{
    public required Sent<string> Name { get; init; }

    public required Sent<long> TypeId { get; init; }

    public required Sent<string?> SerialNumber { get; init; }

    public required Sent<string> Condition { get; init; }

    public required Sent<string> OwnershipType { get; init; }

    public required Sent<long?> LocationId { get; init; }

    /// <summary>The status of a new asset.</summary>
    public required string Status { get; init; }

    public bool IsEmpty => !(Name.IsSent || TypeId.IsSent || SerialNumber.IsSent || Condition.IsSent || OwnershipType.IsSent || LocationId.IsSent);
}

/// <summary>A change of status, with the reason that was given.</summary>
[RequestExample("""{"status":"Idle","reason":"Winter"}""")]
internal sealed record StatusChange([AssetStatus] string Status, [StringLength(500)] string? Reason = null)
{
    /// <summary>The reason; null for none, which a blank is too.</summary>
    public string? Reason { get; } = string.IsNullOrWhiteSpace(Reason) ? null : Reason;
}

/// <summary>
/// Reads the bodies of assets, field by field: a blank sets a field of a change back, and ids are looked up in the order of the fields.
/// </summary>
internal static class AssetReader
{
    public static async Task<AssetFields> ReadNewAsync(FieldReader fields, References references, CancellationToken cancellationToken)
    {
        var asset = await ReadAsync(fields, references, WriteMode.Create, cancellationToken);
        return asset with { Status = fields.OneOf("status", AssetStatus.First) ?? AssetStatus.Active };
    }

    public static async Task<AssetFields> ReadChangesAsync(FieldReader fields, References references, CancellationToken cancellationToken)
    {
        var changes = await ReadAsync(fields, references, WriteMode.Change, cancellationToken);
        if (fields.Names.Contains("status"))
        {
            fields.Fault("status", "cannot be changed by PUT; send it by PATCH");
        }

        return changes;
    }

    private static async Task<AssetFields> ReadAsync(FieldReader fields, References references, WriteMode mode, CancellationToken cancellationToken) => new()
    {
        Name = fields.NeededText(mode, "asset_name", 255),
        TypeId = fields.Needed(mode, "asset_type_id", (reader, name, required) => reader.Integer(name, required, min: 1) ?? 0),
        SerialNumber = fields.OptionalText(mode, "serial_number", 100),
        Condition = fields.Optional(mode, "condition", "Good", (reader, name) => reader.OneOf(name, Asset.Conditions) ?? string.Empty),
        OwnershipType = fields.Optional(mode, "ownership_type", "company-owned", (reader, name) => reader.OneOf(name, Asset.OwnershipTypes) ?? string.Empty),
        LocationId = await fields.OptionalAsync(mode, "location_id", null, (reader, name) => references.CustomerLocationAsync(reader, name, cancellationToken)),
        Status = string.Empty,
    };
}

/// <summary>Which assets a list shows.</summary>
internal sealed record AssetFilter(
    string? Status,
    long? TypeId,
    string? Condition,
    long? LocationId,
    string? OwnershipType,
    string? Search,
    CreatedRange Created,
    Paging Paging)
{
    public static AssetFilter Read(FieldReader fields) => new(
        fields.OneOf("status", AssetStatus.Table.Words),
        fields.Integer("asset_type_id", min: 1),
        fields.OneOf("condition", Asset.Conditions),
        fields.Integer("location_id", min: 1),
        fields.OneOf("ownership_type", Asset.OwnershipTypes),
        fields.Text("search", max: 255),
        fields.ReadCreatedRange(),
        fields.ReadPaging());
}
