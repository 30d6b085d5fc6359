using Dapper;
using Lintel.Requests;
using Npgsql;

namespace Lintel.Postgres;

/// <summary>
/// Removes entries that are too old, a day at once, and of each kind of traffic the oldest that are too many, a bounded piece at a time. One node does it; the
/// others go on.
/// </summary>
internal static class RequestRetention
{
    private const int RemovedAtOnce = 10_000;

    // Beside the locks of the stores.
    private const long Lock = 0x6c696e74656c7274;

    /// <summary>The lock of whoever adds up counts of usage.</summary>
    public const long UsageLock = 0x6c696e74656c7573;

    // Whoever uses the log waits behind a partition that is to go, which itself waits for those who use it now.
    private const string BeginSql =
        $"SET LOCAL lock_timeout TO '500ms'; {PostgresTransaction.PlanForValues}; SELECT pg_try_advisory_xact_lock(@Lock)";

    // What batches have noted is many rows, where nobody has added up for a while: so many at once, far below the time that a statement has.
    private const int AddedAtOnce = 20_000;
    private const int MostPieces = 50;

    private const string AddUpSql =
        """
        WITH added AS (DELETE FROM request_tally RETURNING day, traffic, entries)
        INSERT INTO request_day (day, traffic, entries) SELECT day, traffic, sum(entries) FROM added GROUP BY day, traffic
        ON CONFLICT (day, traffic) DO UPDATE SET entries = request_day.entries + excluded.entries
        """;

    // Where there are fewer than that, because somebody else has removed some, all of the day.
    private const string RemoveSql =
        """
        WITH removed AS (
          DELETE FROM request WHERE traffic = @traffic AND at >= @start AND at < @end AND seq <= coalesce(
            (SELECT seq FROM request WHERE traffic = @traffic AND at >= @start AND at < @end ORDER BY seq LIMIT 1 OFFSET @count - 1), 9223372036854775807)
          RETURNING 1)
        SELECT count(*) FROM removed
        """;

    private const string NoteSql =
        """
        UPDATE request_day SET entries = CASE WHEN @removed < @count THEN 0 ELSE greatest(entries - @removed, 0) END
        WHERE day = @Day AND traffic = @traffic
        """;

    /// <summary>Runs in the transaction of a connection.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="before">The moment before which entries are too old; days that are wholly older go.</param>
    /// <param name="keep">The most entries of each kind.</param>
    /// <returns>The number of entries that were removed; 0 when nothing is left to remove, or another node does it.</returns>
    public static async Task<int> RunAsync(NpgsqlConnection connection, DateTimeOffset before, RequestLogLimits keep)
    {
        if (!await connection.ExecuteScalarAsync<bool>(BeginSql, new { Lock }))
        {
            return 0;
        }

        await connection.ExecuteAsync($"{AddUpSql}; {RequestFeed.TrimSql}");
        var removed = await DropAsync(connection, before);
        return removed > 0 ? (int)Math.Min(removed, int.MaxValue) : await RemoveAsync(connection, keep);
    }

    /// <summary>
    /// Adds up what batches have noted of usage and of keys, a bounded piece in a transaction. Apart from the entries: whoever holds one of their partitions
    /// does not hold this up.
    /// </summary>
    public static async Task AddUpAsync(PostgresDatabase database, CancellationToken cancellationToken)
    {
        for (var pieces = 0; pieces < MostPieces && await database.AppendAsync(AddUpPieceAsync, cancellationToken); pieces++)
        {
            // The next piece.
        }
    }

    /// <returns>true if there may be more; false where there is none, or another node does it.</returns>
    private static async Task<bool> AddUpPieceAsync(NpgsqlConnection connection) =>
        await connection.ExecuteScalarAsync<bool>($"{PostgresTransaction.PlanForValues}; SELECT pg_try_advisory_xact_lock(@UsageLock)", new { UsageLock })
            && await connection.ExecuteScalarAsync<bool>(
                $"""
                {UsageTallies.AddUpSql}; {KeyUseTallies.AddUpSql};
                SELECT EXISTS (SELECT 1 FROM usage_tally) OR EXISTS (SELECT 1 FROM key_use_tally)
                """,
                new { most = AddedAtOnce });

    /// <summary>Counts the entries that were written otherwise than in batches, in the transaction of a connection.</summary>
    public static Task<int> CountAnewAsync(NpgsqlConnection connection) => connection.ExecuteAsync(
        $"""
        DELETE FROM request_day;
        INSERT INTO request_day (day, traffic, entries) SELECT at / {TimeSpan.TicksPerDay}, traffic, count(*) FROM request GROUP BY 1, 2
        """,
        commandTimeout: 0);

    private static async Task<long> DropAsync(NpgsqlConnection connection, DateTimeOffset before)
    {
        var old = (await RequestPartitions.ListAsync(connection)).Where(day => day.End <= before.UtcTicks).ToArray();
        if (old.Length == 0)
        {
            return 0;
        }

        await connection.ExecuteAsync($"DROP TABLE {string.Join(", ", old.Select(day => day.Table))}");
        return await connection.ExecuteScalarAsync<long>(
            "WITH gone AS (DELETE FROM request_day WHERE day = ANY (@days) RETURNING entries) SELECT coalesce(sum(entries), 0)::bigint FROM gone",
            new { days = old.Select(day => day.Number).ToArray() });
    }

    private static async Task<int> RemoveAsync(NpgsqlConnection connection, RequestLogLimits keep)
    {
        var counts = (await connection.QueryAsync<DayCount>("SELECT day, traffic, entries FROM request_day WHERE entries > 0 ORDER BY day")).AsList();
        long left = RemovedAtOnce;
        foreach (var kind in counts.GroupBy(count => (RequestTraffic)count.Traffic))
        {
            var tooMany = Math.Min(left, kind.Sum(count => count.Entries) - keep.Of(kind.Key));
            foreach (var count in kind)
            {
                if (tooMany <= 0)
                {
                    break;
                }

                var removed = await RemoveAsync(connection, count, Math.Min(tooMany, count.Entries));
                tooMany -= removed;
                left -= removed;
            }
        }

        return (int)(RemovedAtOnce - left);
    }

    private static async Task<long> RemoveAsync(NpgsqlConnection connection, DayCount of, long count)
    {
        var day = new RequestDay(of.Day);
        var removed = await connection.ExecuteScalarAsync<long>(RemoveSql, new { traffic = of.Traffic, start = day.Start, end = day.End, count });
        await connection.ExecuteAsync(NoteSql, new { removed, count, of.Day, traffic = of.Traffic });
        return removed;
    }

    private sealed class DayCount
    {
        public int Day { get; init; }

        public int Traffic { get; init; }

        public long Entries { get; init; }
    }
}
