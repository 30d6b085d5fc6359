using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Lintel.AspNetCore;
using Lintel.Webhooks;

namespace Lintel.Otp;

/// <summary>
/// Reads the bodies of webhooks, field by field: URLs are asked of the targets, each event is told by its place, and one field of a change must be sent.
/// </summary>
internal static class WebhookBodies
{
    public const string EventsInWords = "Some of otp.sent, otp.verified, otp.failed, otp.locked and otp.expired.";

    private const int DefaultOverlapSeconds = 24 * 60 * 60;

    public static NewWebhook ReadNew(FieldReader fields, Account account, WebhookTargets targets) => new(
        ReadUrl(fields, targets, required: true) ?? string.Empty,
        ReadEvents(fields, required: true) ?? [],
        Tenant: account.Id);

    public static WebhookChange ReadChange(FieldReader fields, WebhookTargets targets)
    {
        var change = new WebhookChange(ReadUrl(fields, targets, required: false), ReadEvents(fields, required: false), fields.Boolean("enabled"));
        if (!fields.Has("url") && !fields.Has("events") && !fields.Has("enabled"))
        {
            fields.Fault("url", "or events or enabled must be given");
        }

        return change;
    }

    public static SecretOverlap ReadOverlap(FieldReader fields) => new(TimeSpan.FromSeconds(
        fields.Integer("overlapSeconds", min: 0, max: (long)SecretRotation.MaxOverlap.TotalSeconds) ?? DefaultOverlapSeconds));

    private static string? ReadUrl(FieldReader fields, WebhookTargets targets, bool required)
    {
        if (fields.Text("url", required, max: WebhookTargets.MaxUrlLength) is not { } url)
        {
            return null;
        }

        if (targets.FaultOf(url) is { } problem)
        {
            fields.Fault("url", problem);
        }

        return url;
    }

    private static List<string>? ReadEvents(FieldReader fields, bool required)
    {
        var events = fields.Texts("events", required, min: 1);
        for (var i = 0; i < events?.Count; i++)
        {
            if (!OtpEvents.All.Contains(events[i]))
            {
                fields.Fault($"events[{i}]", FieldFaultKind.OneOf, ("allowed", string.Join(", ", OtpEvents.All)), ("received", "string"));
            }
        }

        return events?.Distinct().ToList();
    }
}

/// <summary>The number of lines of a delivery log that are asked for.</summary>
internal sealed record LogQuery([Range(1, 100)][property: DefaultValue(20)] int Limit = 20);

/// <summary>The time for which a rotated secret goes on signing.</summary>
internal sealed record SecretOverlap(TimeSpan Time);
