using Lintel.AspNetCore;
using Lintel.FieldService.Bodies;

namespace Lintel.FieldService.Jobs;

/// <summary>What the body of a job says.</summary>
internal sealed record JobFields
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

/// <summary>Reads the bodies of jobs.</summary>
internal sealed class JobReader(References references)
{
    public const string ScheduleProblem = "must not be before 'scheduled_start'";

    public JobFields ReadNew(FieldReader fields) => Read(fields, WriteMode.Create, (null, null));

    public JobFields ReadChanges(FieldReader fields)
    {
        var job = fields.Call.Resource<Job>();
        var changes = Read(fields, WriteMode.Change, (job.ScheduledStart, job.ScheduledEnd));
        if (fields.Names.Contains("job_status"))
        {
            fields.Fault("job_status", "cannot be changed by PUT; send 'status' by PATCH");
        }

        return changes;
    }

    public string ReadStatus(FieldReader fields) => fields.OneOf("status", JobStatus.Table.Words, required: true) ?? string.Empty;

    private JobFields Read(FieldReader fields, WriteMode mode, (string? Start, string? End) stored)
    {
        var title = fields.NeededText(mode, "job_title", 255);
        var location = fields.Needed(mode, "customer_location_id", references.CustomerLocation);
        var description = fields.DescriptionText(mode, "job_description", 5000);
        var priority = fields.Optional(mode, "job_priority", JobPriority.Medium, (reader, name) => reader.OneOf(name, JobPriority.Words) ?? string.Empty);
        var technician = fields.Optional(mode, "assigned_technician_id", null, references.ActiveTechnician);
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
            AssetIds = fields.Optional(mode, "asset_ids", [], references.Assets),
        };
    }
}
