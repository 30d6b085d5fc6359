using System.ComponentModel.DataAnnotations;

namespace Lintel.FieldService.Jobs;

/// <summary>The statuses of jobs.</summary>
internal static class JobStatus
{
    public const string Pending = "Pending";
    public const string Assigned = "Assigned";
    public const string InTransit = "In-Transit";
    public const string Arrived = "Arrived";
    public const string InProgress = "In Progress";
    public const string OnHold = "On Hold";
    public const string Completed = "Completed";
    public const string Cancelled = "Cancelled";
    public const string Declined = "Declined";

    public static StatusTable Table { get; } = new(
        "Job",
        (Pending, [Assigned, InTransit, Cancelled, Declined]),
        (Assigned, [Pending, InTransit, OnHold, Cancelled, Declined]),
        (InTransit, [Assigned, Arrived, OnHold, Cancelled]),
        (Arrived, [InProgress, OnHold, Cancelled]),
        (InProgress, [OnHold, Completed, Cancelled]),
        (OnHold, [Assigned, InProgress, Cancelled]),
        (Completed, []),
        (Cancelled, []),
        (Declined, []));
}

/// <summary>A status of a job.</summary>
[AttributeUsage(AttributeTargets.Parameter | AttributeTargets.Property)]
internal sealed class JobStatusAttribute() : AllowedValuesAttribute([.. JobStatus.Table.Words]);

/// <summary>A priority of a job.</summary>
[AttributeUsage(AttributeTargets.Parameter | AttributeTargets.Property)]
internal sealed class JobPriorityAttribute() : AllowedValuesAttribute([.. JobPriority.Words]);

/// <summary>The priorities of jobs.</summary>
internal static class JobPriority
{
    public const string Medium = "Medium";

    public static IReadOnlyList<string> Words { get; } = ["Low", Medium, "High", "Urgent"];
}
