using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Lintel.AspNetCore;
using Lintel.Events;
using Lintel.Management.Events;
using Lintel.Webhooks;

namespace Lintel.Management.Webhooks;

/// <summary>Reads what is asked of webhooks; URLs are asked of the targets, and each event is told by its place.</summary>
internal static class WebhookBodies
{
    public const string EventsInWords =
        "Some of key.created, key.rotated, key.revoked, key.expiring, limit.exceeded, contract.changed, contract.refused, account.suspended and errors.spike.";

    /// <summary>The most characters of a description.</summary>
    public const int LongestDescription = 200;

    private const int DefaultOverlapSeconds = 24 * 60 * 60;
    private const int DefaultLines = 50;
    private const string DescriptionField = "description";

    public static NewWebhook ReadNew(FieldReader fields) =>
        new(ReadUrl(fields, required: true) ?? string.Empty, ReadEvents(fields, required: true) ?? [], Tenant: EventOutbox.Owner)
        {
            Description = ReadDescription(fields) is { Length: > 0 } description ? description : null,
        };

    public static WebhookChange ReadChange(FieldReader fields) =>
        new(ReadUrl(fields, required: false), ReadEvents(fields, required: false), fields.Boolean("enabled"))
        {
            Description = fields.IsNull(DescriptionField) ? string.Empty : ReadDescription(fields),
        };

    public static SecretOverlap ReadOverlap(FieldReader fields) => new(TimeSpan.FromSeconds(
        fields.Integer("overlapSeconds", min: 0, max: (long)SecretRotation.MaxOverlap.TotalSeconds) ?? DefaultOverlapSeconds));

    public static DeliveryQuery ReadDeliveries(FieldReader fields) =>
        new((int)(fields.Integer("limit", min: 1, max: WebhookDeliveries.MaxLogLines) ?? DefaultLines));

    // Null where it is null or was not sent. A text has no line breaks unless it is asked for some.
    private static string? ReadDescription(FieldReader fields) =>
        fields.IsNull(DescriptionField) ? null : fields.Text(DescriptionField, max: LongestDescription);

    private static string? ReadUrl(FieldReader fields, bool required)
    {
        if (fields.Text("url", required, max: WebhookTargets.MaxUrlLength) is not { } url)
        {
            return null;
        }

        if (fields.Call.Service<WebhookTargets>().FaultOf(url) is { } problem)
        {
            fields.Fault("url", problem);
        }

        return url;
    }

    private static List<string>? ReadEvents(FieldReader fields, bool required)
    {
        var events = fields.Texts("events", required, min: 1, max: EventTypes.All.Length * 2, maxLength: 100);
        for (var i = 0; i < events?.Count; i++)
        {
            if (!EventTypes.All.Contains(events[i]))
            {
                fields.Fault($"events[{i}]", FieldFaultKind.OneOf, ("allowed", string.Join(", ", EventTypes.All)), ("received", "string"));
            }
        }

        return events?.Distinct().ToList();
    }
}

/// <summary>The time for which a rotated secret goes on signing.</summary>
internal sealed record SecretOverlap(TimeSpan Time);

/// <summary>The number of lines of a delivery log that are asked for.</summary>
internal sealed record DeliveryQuery(int Limit);

/// <summary>The body of <c>POST /webhooks</c> as the reference describes it; <see cref="WebhookBodies"/> reads it.</summary>
[RequestExample("""{"url":"https://hooks.brook.example/lintel","events":["key.created","key.revoked"]}""")]
internal sealed record NewWebhookDocument(
    [Url][StringLength(WebhookTargets.MaxUrlLength)][Description("An https URL of a public address.")] string Url,
    [MinLength(1)][Description(WebhookBodies.EventsInWords)] IReadOnlyList<string> Events,
    [StringLength(WebhookBodies.LongestDescription)][Description("What the webhook is for, on one line.")] string? Description = null);

/// <summary>The body of <c>PATCH /webhooks/{id}</c> as the reference describes it; <see cref="WebhookBodies"/> reads it.</summary>
[RequestExample("""{"enabled":false}""")]
internal sealed record WebhookChangeDocument(
    [Url][StringLength(WebhookTargets.MaxUrlLength)] string? Url = null,
    [MinLength(1)][Description(WebhookBodies.EventsInWords)] IReadOnlyList<string>? Events = null,
    [Description("false cancels what waits; true forgets earlier failures.")] bool? Enabled = null,
    [StringLength(WebhookBodies.LongestDescription)][Description("What the webhook is for, on one line; null for none.")] string? Description = null);

/// <summary>The body of <c>POST /webhooks/{id}/rotate</c> as the reference describes it; <see cref="WebhookBodies"/> reads it.</summary>
[RequestExample("""{"overlapSeconds":3600}""")]
internal sealed record SecretOverlapDocument(
    [Range(0, 2_592_000)] [property: DefaultValue(86_400)] [Description("How long the present secret goes on signing too, in seconds.")]
    int OverlapSeconds = 86_400);

/// <summary>The query of <c>GET /webhooks/{id}/deliveries</c> as the reference describes it; <see cref="WebhookBodies"/> reads it.</summary>
internal sealed record DeliveryQueryDocument([Range(1, WebhookDeliveries.MaxLogLines)][property: DefaultValue(50)] int Limit = 50);
