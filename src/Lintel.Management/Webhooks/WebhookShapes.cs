using System.ComponentModel;
using System.Text.Json.Serialization;
using Lintel.Webhooks;

namespace Lintel.Management.Webhooks;

/// <summary>A webhook as the management API shows it; its secret cannot be read back.</summary>
internal sealed record WebhookShape(
    string Id,
    string Url,
    [Description("What it is for; null for none.")] string? Description,
    IReadOnlyList<string> Events,
    bool Enabled,
    [Description("Why deliveries were given up; null where an operator disabled it, or where it is enabled.")] string? DisabledReason,
    DateTimeOffset CreatedAt)
{
    public static WebhookShape Of(Webhook webhook) =>
        new(webhook.Id, webhook.Url, webhook.Description, webhook.Events, webhook.Enabled, webhook.DisabledReason, webhook.CreatedAt);
}

/// <summary>A new webhook or a new secret, and the only time that the secret is told.</summary>
internal sealed record WebhookSecretShape(
    WebhookShape Webhook,
    string Secret,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    [Description("Of a rotation: until when the secret before it signs too; left out where it has ended.")]
    DateTimeOffset? PreviousSecretEndsAt = null);

/// <summary>A line of a delivery log. What the endpoint answered is not shown, so that nobody reads another server through this one.</summary>
internal sealed record DeliveryShape(
    string Id,
    string EventId,
    string Type,
    [Description("pending, delivered, failed or cancelled.")] string State,
    [Description("The number of the attempt; 0 before the first.")] int Attempt,
    DateTimeOffset At,
    long? DurationMilliseconds,
    [Description("The status that the endpoint answered; null for no answer.")] int? Status,
    [Description("Why the attempt failed.")] string? Reason,
    DateTimeOffset? NextAttemptAt)
{
    public static DeliveryShape Of(WebhookDelivery line) => new(
        line.Id,
        line.EventId,
        line.EventType,
        line.State.ToString().ToLowerInvariant(),
        line.Attempt,
        line.At,
        (long?)line.Duration?.TotalMilliseconds,
        line.Status,
        line.Reason,
        line.NextAttemptAt);
}
