using Lintel.AspNetCore;
using Lintel.FieldService.Bodies;

namespace Lintel.FieldService.Jobs;

/// <summary>What the body of a job says.</summary>
internal sealed record JobFields : IChange
{
    public required Sent<string> Title { get; init; }

    public required Sent<long> LocationId { get; init; }

    public required Sent<string> Description { get; init; }

    public required Sent<string> Priority { get; init; }

    public required Sent<long?> TechnicianId { get; init; }

    public required Sent<string?> ScheduledStart { get; init; }

    public required Sent<string?> ScheduledEnd { get; init; }

    public required Sent<IReadOnlyList<long>> AssetIds { get; init; }

    public bool IsEmpty => !(Title.IsSent || LocationId.IsSent || Description.IsSent || Priority.IsSent || TechnicianId.IsSent
        || ScheduledStart.IsSent || ScheduledEnd.IsSent || AssetIds.IsSent);

    /// <summary>Whether a schedule does not end before it starts. Moments compare as texts.</summary>
    public static bool IsSchedule(string? start, string? end) => start is null || end is null || string.CompareOrdinal(end, start) >= 0;
}

/// <summary>A change of status.</summary>
[RequestExample("""{"status":"Assigned"}""")]
internal sealed record JobStatusChange([JobStatus] string Status);

/// <summary>
/// Reads the bodies of jobs, field by field: a blank sets a field of a change back, ids are looked up in the order of the fields, and the schedule is compared
/// with what is stored.
/// </summary>
internal static class JobReader
{
    public const string ScheduleProblem = "must not be before 'scheduled_start'";

    public static Task<JobFields> ReadNewAsync(FieldReader fields, References references, CancellationToken cancellationToken) =>
        ReadAsync(fields, references, WriteMode.Create, (null, null), cancellationToken);

    public static async Task<JobFields> ReadChangesAsync(FieldReader fields, Resource<Job> job, References references, CancellationToken cancellationToken)
    {
        var changes = await ReadAsync(fields, references, WriteMode.Change, (job.Value.ScheduledStart, job.Value.ScheduledEnd), cancellationToken);
        if (fields.Names.Contains("job_status"))
        {
            fields.Fault("job_status", "cannot be changed by PUT; send 'status' by PATCH");
        }

        return changes;
    }

    private static async Task<JobFields> ReadAsync(
        FieldReader fields, References references, WriteMode mode, (string? Start, string? End) stored, CancellationToken cancellationToken)
    {
        var title = fields.NeededText(mode, "job_title", 255);
        var location = await fields.NeededAsync(
            mode,
            "customer_location_id",
            (reader, name, required) => references.CustomerLocationAsync(reader, name, required, cancellationToken));
        var description = fields.DescriptionText(mode, "job_description", 5000);
        var priority = fields.Optional(mode, "job_priority", JobPriority.Medium, (reader, name) => reader.OneOf(name, JobPriority.Words) ?? string.Empty);
        var technician = await fields.OptionalAsync(
            mode,
            "assigned_technician_id",
            null,
            (reader, name) => references.ActiveTechnicianAsync(reader, name, cancellationToken));
        var start = fields.OptionalMoment(mode, "scheduled_start");
        var end = fields.OptionalMoment(mode, "scheduled_end");
        if (!JobFields.IsSchedule(start.Or(stored.Start), end.Or(stored.End)))
        {
            fields.Fault("scheduled_end", ScheduleProblem);
        }

        return new JobFields
        {
            Title = title,
            LocationId = location,
            Description = description,
            Priority = priority,
            TechnicianId = technician,
            ScheduledStart = start,
            ScheduledEnd = end,
            AssetIds = await fields.OptionalAsync(mode, "asset_ids", [], (reader, name) => references.AssetsAsync(reader, name, cancellationToken)),
        };
    }
}
