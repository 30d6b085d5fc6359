using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Lintel.AspNetCore;

namespace Lintel.Trackpilots.Activities;

/// <summary>A filter without dates as the reference describes it; <see cref="ReportBodies"/> reads it.</summary>
[Description("Whom it is about: one employee or one team at least. Ids of others are passed over.")]
[RequestExample("""{"timeZone":"Europe/Oslo","userId":["296b895b-2625-80e1-98f5-0bd5f138f3be"]}""")]
internal record PeopleDocument
{
    [StringLength(64, MinimumLength = 1)]
    [Description("An IANA time zone, such as Europe/Oslo.")]
    public required string TimeZone { get; init; }

    [MaxLength(1000)]
    [Description("The ids of employees.")]
    public IReadOnlyList<Guid>? UserId { get; init; }

    [MaxLength(1000)]
    [Description("The ids of teams, for all their employees.")]
    public IReadOnlyList<Guid>? TeamId { get; init; }
}

/// <summary>The filter that most reads take, as the reference describes it; <see cref="ReportBodies"/> reads it.</summary>
[Description("Whom and which time it is about: one employee or one team at least, and 366 days at most.")]
[RequestExample(
    """
    {"startDate":"2026-03-10 00:00:00","endDate":"2026-03-11 23:59:59","timeZone":"Europe/Oslo",
     "teamId":["4f70daa6-4e6b-872f-808a-47fefee1b163"]}
    """)]
internal record RangeDocument : PeopleDocument
{
    private const string WallTime = "^[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}$";

    [RegularExpression(WallTime)]
    [Description("The first second by the wall clock of the time zone, such as 2026-03-10 00:00:00.")]
    public required string StartDate { get; init; }

    [RegularExpression(WallTime)]
    [Description("The last second by the wall clock of the time zone, such as 2026-03-11 23:59:59.")]
    public required string EndDate { get; init; }
}

/// <summary>The filter of the timeline as the reference describes it; <see cref="ReportBodies"/> reads it.</summary>
[Description("Whom and which time it is about, and a page of 25 employees.")]
[RequestExample(
    """
    {"startDate":"2026-03-10 00:00:00","endDate":"2026-03-11 23:59:59","timeZone":"Europe/Oslo",
     "teamId":["4f70daa6-4e6b-872f-808a-47fefee1b163"],"offset":1}
    """)]
internal sealed record TimelineDocument : RangeDocument
{
    [Range(1, ReportBodies.MaximumOffset)]
    [DefaultValue(1)]
    [Description("The page, counted from 1.")]
    public int? Offset { get; init; }
}

/// <summary>The filter of screenshots as the reference describes it; <see cref="ReportBodies"/> reads it.</summary>
[Description("Whom and which time it is about, and a part of the list.")]
[RequestExample(
    """
    {"startDate":"2026-03-10 00:00:00","endDate":"2026-03-11 23:59:59","timeZone":"Europe/Oslo",
     "userId":["296b895b-2625-80e1-98f5-0bd5f138f3be"],"limit":15}
    """)]
internal sealed record ScreenshotsDocument : RangeDocument
{
    [Range(0, ReportBodies.MaximumOffset)]
    [DefaultValue(0)]
    [Description("How many are passed over.")]
    public int? Offset { get; init; }

    [Range(1, 100)]
    [DefaultValue(15)]
    public int? Limit { get; init; }
}
