using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Lintel.AspNetCore;
using Lintel.FieldService.Bodies;

namespace Lintel.FieldService.Jobs;

/// <summary>The fields that a job can do without, as the reference describes them; <see cref="JobReader"/> reads them.</summary>
internal abstract record JobDocument
{
    [StringLength(5000)]
    public string? JobDescription { get; init; }

    [JobPriority]
    [Description("A new job is Medium where nothing else is sent.")]
    public string? JobPriority { get; init; }

    [Id]
    [Description("An active technician.")]
    public long? AssignedTechnicianId { get; init; }

    public DateTimeOffset? ScheduledStart { get; init; }

    [Description("Not before scheduled_start.")]
    public DateTimeOffset? ScheduledEnd { get; init; }

    [MaxLength(100)]
    [Description("The ids of all assets that the job is about.")]
    public IReadOnlyList<long>? AssetIds { get; init; }
}

/// <summary>The body of a new job.</summary>
[RequestExample("""{"job_title":"Replace pump seal","customer_location_id":1,"job_priority":"High","scheduled_start":"2026-11-02T08:00:00Z"}""")]
internal sealed record NewJobDocument : JobDocument
{
    [StringLength(255, MinimumLength = 1)]
    public required string JobTitle { get; init; }

    [Id]
    [Description("The location of a customer.")]
    public required long CustomerLocationId { get; init; }
}

/// <summary>The body of a change of a job.</summary>
[Description("At least one field.")]
[RequestExample("""{"job_title":"Replace both pump seals","job_priority":"Urgent"}""")]
internal sealed record JobChangeDocument : JobDocument
{
    [StringLength(255, MinimumLength = 1)]
    public string? JobTitle { get; init; }

    [Id]
    [Description("The location of a customer.")]
    public long? CustomerLocationId { get; init; }
}

/// <summary>The query of the list of jobs; <see cref="JobFilter.Read"/> reads it.</summary>
internal sealed record JobListParameters : ListParameters
{
    [JobStatus]
    public string? Status { get; init; }

    [JobPriority]
    public string? Priority { get; init; }

    [Id]
    public long? AssignedTechnicianId { get; init; }

    [Id]
    public long? CustomerId { get; init; }

    [Id]
    public long? CustomerLocationId { get; init; }

    [Description("Jobs that are scheduled to start after this moment.")]
    public DateTimeOffset? ScheduledAfter { get; init; }

    [Description("Jobs that are scheduled to start before this moment.")]
    public DateTimeOffset? ScheduledBefore { get; init; }
}
