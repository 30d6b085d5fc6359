using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Lintel.Management;

namespace Lintel.FieldService.Assets;

/// <summary>An asset as it is stored and sent; the members are in the order in which they are sent.</summary>
internal sealed record Asset
{
    public static IReadOnlyList<string> Conditions { get; } = ["New", "Good", "Fair", "Poor"];

    public static IReadOnlyList<string> OwnershipTypes { get; } = ["company-owned", "customer-owned", "leased"];

    /// <summary>The id once more, in the replies to writes only.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    [Description("The id once more, in the reply to a write.")]
    public long? Id { get; init; }

    public required long AssetId { get; init; }

    [Description("The tag that is printed on the asset, such as AST-000064.")]
    public string AssetTag => TagOf(AssetId);

    public required string AssetName { get; init; }

    public required long AssetTypeId { get; init; }

    public string? SerialNumber { get; init; }

    [AssetStatus]
    public required string Status { get; init; }

    [AssetCondition]
    public required string Condition { get; init; }

    [OwnershipType]
    public required string OwnershipType { get; init; }

    public long? LocationId { get; init; }

    public string? LocationName { get; init; }

    public long? AssignedTechnicianId { get; init; }

    public IReadOnlyList<Meter> Meters { get; init; } = [];

    public required string CreatedAt { get; init; }

    public required string UpdatedAt { get; init; }

    /// <summary>The tag that is printed on the asset, such as <c>AST-000064</c>.</summary>
    public static string TagOf(long id) => $"AST-{id:D6}";
}

/// <summary>A meter of an asset with its last reading.</summary>
internal sealed record Meter
{
    public static IReadOnlyList<string> Actions { get; } = [AlertOnly, CreateJob];

    public const string AlertOnly = "alert only";

    public const string CreateJob = "auto-create job";

    [JsonIgnore]
    public long AssetId { get; init; }

    public required long MeterId { get; init; }

    public required string MeterName { get; init; }

    public required string Unit { get; init; }

    public required decimal LastReading { get; init; }

    public string? LastReadingDate { get; init; }

    [Description("Null for a meter without a threshold.")]
    public decimal? ThresholdValue { get; init; }

    [MeterAction]
    public required string ThresholdAction { get; init; }
}

/// <summary>Whose an asset is.</summary>
internal sealed record OwnedAsset : IAccountOwned
{
    public required long AssetId { get; init; }

    public required string AccountId { get; init; }
}

/// <summary>The reply to a write.</summary>
internal sealed record AssetWritten(Asset Asset)
{
    [JsonPropertyOrder(-1)]
    [AllowedValues(true)]
    public bool Success => true;

    public static AssetWritten Of(Asset asset) => new(asset with { Id = asset.AssetId });
}
