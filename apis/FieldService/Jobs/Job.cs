using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace Lintel.FieldService.Jobs;

/// <summary>A job as it is stored and sent; the members are in the order in which they are sent.</summary>
internal sealed record Job
{
    /// <summary>The id once more, in the replies to writes only.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    [Description("The id once more, in the reply to a write.")]
    public long? Id { get; init; }

    public required long JobId { get; init; }

    public required string JobTitle { get; init; }

    public required string JobDescription { get; init; }

    [JobStatus]
    public required string JobStatus { get; init; }

    [JobPriority]
    public required string JobPriority { get; init; }

    public long? AssignedTechnicianId { get; init; }

    public string? AssignedTechnicianName { get; init; }

    public required long CustomerLocationId { get; init; }

    public required string CustomerLocationName { get; init; }

    public required long CustomerId { get; init; }

    public required string CustomerName { get; init; }

    public string? ScheduledStart { get; init; }

    public string? ScheduledEnd { get; init; }

    public string? ActualStart { get; init; }

    public string? ActualEnd { get; init; }

    public required string CreatedAt { get; init; }

    public required string UpdatedAt { get; init; }

    public IReadOnlyList<JobAsset> Assets { get; init; } = [];
}

/// <summary>An asset that a job is about.</summary>
internal sealed record JobAsset
{
    [JsonIgnore]
    public long JobId { get; init; }

    public required long AssetId { get; init; }

    public string AssetTag => Lintel.FieldService.Assets.Asset.TagOf(AssetId);

    public required string AssetName { get; init; }
}

/// <summary>The reply to a write.</summary>
internal sealed record JobWritten(Job Job)
{
    [JsonPropertyOrder(-1)]
    [AllowedValues(true)]
    public bool Success => true;

    public static JobWritten Of(Job job) => new(job with { Id = job.JobId });
}
