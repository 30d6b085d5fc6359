using System.Data;
using Dapper;

namespace Lintel.Webhooks;

/// <summary>The secrets of endpoints that were rotated and whose overlap still runs. They stay sealed.</summary>
internal static class OldSecrets
{
    /// <summary>Lists an endpoint's old secrets, the newest first.</summary>
    /// <param name="connection">The caller's connection.</param>
    /// <param name="webhookId">The endpoint.</param>
    /// <param name="now">The time in Unix milliseconds.</param>
    public static IReadOnlyList<byte[]> List(IDbConnection connection, string webhookId, long now) => connection.Query<byte[]>(
        "SELECT sealed_secret FROM webhook_old_secrets WHERE webhook_id = @webhookId AND ends_at > @now ORDER BY rowid DESC",
        new { webhookId, now }).AsList();

    /// <summary>Lists when the running overlaps of an endpoint end, in Unix milliseconds, the earliest first.</summary>
    public static IReadOnlyList<long> ListEnds(IDbConnection connection, string webhookId, long now) => connection.Query<long>(
        "SELECT ends_at FROM webhook_old_secrets WHERE webhook_id = @webhookId AND ends_at > @now ORDER BY ends_at",
        new { webhookId, now }).AsList();

    /// <summary>Keeps an endpoint's present secret as an old one.</summary>
    public static void Keep(IDbConnection connection, string webhookId, long endsAt) => connection.Execute(
        "INSERT INTO webhook_old_secrets (webhook_id, sealed_secret, ends_at) SELECT id, sealed_secret, @endsAt FROM webhooks WHERE id = @webhookId",
        new { webhookId, endsAt });

    /// <summary>Removes the secrets of all endpoints whose overlap has ended.</summary>
    public static int Prune(IDbConnection connection, long now) => connection.Execute("DELETE FROM webhook_old_secrets WHERE ends_at <= @now", new { now });
}
