using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Lintel.AspNetCore;
using Lintel.FieldService.Bodies;

namespace Lintel.FieldService.Assets;

/// <summary>The fields that an asset can do without, as the reference describes them; <see cref="AssetReader"/> reads them.</summary>
internal abstract record AssetDocument
{
    [StringLength(100)]
    public string? SerialNumber { get; init; }

    [AssetCondition]
    [Description("A new asset is Good where nothing else is sent.")]
    public string? Condition { get; init; }

    [OwnershipType]
    [Description("A new asset is company-owned where nothing else is sent.")]
    public string? OwnershipType { get; init; }

    [Id]
    [Description("The location of a customer.")]
    public long? LocationId { get; init; }
}

/// <summary>The body of a new asset.</summary>
[RequestExample("""{"asset_name":"Mower","asset_type_id":2,"condition":"New","status":"Pending Install"}""")]
internal sealed record NewAssetDocument : AssetDocument
{
    [StringLength(255, MinimumLength = 1)]
    public required string AssetName { get; init; }

    [Id]
    public required long AssetTypeId { get; init; }

    [AllowedValues(AssetStatus.Active, AssetStatus.PendingInstall)]
    [DefaultValue(AssetStatus.Active)]
    public string? Status { get; init; }
}

/// <summary>The body of a change of an asset.</summary>
[Description("At least one field.")]
[RequestExample("""{"serial_number":"A-17","ownership_type":"leased"}""")]
internal sealed record AssetChangeDocument : AssetDocument
{
    [StringLength(255, MinimumLength = 1)]
    public string? AssetName { get; init; }

    [Id]
    public long? AssetTypeId { get; init; }
}

/// <summary>The query of the list of assets; <see cref="AssetFilter.Read"/> reads it.</summary>
internal sealed record AssetListParameters : ListParameters
{
    [AssetStatus]
    public string? Status { get; init; }

    [Id]
    public long? AssetTypeId { get; init; }

    [AssetCondition]
    public string? Condition { get; init; }

    [Id]
    public long? LocationId { get; init; }

    [OwnershipType]
    public string? OwnershipType { get; init; }

    [StringLength(255)]
    [Description("A part of the name, the tag or the serial number.")]
    public string? Search { get; init; }
}
