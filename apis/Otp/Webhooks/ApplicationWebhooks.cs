using Lintel.Shared;
using Lintel.Webhooks;

namespace Lintel.Otp;

/// <summary>A webhook with the application that it belongs to.</summary>
internal sealed record OwnedWebhook(Webhook Webhook, Application Application);

/// <summary>The webhooks of the accounts' applications.</summary>
internal sealed class ApplicationWebhooks(
    OtpDatabase database,
    ApplicationStore applications,
    WebhookStore webhooks,
    WebhookDeliveries deliveries,
    SecretRotation secrets,
    TimeProvider time)
{
    public const int Most = 10;

    public Task<IReadOnlyList<Webhook>> ListAsync(string applicationId, CancellationToken cancellationToken) =>
        webhooks.ListAsync(applicationId, cancellationToken);

    /// <summary>Lists what was sent to a webhook in the last 30 days, newest first.</summary>
    public Task<IReadOnlyList<WebhookDelivery>> ListDeliveriesAsync(OwnedWebhook owned, int limit, CancellationToken cancellationToken) =>
        deliveries.ListAsync(owned.Webhook.Id, limit, cancellationToken);

    /// <summary>Sends an event of the delivery log once more.</summary>
    public async Task<Outcome<WebhookDelivery>> ResendAsync(OwnedWebhook owned, string deliveryId, CancellationToken cancellationToken) => Show(
        await deliveries.ResendAsync(owned.Webhook.Id, deliveryId, cancellationToken),
        owned,
        deliveryId,
        "The event is still to be delivered. Wait for its next attempt.");

    /// <summary>Sends a test event, whatever events the webhook gets.</summary>
    public async Task<Outcome<WebhookDelivery>> SendTestAsync(OwnedWebhook owned, CancellationToken cancellationToken) => Show(
        await deliveries.SendTestAsync(owned.Webhook.Id, id => OtpEvents.WriteTest(id, owned, time.GetUtcNow()), cancellationToken),
        owned,
        string.Empty,
        "A test event is still to be delivered. Read the delivery log.");

    /// <summary>Gives a webhook a new secret.</summary>
    public async Task<Outcome<SecretRotationResult.Rotated>> RotateAsync(OwnedWebhook owned, TimeSpan overlap, CancellationToken cancellationToken) =>
        await secrets.RotateAsync(owned.Webhook.Id, overlap, cancellationToken) switch
        {
            SecretRotationResult.Rotated rotated => rotated,
            SecretRotationResult.TooMany many => Conflict.Because(
                $"The webhook has {SecretRotation.MaxSecrets} secrets that sign. Rotate after {MomentText.Seconds(many.Until)}, or with overlapSeconds 0."),
            _ => Missing.Webhook(owned.Webhook.Id),
        };

    /// <summary>A webhook of one of the account's applications; null where there is none, or it is another account's.</summary>
    public async Task<OwnedWebhook?> FindAsync(string accountId, string id, CancellationToken cancellationToken) =>
        await webhooks.FindAsync(id, cancellationToken) is { } webhook
        && await applications.FindAsync(accountId, webhook.Owner, cancellationToken) is { } application
            ? new OwnedWebhook(webhook, application)
            : null;

    /// <summary>Adds a webhook to an application that is still the account's.</summary>
    public Task<Outcome<AddedWebhook>> AddAsync(string accountId, string applicationId, NewWebhook webhook, CancellationToken cancellationToken) =>
        database.WriteAsync<Outcome<AddedWebhook>>(
            async connection => !await ApplicationStore.BelongsAsync(connection, accountId, applicationId) ? Missing.Application(applicationId)
                : await webhooks.AddAsync(connection, applicationId, webhook, Most) is { } added ? added
                : Conflict.Because($"The application has {Most} webhooks, which is the most that it may have. Delete one first."),
            cancellationToken);

    public async Task<Outcome<Webhook>> EditAsync(OwnedWebhook owned, WebhookChange change, CancellationToken cancellationToken) =>
        await webhooks.EditAsync(owned.Webhook.Id, change, cancellationToken) is { } changed ? changed : Missing.Webhook(owned.Webhook.Id);

    public Task<bool> DeleteAsync(OwnedWebhook owned, CancellationToken cancellationToken) => webhooks.DeleteAsync(owned.Webhook.Id, cancellationToken);

    private static Outcome<WebhookDelivery> Show(WebhookSendResult result, OwnedWebhook owned, string deliveryId, string pending) => result switch
    {
        WebhookSendResult.Queued queued => queued.Delivery,
        WebhookSendResult.UnknownDelivery => Missing.Delivery(deliveryId),
        WebhookSendResult.Disabled => Conflict.Because("The webhook is disabled. Enable it first."),
        WebhookSendResult.StillPending => Conflict.Because(pending),
        _ => Missing.Webhook(owned.Webhook.Id),
    };
}
