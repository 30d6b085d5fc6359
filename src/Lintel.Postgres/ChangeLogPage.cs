using Dapper;
using Lintel.Cluster;
using Npgsql;

namespace Lintel.Postgres;

/// <summary>The part of the change log after a number.</summary>
/// <param name="End">The last number.</param>
/// <param name="IsWhole">true if every change up to there is in <paramref name="Changes"/>; false where some are gone, or there are too many.</param>
/// <param name="Changes">The changes, in their order.</param>
internal sealed record ChangeLogPage(long End, bool IsWhole, IReadOnlyList<RecordChange> Changes)
{
    // With more than these it is cheaper to forget everything.
    private const int Most = 5000;

    /// <summary>Reads in one snapshot, so that the end belongs to the changes.</summary>
    public static async Task<ChangeLogPage> ReadAsync(NpgsqlConnection connection, long after)
    {
        var rows = (await connection.QueryAsync<Row>(
            """
            SELECT e.seq AS End, c.seq, c.kind, c.subject FROM lintel.change_end e LEFT JOIN lintel.change c ON c.seq > @after ORDER BY c.seq LIMIT @limit
            """,
            new { after, limit = Most + 1 })).AsList();
        var end = rows[0].End;
        var isWhole = rows.Count <= Most && (end == after || rows[0].Seq == after + 1);
        return new ChangeLogPage(end, isWhole, isWhole ? [.. rows.Where(row => row.Seq is not null).Select(row => row.ToChange())] : []);
    }

    private sealed class Row
    {
        public long End { get; set; }

        public long? Seq { get; set; }

        public int Kind { get; set; }

        public byte[] Subject { get; set; } = [];

        public RecordChange ToChange() => new((RecordKind)Kind, Subject);
    }
}
