using System.Text.Json.Serialization;
using Lintel.Shared;
using Lintel.Webhooks;

namespace Lintel.Otp;

/// <summary>A webhook as its owner sees it; the secret only when it is made.</summary>
internal sealed record WebhookShape(
    string Id,
    string ApplicationId,
    string Url,
    IReadOnlyList<string> Events,
    bool Enabled,
    string? DisabledReason,
    string CreatedAt,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Secret)
{
    public static WebhookShape Of(Webhook webhook, string? secret = null) => new(
        webhook.Id,
        webhook.Owner,
        webhook.Url,
        webhook.Events,
        webhook.Enabled,
        webhook.DisabledReason,
        MomentText.Seconds(webhook.CreatedAt),
        secret);
}

/// <summary>
/// A line of a webhook's delivery log. The body that the endpoint answered is not shown, so that nobody reads another server through this one.
/// </summary>
internal sealed record DeliveryShape(
    string DeliveryId,
    string EventId,
    string Type,
    string State,
    int Attempt,
    string At,
    long? DurationMilliseconds,
    int? Status,
    string? Reason,
    string? NextAttemptAt)
{
    public static DeliveryShape Of(WebhookDelivery line) => new(
        line.Id,
        line.EventId,
        line.EventType,
        line.State.ToString().ToLowerInvariant(),
        line.Attempt,
        MomentText.Seconds(line.At),
        (long?)line.Duration?.TotalMilliseconds,
        line.Status,
        line.Reason,
        MomentText.Seconds(line.NextAttemptAt));
}

/// <summary>A webhook's new secret, shown this once.</summary>
internal sealed record RotatedSecretShape(string Id, string Secret, string? PreviousSecretEndsAt)
{
    public static RotatedSecretShape Of(string id, SecretRotationResult.Rotated rotated) =>
        new(id, rotated.Secret, MomentText.Seconds(rotated.PreviousEndsAt));
}
