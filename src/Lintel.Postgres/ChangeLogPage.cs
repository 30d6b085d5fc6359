using Dapper;
using Lintel.Cluster;
using Npgsql;

namespace Lintel.Postgres;

/// <summary>The part of the change log that was not visible at an earlier moment.</summary>
/// <param name="Seen">The snapshot that it was read in: no change that is visible in it is missing.</param>
/// <param name="Newest">The number of the newest change that is visible; 0 for none. Numbers do not become visible in their order.</param>
/// <param name="IsWhole">true if every change since then is in <paramref name="Changes"/>; false where some are gone, or there are too many.</param>
/// <param name="Changes">The changes.</param>
internal sealed record ChangeLogPage(string Seen, long Newest, bool IsWhole, IReadOnlyList<RecordChange> Changes)
{
    /// <summary>The snapshot in which nothing is visible, and that what has been removed is missing from.</summary>
    public const string NothingSeen = "1:1:";

    // With more than these it is cheaper to forget everything.
    private const int Most = 5000;

    // Of two snapshots the earlier one lacks what began after it, and what was under way and has ended since.
    private const string Gone =
        """
        (pg_snapshot_xmax(m.gone) > pg_snapshot_xmax(n.seen)
          OR EXISTS (SELECT FROM pg_snapshot_xip(n.seen) AS running WHERE pg_visible_in_snapshot(running, m.gone)))
        """;

    private const string NotSeen = "c.xid >= pg_snapshot_xmin(n.seen) AND NOT pg_visible_in_snapshot(c.xid, n.seen)";

    // In one statement, and so in one snapshot, which is the one that it returns.
    private const string Query =
        $"""
        SELECT pg_current_snapshot()::TEXT AS Seen, (SELECT MAX(seq) FROM lintel.change) AS Newest, {Gone} AS AreGone, c.kind, c.subject
        FROM (SELECT @since::PG_SNAPSHOT AS seen) n CROSS JOIN lintel.change_mark m LEFT JOIN lintel.change c ON {NotSeen}
        LIMIT @limit
        """;

    /// <summary>The number of changes that a node <c>n</c> has not seen; SQL.</summary>
    public const string Lag = $"(SELECT COUNT(*) FROM lintel.change c WHERE {NotSeen})";

    /// <summary>true if a node <c>n</c> has seen what is visible in the snapshot <c>@seen</c>; otherwise, false. SQL, beside <c>change_mark m</c>.</summary>
    public const string HasSeen =
        $"NOT {Gone} AND NOT EXISTS (SELECT FROM lintel.change c WHERE {NotSeen} AND pg_visible_in_snapshot(c.xid, @seen::PG_SNAPSHOT))";

    /// <summary>
    /// Removes what was visible ten minutes ago, so that a node that has seen something since then misses nothing. What comes from the future was in a copy of
    /// another server's database.
    /// </summary>
    public const string Trim =
        """
        WITH moved AS (
          UPDATE lintel.change_mark SET gone = next, next = pg_current_snapshot(), next_at = clock_timestamp()
          WHERE next_at < clock_timestamp() - INTERVAL '10 minutes' AND pg_snapshot_xmax(next) <= pg_snapshot_xmax(pg_current_snapshot())
          RETURNING gone)
        DELETE FROM lintel.change c USING moved m WHERE pg_visible_in_snapshot(c.xid, m.gone);
        DELETE FROM lintel.change WHERE xid >= pg_snapshot_xmax(pg_current_snapshot());
        UPDATE lintel.change_mark SET gone = pg_current_snapshot(), next = pg_current_snapshot(), next_at = clock_timestamp()
        WHERE pg_snapshot_xmax(next) > pg_snapshot_xmax(pg_current_snapshot()) OR next_at > clock_timestamp()
        """;

    /// <summary>Reads what has become visible since a moment.</summary>
    /// <param name="connection">A connection without a transaction.</param>
    /// <param name="since">The snapshot of the moment.</param>
    public static async Task<ChangeLogPage> ReadAsync(NpgsqlConnection connection, string since)
    {
        var rows = (await connection.QueryAsync<Row>(Query, new { since, limit = Most + 1 })).AsList();
        var isWhole = rows.Count <= Most && !rows[0].AreGone;
        return new ChangeLogPage(
            rows[0].Seen, rows[0].Newest ?? 0, isWhole, isWhole ? [.. rows.Where(row => row.Kind is not null).Select(row => row.ToChange())] : []);
    }

    private sealed class Row
    {
        public string Seen { get; set; } = string.Empty;

        public long? Newest { get; set; }

        public bool AreGone { get; set; }

        public int? Kind { get; set; }

        public byte[] Subject { get; set; } = [];

        public RecordChange ToChange() => new((RecordKind)Kind!.Value, Subject);
    }
}
