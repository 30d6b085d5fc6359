using System.Data.Common;
using Dapper;
using Lintel.Requests;
using Lintel.Storage;
using Npgsql;

namespace Lintel.Postgres;

/// <summary>Erases the data of an account from the rows of the request log (<see cref="RequestLogEntry.Erased"/>).</summary>
internal static class RequestRowErasure
{
    private const int AtOnce = 1000;

    // Each kind of traffic by itself is in the order of an index, so that a piece reads no row that an earlier one has read. The addresses before the change
    // are needed, which RETURNING has of the rows that it was picked by.
    private static readonly string Sql =
        $"""
        {PostgresTransaction.PlanForValues};
        WITH picked AS (
          {string.Join(" UNION ALL ", Enum.GetValues<RequestTraffic>().Select(PickedOf))}
          ORDER BY seq LIMIT @AtOnce),
        erased AS (
          UPDATE request r SET route = CASE WHEN r.operation IS NULL THEN @ErasedRoute ELSE r.route END, address = NULL, inbound_id = NULL, arguments = NULL,
            cause = NULL, trace_id = NULL, span_id = NULL, compared = NULL, trail = NULL
          FROM picked WHERE r.id = picked.id AND r.at = picked.at
          RETURNING picked.address, picked.seq),
        noted AS (
          INSERT INTO erased_address (account_id, value) SELECT DISTINCT @accountId, address FROM erased WHERE address IS NOT NULL
          ON CONFLICT (account_id, value) DO NOTHING)
        SELECT count(*)::integer AS Entries, max(seq) AS Last FROM erased
        """;

    /// <summary>Erases a piece.</summary>
    public static async Task<ErasedRequests> RunAsync(NpgsqlConnection connection, string accountId, long after)
    {
        var (entries, last) = await connection.QuerySingleAsync<(int Entries, long? Last)>(
            Sql, new { accountId, after, RequestLogEntry.ErasedRoute, AtOnce });
        return new ErasedRequests(entries == AtOnce ? last : null, entries);
    }

    /// <summary>Counts the rows of an account.</summary>
    public static Task<int> CountAsync(DbConnection connection, string accountId, int most) => connection.ExecuteScalarAsync<int>(
        "SELECT count(*)::integer FROM (SELECT 1 FROM request WHERE account_id = @accountId LIMIT @most) AS counted", new { accountId, most });

    /// <summary>Removes a piece of the counts of addresses that are noted. Nobody adds up counts while the first piece begins.</summary>
    public static async Task<UsagePlace?> RemoveUsageAsync(NpgsqlConnection connection, string accountId, UsagePlace? place)
    {
        await connection.ExecuteAsync(PostgresTransaction.PlanForValues);
        if (place is null)
        {
            await connection.ExecuteAsync("SELECT pg_advisory_xact_lock(@UsageLock)", new { RequestRetention.UsageLock });
        }

        return await ErasedUsage.RemoveAsync(connection, accountId, place);
    }

    /// <summary>Erases the addresses at which keys were used last.</summary>
    public static async Task<int> BlankKeysAsync(NpgsqlConnection connection, string[] keys)
    {
        // What is not gone through yet is few rows, and first, so that none of them comes after.
        await connection.ExecuteAsync("SELECT pg_advisory_xact_lock(@UsageLock)", new { RequestRetention.UsageLock });
        return await connection.ExecuteAsync(
            """
            UPDATE key_use_tally SET address = NULL WHERE of_key = ANY(@keys) AND address IS NOT NULL;
            UPDATE key_use SET address = NULL WHERE of_key = ANY(@keys) AND address IS NOT NULL;
            """,
            new { keys });
    }

    private static string PickedOf(RequestTraffic traffic) =>
        $"""
        (SELECT id, at, seq, address FROM request
          WHERE account_id = @accountId AND traffic = {traffic:D} AND seq > @after
            AND (num_nonnulls(address, inbound_id, arguments, cause, trace_id, span_id, compared, trail) > 0 OR (operation IS NULL AND route <> @ErasedRoute))
          ORDER BY seq LIMIT @AtOnce)
        """;
}
