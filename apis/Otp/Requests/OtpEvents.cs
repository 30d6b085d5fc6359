using System.Data.Common;
using System.Text.Json;
using Lintel.Shared;
using Lintel.Webhooks;

namespace Lintel.Otp;

/// <summary>Tells an application's webhooks what became of a request, in the transaction that changed it. Never the code.</summary>
internal sealed class OtpEvents(WebhookOutbox outbox)
{
    public const string Sent = "otp.sent";
    public const string Verified = "otp.verified";
    public const string Failed = "otp.failed";
    public const string Locked = "otp.locked";
    public const string Expired = "otp.expired";

    public static IReadOnlyList<string> All { get; } = [Sent, Verified, Failed, Locked, Expired];

    /// <summary>Notes an event.</summary>
    /// <param name="connection">The write that the event tells of.</param>
    /// <param name="type">The event's type.</param>
    /// <param name="request">The request as it is after it.</param>
    /// <param name="now">When it happened, in Unix milliseconds.</param>
    public Task AddAsync(DbConnection connection, string type, OtpRequestRow request, long now) =>
        outbox.AddAsync(connection, request.ApplicationId, type, id => Write(id, type, request, now), DateTimeOffset.FromUnixTimeMilliseconds(now));

    /// <summary>Writes a test event, which tells of the webhook itself.</summary>
    public static byte[] WriteTest(string id, OwnedWebhook owned, DateTimeOffset now) => JsonSerializer.SerializeToUtf8Bytes(
        new TestEvent(id, WebhookDeliveries.TestEventType, MomentText.Seconds(now), new TestEventData(owned.Webhook.Id, owned.Application.Id)),
        Replies.Json);

    private static byte[] Write(string id, string type, OtpRequestRow request, long now) => JsonSerializer.SerializeToUtf8Bytes(
        new Event(
            id,
            type,
            MomentText.Seconds(now),
            new EventData(request.Id, request.ApplicationId, request.PhoneNumber, request.Status, request.AttemptsRemaining)),
        Replies.Json);

    private sealed record Event(string Id, string Type, string CreatedAt, EventData Data);

    private sealed record EventData(string RequestId, string ApplicationId, string PhoneNumber, string Status, int AttemptsRemaining);

    private sealed record TestEvent(string Id, string Type, string CreatedAt, TestEventData Data);

    private sealed record TestEventData(string WebhookId, string ApplicationId);
}
