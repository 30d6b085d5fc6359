namespace Lintel.Webhooks;

/// <summary>An endpoint of a customer that events are posted to.</summary>
/// <param name="Id"><c>whk_</c> and 20 letters and digits.</param>
/// <param name="Owner">Whose it is, such as an application's id.</param>
/// <param name="Url">Where to.</param>
/// <param name="Events">The types of events that it gets.</param>
/// <param name="Enabled">Whether it gets any.</param>
/// <param name="DisabledReason">Why it was disabled by the dispatcher; null where its owner did, or where it is enabled.</param>
/// <param name="CreatedAt">Since when it is there.</param>
public sealed record Webhook(string Id, string Owner, string Url, IReadOnlyList<string> Events, bool Enabled, string? DisabledReason, DateTimeOffset CreatedAt)
{
    /// <summary>A text of its owner that says what it is for; null for none.</summary>
    public string? Description { get; init; }
}

/// <summary>The values of a new endpoint.</summary>
/// <param name="Url">The URL that events are posted to, checked by <see cref="WebhookTargets.FaultOf"/> before.</param>
/// <param name="Events">The types of events that it gets.</param>
/// <param name="Tenant">
/// Whose deliveries take turns with those of others, such as the account that the owner belongs to. Endpoints of one tenant share its slots.
/// </param>
public sealed record NewWebhook(string Url, IReadOnlyList<string> Events, string Tenant)
{
    /// <summary>A text of its owner that says what it is for, whose length the API bounds; null for none.</summary>
    public string? Description { get; init; }
}

/// <summary>A new endpoint, and the only time that its secret is seen.</summary>
/// <param name="Webhook">The endpoint.</param>
/// <param name="Secret"><c>whsec_</c> and the base64 of 32 random bytes.</param>
public sealed record AddedWebhook(Webhook Webhook, string Secret);

/// <summary>What is different from now on; null leaves as it is.</summary>
/// <param name="Url">Where to.</param>
/// <param name="Events">The types of events that it gets.</param>
/// <param name="Enabled">Enabling forgets earlier failures; disabling cancels what waits.</param>
public sealed record WebhookChange(string? Url = null, IReadOnlyList<string>? Events = null, bool? Enabled = null)
{
    /// <summary>A text that says what it is for; empty removes the one that was there, and null leaves it unchanged.</summary>
    public string? Description { get; init; }
}
