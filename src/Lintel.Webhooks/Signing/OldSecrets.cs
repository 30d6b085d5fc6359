using System.Data.Common;
using Dapper;

namespace Lintel.Webhooks;

/// <summary>The secrets of endpoints that were rotated and whose overlap still runs. They stay sealed.</summary>
internal static class OldSecrets
{
    /// <summary>Lists an endpoint's old secrets, the newest first.</summary>
    /// <param name="connection">The caller's connection.</param>
    /// <param name="webhookId">The endpoint.</param>
    /// <param name="now">The time in Unix milliseconds.</param>
    public static async Task<IReadOnlyList<byte[]>> ListAsync(DbConnection connection, string webhookId, long now) => (await connection.QueryAsync<byte[]>(
        "SELECT sealed_secret FROM webhook_old_secrets WHERE webhook_id = @webhookId AND ends_at > @now ORDER BY rowid DESC",
        new { webhookId, now })).AsList();

    /// <summary>Lists when the running overlaps of an endpoint end, in Unix milliseconds, the earliest first.</summary>
    public static async Task<IReadOnlyList<long>> ListEndsAsync(DbConnection connection, string webhookId, long now) => (await connection.QueryAsync<long>(
        "SELECT ends_at FROM webhook_old_secrets WHERE webhook_id = @webhookId AND ends_at > @now ORDER BY ends_at",
        new { webhookId, now })).AsList();

    /// <summary>Keeps an endpoint's present secret as an old one.</summary>
    public static Task<int> KeepAsync(DbConnection connection, string webhookId, long endsAt) => connection.ExecuteAsync(
        "INSERT INTO webhook_old_secrets (webhook_id, sealed_secret, ends_at) SELECT id, sealed_secret, @endsAt FROM webhooks WHERE id = @webhookId",
        new { webhookId, endsAt });

    /// <summary>Removes the secrets of all endpoints whose overlap has ended.</summary>
    public static Task<int> PruneAsync(DbConnection connection, long now) =>
        connection.ExecuteAsync("DELETE FROM webhook_old_secrets WHERE ends_at <= @now", new { now });
}
