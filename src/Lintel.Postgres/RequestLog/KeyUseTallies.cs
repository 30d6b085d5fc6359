using Dapper;
using Lintel.Requests;
using Npgsql;

namespace Lintel.Postgres;

/// <summary>Uses of keys that batches have noted and nobody has gone through yet.</summary>
internal static class KeyUseTallies
{
    /// <summary>All uses; SQL.</summary>
    public const string All = "(SELECT key_id, at, address FROM key_use UNION ALL SELECT key_id, at, address FROM key_use_tally)";

    /// <summary>Keeps the last use of each key, of at most <c>@most</c> rows; SQL, for one at a time.</summary>
    public const string AddUpSql =
        """
        WITH added AS (
          DELETE FROM key_use_tally WHERE ctid = ANY (ARRAY(SELECT ctid FROM key_use_tally LIMIT @most)) RETURNING key_id, at, address)
        INSERT INTO key_use (key_id, at, address) SELECT DISTINCT ON (key_id) key_id, at, address FROM added ORDER BY key_id, at DESC
        ON CONFLICT (key_id) DO UPDATE SET at = excluded.at, address = excluded.address WHERE excluded.at >= key_use.at
        """;

    /// <summary>Notes uses. What a clock that was ahead has noted before goes: it would hide them.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="uses">The uses by names.</param>
    /// <param name="ahead">The moment that no true use is after.</param>
    public static Task<int> NoteAsync(NpgsqlConnection connection, IReadOnlyDictionary<string, KeyUse> uses, DateTimeOffset ahead) => uses.Count == 0
        ? Task.FromResult(0)
        : connection.ExecuteAsync(
            """
            DELETE FROM key_use WHERE key_id = ANY(@keys) AND at > @ahead;
            INSERT INTO key_use_tally (key_id, at, address) SELECT * FROM unnest(@keys, @moments, @addresses)
            """,
            new
            {
                keys = uses.Keys.Select(key => StoredText.Of(key)).ToArray(),
                moments = uses.Values.Select(use => use.At.UtcTicks).ToArray(),
                addresses = uses.Values.Select(use => use.Address).ToArray(),
                ahead = ahead.UtcTicks,
            });
}
