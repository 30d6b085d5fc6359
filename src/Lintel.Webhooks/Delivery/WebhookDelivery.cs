namespace Lintel.Webhooks;

/// <summary>A line of an endpoint's delivery log: one attempt, or an event that was not tried yet.</summary>
/// <param name="Id">The delivery's id, <c>dlv_</c> and 20 letters and digits; the same for all its attempts. An event that is sent again gets another.</param>
/// <param name="EventId">The event's id, which is the <c>webhook-id</c> of every attempt.</param>
/// <param name="EventType">The event's type.</param>
/// <param name="State">How the delivery of the event stands now, after all attempts.</param>
/// <param name="Attempt">Which attempt this is, from 1; 0 where none was made yet.</param>
/// <param name="At">When the attempt began, or the event happened where none was made.</param>
/// <param name="Duration">The time until the answer; null where none came.</param>
/// <param name="Status">The status that came back; null where none did.</param>
/// <param name="Reason">Why the attempt failed; null where it did not.</param>
/// <param name="Response">The beginning of the body that came back.</param>
/// <param name="NextAttemptAt">When the next attempt is due; null where there is none.</param>
public sealed record WebhookDelivery(
    string Id,
    string EventId,
    string EventType,
    WebhookDeliveryState State,
    int Attempt,
    DateTimeOffset At,
    TimeSpan? Duration,
    int? Status,
    string? Reason,
    string? Response,
    DateTimeOffset? NextAttemptAt);

/// <summary>How the delivery of an event to an endpoint stands.</summary>
public enum WebhookDeliveryState
{
    /// <summary>An attempt is still to come.</summary>
    Pending,

    /// <summary>The endpoint answered 2xx.</summary>
    Delivered,

    /// <summary>Every attempt failed, or the endpoint said that it is gone.</summary>
    Failed,

    /// <summary>The endpoint was disabled before it came to that.</summary>
    Cancelled,
}

/// <summary>The states as the database writes them.</summary>
internal static class DeliveryStates
{
    public const string Pending = "pending";
    public const string Delivered = "delivered";
    public const string Failed = "failed";
    public const string Cancelled = "cancelled";

    public static WebhookDeliveryState Parse(string text) => text switch
    {
        Pending => WebhookDeliveryState.Pending,
        Delivered => WebhookDeliveryState.Delivered,
        Failed => WebhookDeliveryState.Failed,
        Cancelled => WebhookDeliveryState.Cancelled,
        _ => throw new InvalidOperationException($"A delivery has the unknown state '{text}'."),
    };
}
