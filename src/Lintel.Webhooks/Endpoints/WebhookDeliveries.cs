using System.Data.Common;
using Dapper;
using Lintel.Storage;

namespace Lintel.Webhooks;

/// <summary>
/// The delivery logs of endpoints, and deliveries that an owner asks for: an event once more, or a test event. The caller checks whose the endpoint is.
/// Thread-safe.
/// </summary>
public sealed class WebhookDeliveries
{
    /// <summary>The most lines of a delivery log.</summary>
    public const int MaxLogLines = 200;

    /// <summary>The type of test events. No endpoint has to subscribe to it.</summary>
    public const string TestEventType = "webhook.test";

    private const string Select =
        """
        SELECT d.id AS Id, d.event_id AS EventId, o.type AS EventType, d.state AS State, d.due_at AS DueAt, o.created_at AS CreatedAt,
            a.attempt AS Attempt, a.at AS At, a.duration AS Duration, a.status AS Status, a.reason AS Reason, a.response AS Response
        FROM webhook_deliveries d
        JOIN webhook_outbox o ON o.id = d.event_id
        LEFT JOIN webhook_attempts a ON a.delivery = d.seq
        """;

    private readonly IDatabase _database;
    private readonly DeliverySignal _signal;
    private readonly TimeProvider _time;

    internal WebhookDeliveries(IDatabase database, DeliverySignal signal, TimeProvider time)
    {
        _database = database;
        _signal = signal;
        _time = time;
    }

    /// <summary>Lists what was sent to an endpoint in the last 30 days, newest first: a line for each attempt, and one for what was not tried yet.</summary>
    /// <param name="webhookId">The endpoint.</param>
    /// <param name="limit">The number of lines, from 1 to <see cref="MaxLogLines"/>.</param>
    /// <param name="cancellationToken">Cancels the wait for a connection.</param>
    /// <exception cref="StoreUnavailableException">The database cannot answer.</exception>
    public async Task<IReadOnlyList<WebhookDelivery>> ListAsync(string webhookId, int limit = 100, CancellationToken cancellationToken = default)
    {
        var rows = await _database.ReadAsync(
            connection => connection.QueryAsync<DeliveryRow>(
                $"{Select} WHERE d.webhook_id = @webhookId ORDER BY d.seq DESC, a.attempt DESC LIMIT @limit",
                new { webhookId, limit = Math.Clamp(limit, 1, MaxLogLines) }),
            cancellationToken);
        return [.. rows.Select(row => row.Show())];
    }

    /// <summary>Sends an event of the log once more: the same event id and body, as a new delivery with its own schedule.</summary>
    /// <param name="webhookId">The endpoint.</param>
    /// <param name="deliveryId">A delivery of its log.</param>
    /// <param name="cancellationToken">Cancels the wait for the write.</param>
    /// <exception cref="StoreUnavailableException">The database cannot answer.</exception>
    public Task<WebhookSendResult> ResendAsync(string webhookId, string deliveryId, CancellationToken cancellationToken) => SendAsync(
        webhookId,
        async connection =>
        {
            var eventId = await connection.QuerySingleOrDefaultAsync<string>(
                "SELECT event_id FROM webhook_deliveries WHERE id = @deliveryId AND webhook_id = @webhookId", new { deliveryId, webhookId });
            return eventId is null ? new WebhookSendResult.UnknownDelivery()
                : await ExistsAsync(connection, "event_id = @eventId", new { eventId, webhookId }) ? new WebhookSendResult.StillPending()
                : await QueuedAsync(connection, await PendingDelivery.AddAsync(connection, eventId, webhookId, Now));
        },
        cancellationToken);

    /// <summary>Sends a test event. It is tried once, and counts neither as a failed event nor as a reason to disable the endpoint.</summary>
    /// <param name="webhookId">The endpoint.</param>
    /// <param name="body">Makes the JSON that is posted, in UTF-8, from the event's id.</param>
    /// <param name="cancellationToken">Cancels the wait for the write.</param>
    /// <exception cref="StoreUnavailableException">The database cannot answer.</exception>
    public Task<WebhookSendResult> SendTestAsync(string webhookId, Func<string, byte[]> body, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(body);
        return SendAsync(
            webhookId,
            async connection =>
            {
                if (await ExistsAsync(connection, "is_test", new { webhookId }))
                {
                    return new WebhookSendResult.StillPending();
                }

                var id = WebhookIds.Event();
                await PendingDelivery.AddEventAsync(connection, id, TestEventType, body(id), Now);
                return await QueuedAsync(connection, await PendingDelivery.AddAsync(connection, id, webhookId, Now, isTest: true));
            },
            cancellationToken);
    }

    private long Now => _time.GetUtcNow().ToUnixTimeMilliseconds();

    private Task<WebhookSendResult> SendAsync(string webhookId, Func<DbConnection, Task<WebhookSendResult>> queue, CancellationToken cancellationToken) =>
        _database.WriteAsync(
            async connection =>
            {
                var enabled = await connection.QuerySingleOrDefaultAsync<bool?>("SELECT enabled FROM webhooks WHERE id = @webhookId", new { webhookId });
                return enabled switch
                {
                    null => new WebhookSendResult.UnknownWebhook(),
                    false => new WebhookSendResult.Disabled(),
                    true => await queue(connection),
                };
            },
            cancellationToken);

    private static Task<bool> ExistsAsync(DbConnection connection, string condition, object parameters) =>
        connection.ExecuteScalarAsync<bool>(
            $"SELECT EXISTS (SELECT 1 FROM webhook_deliveries WHERE webhook_id = @webhookId AND state = 'pending' AND {condition})",
            parameters);

    private async Task<WebhookSendResult.Queued> QueuedAsync(DbConnection connection, string id)
    {
        connection.AfterCommit(_signal.Set);
        return new WebhookSendResult.Queued((await connection.QuerySingleAsync<DeliveryRow>($"{Select} WHERE d.id = @id", new { id })).Show());
    }
}
