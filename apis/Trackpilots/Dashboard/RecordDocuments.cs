using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Lintel.AspNetCore;
using Lintel.Trackpilots.Activities;

namespace Lintel.Trackpilots.Dashboard;

/// <summary>The body of <c>POST …/activities</c> as the reference describes it; <see cref="RecordBodies"/> reads it.</summary>
[Description("A batch of activities, kept whole or not at all.")]
[RequestExample(
    """
    {"activities":[{"userId":"296b895b-2625-80e1-98f5-0bd5f138f3be","startTime":"2020-03-10T09:00:00Z","endTime":"2020-03-10T09:25:00Z",
      "application":{"name":"Editor","type":"application","productivityStatus":"productive"},"title":"main.cs"}]}
    """)]
internal sealed record ActivityBatchDocument([Length(1, RecordBodies.MaximumRecords)] IReadOnlyList<ActivityDocument> Activities);

/// <summary>A stretch of tracked time as the reference describes it.</summary>
[Description("A stretch of tracked time, which lies in no other one of the employee.")]
internal sealed record ActivityDocument(
    Guid UserId,
    DateTimeOffset StartTime,
    [Description("1 second to 1 day after startTime.")] DateTimeOffset EndTime,
    ApplicationDocument Application,
    [StringLength(500)][Description("The title of the window.")] string? Title = null,
    [property: DefaultValue(false)][Description("True where nobody was at the keyboard.")] bool IsIdle = false);

/// <summary>The body of <c>POST …/screenshots</c> as the reference describes it; <see cref="RecordBodies"/> reads it.</summary>
[Description("A batch of screenshots, kept whole or not at all.")]
[RequestExample(
    """
    {"screenshots":[{"userId":"296b895b-2625-80e1-98f5-0bd5f138f3be","capturedAt":"2020-03-10T09:00:00Z",
      "thumbnailUrl":"https://files.example/1-small.png","imageUrl":"https://files.example/1.png",
      "application":{"name":"Editor","type":"application","productivityStatus":"productive"}}]}
    """)]
internal sealed record ScreenshotBatchDocument([Length(1, RecordBodies.MaximumRecords)] IReadOnlyList<ScreenshotDocument> Screenshots);

/// <summary>The metadata of a screenshot as the reference describes it.</summary>
internal sealed record ScreenshotDocument(
    Guid UserId,
    DateTimeOffset CapturedAt,
    [StringLength(RecordBodies.MaximumUrl, MinimumLength = 1)] string ThumbnailUrl,
    [StringLength(RecordBodies.MaximumUrl, MinimumLength = 1)] string ImageUrl,
    ApplicationDocument Application,
    [StringLength(RecordBodies.MaximumUrl)][Description("The URL of the page that was in front.")] string? FullUrl = null,
    [property: DefaultValue(false)][Description("True where nobody was at the keyboard.")] bool IsIdle = false);

/// <summary>The program or website in front, as the reference describes it.</summary>
internal sealed record ApplicationDocument(
    [StringLength(200, MinimumLength = 1)] string Name,
    [AllowedValues(ApplicationType.Website, ApplicationType.Application)] string Type,
    [AllowedValues(Activities.ProductivityStatus.Productive, Activities.ProductivityStatus.Neutral, Activities.ProductivityStatus.Unproductive)]
    string ProductivityStatus,
    [StringLength(100)] string? Category = null,
    [StringLength(253)] string? Domain = null,
    [StringLength(RecordBodies.MaximumUrl)] string? IconUrl = null);
