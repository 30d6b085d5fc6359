namespace Lintel.Webhooks;

/// <summary>The result of asking for a delivery.</summary>
public abstract record WebhookSendResult
{
    private WebhookSendResult()
    {
    }

    /// <summary>The delivery is queued.</summary>
    /// <param name="Delivery">Its line of the log; no attempt was made yet.</param>
    public sealed record Queued(WebhookDelivery Delivery) : WebhookSendResult;

    /// <summary>There is no such endpoint.</summary>
    public sealed record UnknownWebhook : WebhookSendResult;

    /// <summary>The endpoint's log has no such delivery.</summary>
    public sealed record UnknownDelivery : WebhookSendResult;

    /// <summary>The endpoint is disabled.</summary>
    public sealed record Disabled : WebhookSendResult;

    /// <summary>The same event, or a test event, still waits for an attempt.</summary>
    public sealed record StillPending : WebhookSendResult;
}
