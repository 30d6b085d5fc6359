using System.Data.Common;
using Dapper;

namespace Lintel.Webhooks;

/// <summary>Writes deliveries that are to be made.</summary>
internal static class PendingDelivery
{
    /// <summary>Queues an event for an endpoint.</summary>
    /// <param name="connection">The connection of the caller's write.</param>
    /// <param name="eventId">The event.</param>
    /// <param name="webhookId">The endpoint.</param>
    /// <param name="dueAt">When the first attempt is due, in Unix milliseconds.</param>
    /// <param name="isTest">true for a test event.</param>
    /// <returns>The delivery's id.</returns>
    public static async Task<string> AddAsync(DbConnection connection, string eventId, string webhookId, long dueAt, bool isTest = false)
    {
        var id = WebhookIds.Delivery();
        await connection.ExecuteAsync(
            """
            INSERT INTO webhook_deliveries (id, event_id, webhook_id, state, attempts, due_at, finished_at, is_test)
            VALUES (@id, @eventId, @webhookId, 'pending', 0, @dueAt, NULL, @isTest)
            """,
            new { id, eventId, webhookId, dueAt, isTest });
        return id;
    }

    /// <summary>Keeps an event until every delivery of it is forgotten.</summary>
    public static Task<int> AddEventAsync(DbConnection connection, string id, string type, byte[] body, long at) =>
        connection.ExecuteAsync("INSERT INTO webhook_outbox (id, type, body, created_at) VALUES (@id, @type, @body, @at)", new { id, type, body, at });
}
