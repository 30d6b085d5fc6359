using Lintel.Requests;
using Lintel.Webhooks;

namespace Lintel.Otp;

/// <summary>A webhook with the application that it belongs to.</summary>
internal sealed record OwnedWebhook(Webhook Webhook, Application Application);

/// <summary>The webhooks of the accounts' applications.</summary>
internal sealed class ApplicationWebhooks(OtpDatabase database, ApplicationStore applications, WebhookStore webhooks)
{
    private const int Most = 10;

    public IReadOnlyList<Webhook> List(string applicationId) => webhooks.List(applicationId);

    /// <summary>What was sent to a webhook in the last 30 days, newest first.</summary>
    public IReadOnlyList<WebhookDelivery> ListDeliveries(OwnedWebhook owned, int limit) => webhooks.ListDeliveries(owned.Webhook.Id, limit);

    /// <summary>A webhook of one of the account's applications; null where there is none, or it is another account's.</summary>
    public OwnedWebhook? Find(string accountId, string id) =>
        webhooks.Find(id) is { } webhook && applications.Find(accountId, webhook.Owner) is { } application ? new OwnedWebhook(webhook, application) : null;

    /// <summary>Adds a webhook to an application that is still the account's.</summary>
    public Task<Outcome<AddedWebhook>> AddAsync(string accountId, string applicationId, NewWebhook webhook, CancellationToken cancellationToken) =>
        database.WriteAsync<Outcome<AddedWebhook>>(
            connection => !ApplicationStore.Belongs(connection, accountId, applicationId) ? Missing.Application(applicationId)
                : webhooks.Add(connection, applicationId, webhook, Most) is { } added ? added
                : Conflicts.Of($"The application has {Most} webhooks, which is the most that it may have. Delete one first."),
            cancellationToken);

    public async Task<Outcome<Webhook>> EditAsync(OwnedWebhook owned, WebhookChange change, CancellationToken cancellationToken) =>
        await webhooks.EditAsync(owned.Webhook.Id, change, cancellationToken) is { } changed ? changed : Missing.Webhook(owned.Webhook.Id);

    public Task<bool> DeleteAsync(OwnedWebhook owned, CancellationToken cancellationToken) => webhooks.DeleteAsync(owned.Webhook.Id, cancellationToken);
}
