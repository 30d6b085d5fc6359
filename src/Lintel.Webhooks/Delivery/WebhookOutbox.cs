using System.Data.Common;
using Dapper;
using Lintel.Storage;

namespace Lintel.Webhooks;

/// <summary>Takes events in the transaction that they tell of: an event is sent if, and only if, what it says was kept.</summary>
public sealed class WebhookOutbox
{
    private readonly DeliverySignal _signal;

    internal WebhookOutbox(DeliverySignal signal) => _signal = signal;

    /// <summary>
    /// Notes an event for every enabled endpoint of the owner that asked for its type. Call it within the write that the event tells of; nothing is to be
    /// done after the commit.
    /// </summary>
    /// <param name="connection">The connection of that write.</param>
    /// <param name="owner">Whose endpoints get it.</param>
    /// <param name="eventType">The event's type.</param>
    /// <param name="body">Makes the JSON that is posted, in UTF-8, from the event's id; called only where somebody gets it.</param>
    /// <param name="now">When the event happened.</param>
    /// <returns>The event's id, <c>evt_</c> and 20 letters and digits; null where nobody gets it.</returns>
    public async Task<string?> AddAsync(DbConnection connection, string owner, string eventType, Func<string, byte[]> body, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(body);
        var receivers = (await connection.QueryAsync<Receiver>(
            "SELECT id AS Id, held_until AS HeldUntil FROM webhooks WHERE owner = @owner AND enabled AND instr(events, @type) > 0 ORDER BY created_at, "
                + "rowid",
            new { owner, type = $" {eventType} " })).AsList();
        if (receivers.Count == 0)
        {
            return null;
        }

        var id = WebhookIds.Event();
        var at = now.ToUnixTimeMilliseconds();
        await PendingDelivery.AddEventAsync(connection, id, eventType, body(id), at);
        foreach (var receiver in receivers)
        {
            await PendingDelivery.AddAsync(connection, id, receiver.Id, Math.Max(at, receiver.HeldUntil ?? at));
        }

        connection.AfterCommit(_signal.Set);
        return id;
    }

    private sealed class Receiver
    {
        public string Id { get; init; } = string.Empty;

        public long? HeldUntil { get; init; }
    }
}
