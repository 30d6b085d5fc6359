using Lintel.AspNetCore;
using Lintel.Trackpilots.Activities;

namespace Lintel.Trackpilots.Dashboard;

/// <summary>A stretch of tracked time as it is posted.</summary>
internal sealed record PostedActivity(Guid UserId, long StartsAt, long EndsAt, Application Application, string Title, bool Idle);

/// <summary>A screenshot's metadata as it is posted.</summary>
internal sealed record PostedScreenshot(Guid UserId, long CapturedAt, Application Application, string FullUrl, string ThumbnailUrl, string ImageUrl, bool Idle);

/// <summary>
/// Reads what a desktop agent would send, field by field: moments need an offset, and the end of an activity is compared with its start although other members
/// are faulty.
/// </summary>
internal static class RecordBodies
{
    public const int MaximumRecords = 1000;
    public const int MaximumUrl = 2000;

    private static readonly Application Nothing = new(
        string.Empty,
        ApplicationType.Application,
        string.Empty,
        string.Empty,
        string.Empty,
        ProductivityStatus.Neutral);

    public static IReadOnlyList<PostedActivity> ReadActivities(FieldReader fields) =>
        fields.Objects("activities", ReadActivity, required: true, min: 1, max: MaximumRecords) ?? [];

    public static IReadOnlyList<PostedScreenshot> ReadScreenshots(FieldReader fields) =>
        fields.Objects("screenshots", ReadScreenshot, required: true, min: 1, max: MaximumRecords) ?? [];

    private static PostedActivity ReadActivity(FieldReader fields)
    {
        var user = fields.Uuid("userId", required: true) ?? Guid.Empty;
        var start = fields.Timestamp("startTime", required: true)?.ToUnixTimeSeconds() ?? 0;
        var end = fields.Timestamp("endTime", required: true)?.ToUnixTimeSeconds() ?? start + 1;
        if (end <= start)
        {
            fields.Fault("endTime", "must be at least one second after 'startTime'");
        }
        else if (end - start > Activity.MaximumSeconds)
        {
            fields.Fault("endTime", "must be at most a day after 'startTime'");
        }

        return new PostedActivity(user, start, end, ReadApplication(fields), fields.Text("title", max: 500) ?? string.Empty, fields.Boolean("isIdle") ?? false);
    }

    private static PostedScreenshot ReadScreenshot(FieldReader fields)
    {
        var user = fields.Uuid("userId", required: true) ?? Guid.Empty;
        var captured = fields.Timestamp("capturedAt", required: true)?.ToUnixTimeMilliseconds() ?? 0;
        var thumbnail = fields.Text("thumbnailUrl", required: true, min: 1, max: MaximumUrl) ?? string.Empty;
        var image = fields.Text("imageUrl", required: true, min: 1, max: MaximumUrl) ?? string.Empty;
        var url = fields.Text("fullUrl", max: MaximumUrl) ?? string.Empty;
        return new PostedScreenshot(user, captured, ReadApplication(fields), url, thumbnail, image, fields.Boolean("isIdle") ?? false);
    }

    private static Application ReadApplication(FieldReader fields) => fields.Object("application", ReadApplicationFields, required: true) ?? Nothing;

    private static Application ReadApplicationFields(FieldReader fields) => new(
        fields.Text("name", required: true, min: 1, max: 200) ?? string.Empty,
        fields.OneOf("type", ApplicationType.All, required: true) ?? ApplicationType.Application,
        fields.Text("category", max: 100) ?? string.Empty,
        fields.Text("domain", max: 253) ?? string.Empty,
        fields.Text("iconUrl", max: MaximumUrl) ?? string.Empty,
        fields.OneOf("productivityStatus", ProductivityStatus.All, required: true) ?? ProductivityStatus.Neutral);
}
