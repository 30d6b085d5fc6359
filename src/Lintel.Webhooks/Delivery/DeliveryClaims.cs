using System.Data.Common;
using Dapper;
using Lintel.Storage;

namespace Lintel.Webhooks;

/// <summary>
/// Claims of deliveries, so that any number of dispatchers may work on one database. A claim ends with its lease, or when the attempt is written down. Each
/// claim of a delivery has a higher number than the one before it, and only the newest may write.
/// </summary>
internal static class DeliveryClaims
{
    /// <summary>The time for which a claim lasts. A dispatcher that was killed is replaced after that.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);

    /// <summary>
    /// The time after its claim in which an attempt may still begin. One that began later could be on its way when the lease ends, as after a stop of the
    /// process.
    /// </summary>
    public static readonly TimeSpan LatestStart = Lease - (2 * WebhookSender.Timeout);

    /// <summary>The pause after which a dispatcher looks for what others have left, where several processes share the database.</summary>
    public static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(1);

    /// <summary>Claims a delivery.</summary>
    /// <param name="connection">The connection of a write.</param>
    /// <param name="seq">The delivery.</param>
    /// <param name="time">The time that all dispatchers agree on, in Unix milliseconds.</param>
    /// <returns>The number of the claim; null if another dispatcher has the delivery or is claiming it.</returns>
    public static Task<long?> TakeAsync(DbConnection connection, long seq, long time) => connection.QuerySingleOrDefaultAsync<long?>(
        $"""
        UPDATE webhook_deliveries SET claims = claims + 1, leased_until = @until WHERE seq IN (
            SELECT seq FROM webhook_deliveries
            WHERE seq = @seq AND state = 'pending' AND (leased_until IS NULL OR leased_until <= @time){connection.SkipLocked()})
        RETURNING claims
        """,
        new { seq, time, until = time + (long)Lease.TotalMilliseconds });

    /// <summary>Gives a claim back, if it is still the newest.</summary>
    /// <returns>The state of the delivery; null if the delivery is gone, or another dispatcher has claimed it since.</returns>
    public static Task<string?> GiveBackAsync(DbConnection connection, DueDelivery delivery) => connection.QuerySingleOrDefaultAsync<string?>(
        "UPDATE webhook_deliveries SET leased_until = NULL WHERE seq = @Seq AND claims = @Claim RETURNING state",
        new { delivery.Seq, delivery.Claim });

    /// <summary>Ends all claims. Only where no other process can have made them, and before this one makes any.</summary>
    public static Task<int> EndAllAsync(DbConnection connection) =>
        connection.ExecuteAsync("UPDATE webhook_deliveries SET leased_until = NULL WHERE leased_until IS NOT NULL");

    /// <summary>Finds the end of the lease that ends next, in Unix milliseconds; null where none runs.</summary>
    public static Task<long?> NextEndAsync(DbConnection connection, long time) => connection.ExecuteScalarAsync<long?>(
        "SELECT MIN(leased_until) FROM webhook_deliveries WHERE leased_until > @time", new { time });
}
