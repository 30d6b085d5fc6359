using System.Text.RegularExpressions;
using Lintel.AspNetCore;

namespace Lintel.Pixel;

/// <summary>
/// The bodies of the dashboard calls that are read field by field: domains and email addresses are read into the form in which they are compared, a threshold
/// is never rounded, a link's end is compared with the moment of the request, and a password must not be a common one.
/// </summary>
internal static partial class DashboardBodies
{
    public const int MaximumText = 200;
    public const int MaximumDomain = 253;

    private static readonly string[] Metrics = ["visitors", "pageviews", "conversions", "revenue"];
    private static readonly string[] Channels = ["email", "slack", "webhook"];
    private static readonly string[] Cadences = ["daily", "weekly", "monthly"];

    public static NewWebsite Website(FieldReader fields) => new(
        ReadDomain(fields) ?? string.Empty,
        fields.Text("name", required: true, min: 1, max: MaximumText) ?? string.Empty);

    public static ServiceChoice Service(FieldReader fields, WarehouseServices services)
    {
        var choice = new ServiceChoice(fields.OneOf("state", [.. WarehouseServices.Choices], required: true) ?? string.Empty);
        if (choice.State == WarehouseServices.BuiltIn && !services.HasBuiltIn)
        {
            fields.Fault("state", "cannot be 'built in', since this process has started without its warehouse (Pixel__WarehouseUrl)");
        }

        return choice;
    }

    public static NewAlert Alert(FieldReader fields) => new(
        fields.OneOf("metric", Metrics, required: true) ?? string.Empty,
        (double)(fields.Number("threshold", required: true, min: 0, max: 1_000_000_000_000, decimals: 4) ?? 0),
        fields.OneOf("channel", Channels, required: true) ?? string.Empty);

    public static NewReport Report(FieldReader fields) => new(
        fields.OneOf("cadence", Cadences, required: true) ?? string.Empty,
        fields.Emails("recipients", required: true, min: 1, max: 50) ?? []);

    public static NewShareLink ShareLink(FieldReader fields)
    {
        var link = new NewShareLink(fields.Timestamp("expiresAt"), fields.NewPassword("password", max: MaximumText));
        if (link.ExpiresAt <= fields.Call.StartedAt)
        {
            fields.Fault("expiresAt", "must be in the future");
        }

        return link;
    }

    /// <summary>Reads a host name in the form in which it is compared: that of other scripts as its A-labels, in lower case.</summary>
    private static string? ReadDomain(FieldReader fields)
    {
        if (fields.Text("domain", required: true, max: MaximumDomain)?.Trim() is not { } text)
        {
            return null;
        }

        // One label, or an address: both are hosts, and neither is a domain name.
        return Host().IsMatch(text) ? text.ToLowerInvariant() : fields.Domain("domain");
    }

    [GeneratedRegex(
        @"^[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)*$",
        RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Host();
}
