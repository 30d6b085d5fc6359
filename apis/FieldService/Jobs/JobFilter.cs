using Lintel.AspNetCore;
using Lintel.FieldService.Bodies;
using Lintel.FieldService.Storage;
using Lintel.Shared;

namespace Lintel.FieldService.Jobs;

/// <summary>Which jobs a list shows.</summary>
internal sealed record JobFilter(
    string? Status,
    string? Priority,
    long? TechnicianId,
    long? CustomerId,
    long? LocationId,
    string? ScheduledAfter,
    string? ScheduledBefore,
    CreatedRange Created,
    Paging Paging)
{
    public static JobFilter Read(FieldReader fields) => new(
        fields.OneOf("status", JobStatus.Table.Words),
        fields.OneOf("priority", JobPriority.Words),
        fields.Integer("assigned_technician_id", min: 1),
        fields.Integer("customer_id", min: 1),
        fields.Integer("customer_location_id", min: 1),
        MomentText.Seconds(fields.Timestamp("scheduled_after")),
        Moment.TextRoundedUp(fields.Timestamp("scheduled_before")),
        fields.ReadCreatedRange(),
        fields.ReadPaging());
}
