using Dapper;
using Lintel.Requests;
using Npgsql;

namespace Lintel.Postgres;

/// <summary>Erases the data of an account from the rows of the request log (<see cref="RequestLogEntry.Erased"/>).</summary>
internal static class RequestRowErasure
{
    private const int AtOnce = 1000;

    // The addresses before the change are needed, which RETURNING has of the rows that it was picked by.
    private const string Sql =
        """
        WITH picked AS (
          SELECT id, at, address FROM request
          WHERE account_id = @accountId
            AND (num_nonnulls(address, inbound_id, arguments, cause, trace_id, span_id, compared, trail) > 0 OR (operation IS NULL AND route <> @ErasedRoute))
          ORDER BY seq LIMIT @AtOnce)
        UPDATE request r SET route = CASE WHEN r.operation IS NULL THEN @ErasedRoute ELSE r.route END, address = NULL, inbound_id = NULL, arguments = NULL,
          cause = NULL, trace_id = NULL, span_id = NULL, compared = NULL, trail = NULL
        FROM picked WHERE r.id = picked.id AND r.at = picked.at
        RETURNING picked.address
        """;

    // Uses of old secrets are noted beside those of their key (KeyUse.NameOf).
    private const string UsageSql =
        """
        DELETE FROM usage WHERE dimension = ANY(@dimensions) AND value = ANY(@addresses);
        DELETE FROM usage_tally WHERE dimension = ANY(@dimensions) AND value = ANY(@addresses);
        UPDATE key_use SET address = NULL WHERE split_part(key_id, ' ', 1) = ANY(@keys) AND address IS NOT NULL;
        UPDATE key_use_tally SET address = NULL WHERE split_part(key_id, ' ', 1) = ANY(@keys) AND address IS NOT NULL;
        """;

    public static async Task<ErasedRequests> RunAsync(NpgsqlConnection connection, string accountId, IReadOnlyCollection<string> keyIds)
    {
        var erased = (await connection.QueryAsync<string?>(Sql, new { accountId, RequestLogEntry.ErasedRoute, AtOnce })).AsList();
        await connection.ExecuteAsync(
            UsageSql,
            new
            {
                dimensions = new[] { (int)UsageDimension.Address, (int)UsageDimension.Impatient },
                addresses = erased.OfType<string>().Distinct(StringComparer.Ordinal).ToArray(),
                keys = keyIds.ToArray(),
            });
        return new ErasedRequests(erased.Count == AtOnce ? 0 : null, erased.Count);
    }
}
