using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
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
    [Description("Why deliveries were given up; null where the owner disabled it, or where it is enabled.")] string? DisabledReason,
    string CreatedAt,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)][Description("The secret that signs, only where it is made.")] string? Secret)
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
    [AllowedValues("pending", "delivered", "failed", "cancelled")] string State,
    int Attempt,
    string At,
    long? DurationMilliseconds,
    [Description("The status that the endpoint answered; null for no answer.")] int? Status,
    [Description("Why the attempt failed.")] string? Reason,
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
internal sealed record RotatedSecretShape(
    string Id,
    string Secret,
    [Description("Until when the previous secret signs too; null where it ended at once.")] string? PreviousSecretEndsAt)
{
    public static RotatedSecretShape Of(string id, SecretRotationResult.Rotated rotated) =>
        new(id, rotated.Secret, MomentText.Seconds(rotated.PreviousEndsAt));
}
