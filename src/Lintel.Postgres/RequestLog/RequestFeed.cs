using System.Data.Common;
using Dapper;
using Lintel.Requests;
using Lintel.Storage;

namespace Lintel.Postgres;

/// <summary>
/// Finds what has become visible since an earlier snapshot. Neither numbers nor times become visible in their order; transactions tell what a snapshot lacks.
/// Each batch notes its transaction and the ranges of numbers that its entries are in, and the entries of a range are those of the same transaction.
/// </summary>
internal static class RequestFeed
{
    // A request that took long is far from the others of its batch, and a range with both would have all entries in between.
    private const int MostRanges = 64;

    private static readonly long Gap = RequestSequence.FirstAt(DateTimeOffset.UnixEpoch.AddSeconds(1));

    private const string BatchSql =
        """
        SELECT b.xid, b.first, b.last, b.entries FROM request_batch b CROSS JOIN (SELECT @position::PG_SNAPSHOT AS seen) n
        WHERE b.xid >= pg_snapshot_xmin(n.seen) AND NOT pg_visible_in_snapshot(b.xid, n.seen)
        """;

    private const string SumSql = $"SELECT min(first) AS First, max(last) AS Last, coalesce(sum(entries), 0)::BIGINT AS Entries FROM ({BatchSql}) batches";

    private const string EntrySql =
        $"""
        SELECT * FROM (
          SELECT r.* FROM ({BatchSql}) b CROSS JOIN LATERAL (
            SELECT {RequestRow.Selected} FROM request
            WHERE traffic IN (0, 1, 2) AND seq BETWEEN b.first AND b.last AND at BETWEEN @start AND @end AND xmin = b.xid::XID) r
          ) entries ORDER BY seq LIMIT @most
        """;

    /// <summary>Removes what nobody reads any more; SQL.</summary>
    public const string TrimSql = "DELETE FROM request_batch WHERE noted < clock_timestamp() - INTERVAL '10 minutes'";

    /// <summary>Puts the numbers of a batch into ranges.</summary>
    public static IReadOnlyList<RequestRange> RangesOf(IEnumerable<long> sequences)
    {
        var ranges = new List<RequestRange>();
        foreach (var sequence in sequences.Order())
        {
            if (ranges.Count > 0 && (sequence - ranges[^1].Last <= Gap || ranges.Count == MostRanges))
            {
                ranges[^1] = ranges[^1] with { Last = sequence, Entries = ranges[^1].Entries + 1 };
            }
            else
            {
                ranges.Add(new RequestRange { First = sequence, Last = sequence, Entries = 1 });
            }
        }

        return ranges;
    }

    /// <summary>Reads in the transaction of a connection, in one snapshot.</summary>
    public static async Task<RequestFeedPage> ReadAsync(DbConnection connection, string? position, int most)
    {
        var now = (await connection.ExecuteScalarAsync<string>("SELECT pg_current_snapshot()::TEXT"))!;
        if (position is null)
        {
            return new RequestFeedPage(now, [], 0);
        }

        var all = await connection.QuerySingleAsync<RequestRange>(SumSql, new { position });
        if (all.Entries == 0)
        {
            return new RequestFeedPage(now, [], 0);
        }

        await connection.ExecuteAsync(PostgresTransaction.PlanForValues);
        var rows = await connection.QueryAsync<RequestRow>(
            EntrySql,
            new
            {
                position,
                start = RequestSequence.MillisecondOf(all.First).UtcTicks,
                end = RequestSequence.MillisecondOf(all.Last).AddMilliseconds(1).UtcTicks,
                most,
            });
        RequestLogEntry[] entries = [.. rows.Select(row => row.ToEntry())];
        return new RequestFeedPage(now, entries, all.Entries - entries.Length);
    }
}
