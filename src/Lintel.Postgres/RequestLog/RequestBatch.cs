using Dapper;
using Lintel.Requests;
using Lintel.Storage;
using Npgsql;

namespace Lintel.Postgres;

/// <summary>Writes a batch in the transaction of a connection.</summary>
internal static class RequestBatch
{
    // As the sequence counts.
    private const int Step = 64;

    private const string NoteSql =
        """
        INSERT INTO request_tally (day, traffic, entries) SELECT * FROM unnest(@days, @kinds, @entries);
        INSERT INTO request_batch (first, last, entries) SELECT * FROM unnest(@firsts, @lasts, @counts)
        """;

    /// <summary>Copies records into the log, and notes how many they are and where.</summary>
    public static async Task<int> WriteAsync(NpgsqlConnection connection, IReadOnlyList<RequestRecord> records)
    {
        if (records.Count == 0)
        {
            return 0;
        }

        var steps = await connection.ExecuteScalarAsync<long[]>(
            "SELECT array_agg(nextval('request_number')) FROM generate_series(1, @steps)", new { steps = (records.Count + Step - 1) / Step });
        var tally = new Dictionary<(int Day, int Traffic), long>();
        var sequences = new long[records.Count];
        await using (var target = await RequestColumns.BeginCopyAsync(connection))
        {
            for (var i = 0; i < records.Count; i++)
            {
                var entry = RequestLogEntries.Of(records[i]);
                sequences[i] = RequestSequence.Of(entry.At, steps![i / Step] + (i % Step));
                await RequestColumns.WriteAsync(target, entry, sequences[i]);
                var kind = (RequestDay.Of(entry.At.UtcTicks).Number, (int)entry.Traffic);
                tally[kind] = tally.GetValueOrDefault(kind) + 1;
            }

            await target.CompleteAsync();
        }

        var ranges = RequestFeed.RangesOf(sequences);
        await connection.ExecuteAsync(
            NoteSql,
            new
            {
                days = tally.Keys.Select(kind => kind.Day).ToArray(),
                kinds = tally.Keys.Select(kind => kind.Traffic).ToArray(),
                entries = tally.Values.ToArray(),
                firsts = ranges.Select(range => range.First).ToArray(),
                lasts = ranges.Select(range => range.Last).ToArray(),
                counts = ranges.Select(range => range.Entries).ToArray(),
            });
        return records.Count;
    }

    /// <summary>Returns the records that are not in the log yet, each once.</summary>
    public static async Task<IReadOnlyList<RequestRecord>> UnknownAsync(NpgsqlConnection connection, IReadOnlyList<RequestRecord> records)
    {
        var ids = records.Select(record => StoredText.Of(record.Id)!).ToArray();
        var moments = records.Select(record => record.At.UtcTicks).ToArray();
        var known = await connection.QueryAsync<(string Id, long At)>(
            """
            SELECT r.id, r.at FROM unnest(@ids, @moments) AS batch (id, at) JOIN request r ON r.id = batch.id AND r.at = batch.at
            WHERE r.at BETWEEN @first AND @last
            """,
            new { ids, moments, first = moments.Min(), last = moments.Max() });
        var taken = known.ToHashSet();
        return [.. records.Where((_, i) => taken.Add((ids[i], moments[i])))];
    }
}
