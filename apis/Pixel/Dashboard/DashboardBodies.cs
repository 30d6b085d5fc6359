using System.Text.RegularExpressions;
using Lintel.AspNetCore;

namespace Lintel.Pixel;

/// <summary>The bodies of the dashboard calls.</summary>
internal static partial class DashboardBodies
{
    private const int MaximumText = 200;

    private static readonly string[] Metrics = ["visitors", "pageviews", "conversions", "revenue"];
    private static readonly string[] Channels = ["email", "slack", "webhook"];
    private static readonly string[] Cadences = ["daily", "weekly", "monthly"];

    public static NewWebsite Website(FieldReader fields) => new(
        fields.Text("domain", required: true, max: 253, pattern: Domain(), expected: "a host name") ?? string.Empty,
        fields.Text("name", required: true, min: 1, max: MaximumText) ?? string.Empty);

    public static NewGoal Goal(FieldReader fields) => new(
        fields.Text("name", required: true, min: 1, max: 64) ?? string.Empty,
        fields.Text("selector", required: true, min: 1, max: 1024) ?? string.Empty);

    public static NewAlert Alert(FieldReader fields) => new(
        fields.OneOf("metric", Metrics, required: true) ?? string.Empty,
        (double)(fields.Number("threshold", required: true, min: 0, max: 1_000_000_000_000, decimals: 4) ?? 0),
        fields.OneOf("channel", Channels, required: true) ?? string.Empty);

    public static NewReport Report(FieldReader fields) => new(
        fields.OneOf("cadence", Cadences, required: true) ?? string.Empty,
        fields.Texts("recipients", required: true, min: 1, max: 50, maxLength: 254) ?? []);

    public static NewShareLink ShareLink(FieldReader fields)
    {
        var link = new NewShareLink(fields.Timestamp("expiresAt"), fields.NewPassword("password", max: MaximumText));
        if (link.ExpiresAt <= fields.Call.StartedAt)
        {
            fields.Fault("expiresAt", "must be in the future");
        }

        return link;
    }

    [GeneratedRegex(@"^[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)*$", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Domain();
}
