using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Dapper;
using Lintel.Requests;

namespace Lintel.Storage;

/// <summary>
/// The request log in a database: blocks of lines, newest last, and which ids are in which block. A block holds one kind of traffic, so that whole blocks of
/// one kind can be removed without touching another.
/// </summary>
/// <param name="database">The database.</param>
/// <param name="longestPage">The time after which a page of a search ends before it is full; null for half a second.</param>
[SuppressMessage("Design", "CA1001", Justification = "The stores close it; a container that has handed it out must not.")]
internal sealed class RequestLogStore(IDatabase database, TimeSpan? longestPage = null) : IRequestLogStore
{
    private const int RemovedAtOnce = 10_000;
    private const int BlocksAtOnce = 8;

    // A quiet API logs a line at a time. Its blocks are gone on with until they have this many bytes; what is written again each time stays small.
    private const int SmallBlock = 4 * 1024;

    private const string Selected = "SELECT id, first_seq AS FirstSequence, last_seq AS LastSequence, requests, failures, lines FROM request_block";

    private static readonly TimeSpan LongestPage = TimeSpan.FromSeconds(0.5);

    private static readonly RequestTraffic[] Kinds = Enum.GetValues<RequestTraffic>();

    // Used by one append at a time: the log has one writer.
    private readonly RequestBlockWriter _block = new();
    private readonly UsageTally _usage = new();
    private readonly KeyUseTally _uses = new();

    // The id that the last batch began with.
    private string? _begunWith;

    public async ValueTask AppendAsync(IReadOnlyList<RequestRecord> records, CancellationToken cancellationToken)
    {
        await database.WriteAsync(connection => AppendAsync(connection, records), cancellationToken);
        _uses.Written();
        _usage.Written();
    }

    public async ValueTask<RequestLogEntry?> FindAsync(string id, CancellationToken cancellationToken) =>
        await database.ReadAsync(connection => RequestIdIndex.FindAsync(connection, id), cancellationToken);

    public async ValueTask<RequestLogPage> SearchAsync(RequestLogQuery query, CancellationToken cancellationToken) =>
        await database.ReadAsync(connection => SearchAsync(connection, query), cancellationToken);

    public async ValueTask<int> TrimAsync(DateTimeOffset before, RequestLogLimits keep, CancellationToken cancellationToken)
    {
        var end = RequestSequence.FirstAt(before);
        return (await database.ReadAsync(connection => RemovableAsync(connection, end, keep), cancellationToken)).Count == 0
            ? 0
            : await database.WriteAsync(async connection => await RemoveAsync(connection, await RemovableAsync(connection, end, keep)), cancellationToken);
    }

    public async ValueTask<IReadOnlyList<UsageRow>> ReadUsageAsync(UsageQuery query, CancellationToken cancellationToken) =>
        await database.ReadAsync(connection => UsageSql.ReadAsync(connection, query), cancellationToken);

    public async ValueTask<IReadOnlyDictionary<string, KeyUse>> FindKeyUsesAsync(
        IReadOnlyCollection<string> keyIds, CancellationToken cancellationToken) =>
        await database.ReadAsync(connection => KeyUseSql.FindAsync(connection, keyIds), cancellationToken);

    public async ValueTask<int> CountAsync(string accountId, int most, CancellationToken cancellationToken) =>
        await RequestErasure.CountAsync(database, accountId, most, cancellationToken);

    public async ValueTask<ErasedRequests> EraseAsync(string accountId, long after, CancellationToken cancellationToken) =>
        await database.WriteAsync(connection => RequestErasure.RunAsync(connection, accountId, after), cancellationToken);

    public async ValueTask<UsagePlace?> EraseUsageAsync(string accountId, UsagePlace? place, CancellationToken cancellationToken) =>
        await database.WriteAsync(connection => ErasedUsage.RemoveAsync(connection, accountId, place), cancellationToken);

    public async ValueTask EraseKeyUsesAsync(IReadOnlyCollection<string> keyIds, CancellationToken cancellationToken) =>
        await database.WriteAsync(connection => ErasedUsage.BlankKeysAsync(connection, keyIds), cancellationToken);

    public async ValueTask<int> TrimUsageAsync(DateTimeOffset now, CancellationToken cancellationToken) =>
        await database.ReadAsync(HasUsageAsync, cancellationToken)
            ? await database.WriteAsync(connection => TrimUsageAsync(connection, now), cancellationToken)
            : 0;

    /// <summary>Gives up what it writes with.</summary>
    public void Close() => _block.Dispose();

    // An id is in no order that blocks are kept in, and has an index of its own.
    private async Task<RequestLogPage> SearchAsync(DbConnection connection, RequestLogQuery query)
    {
        if (query.Id is not { } id)
        {
            return await RequestSearch.RunAsync(query, BlocksOf(connection, query), longestPage ?? LongestPage);
        }

        var entry = query.Cursor is null ? await RequestIdIndex.FindAsync(connection, id) : null;
        return new RequestLogPage(entry is not null && query.Matches(entry) ? [entry] : [], null);
    }

    private async Task<int> AppendAsync(DbConnection connection, IReadOnlyList<RequestRecord> records)
    {
        var written = await connection.ExecuteScalarAsync<long>("SELECT written FROM request_total");

        // A batch comes again, as it was or longer, where it was not known whether it had been written. Its first line tells, which is looked up only then:
        // a look-up reads the block before, where requests overlap.
        var begunWith = records is [var first, ..] ? first.Id : null;
        var isRepeated = begunWith is not null && begunWith == _begunWith && await RequestIdIndex.FindAsync(connection, begunWith) is not null;
        _begunWith = begunWith;
        var added = 0;
        _usage.Clear();
        _uses.Clear();
        foreach (var traffic in Kinds)
        {
            added += await AppendKindAsync(connection, records, traffic, written, isRepeated);
        }

        await AddUsageAsync(connection, _usage.Take());
        await connection.ExecuteAsync(
            """
            INSERT INTO key_use (key_id, at, address) VALUES (@key, @at, @address)
            ON CONFLICT DO UPDATE SET at = excluded.at, address = excluded.address WHERE excluded.at >= at OR at > @ahead
            """,
            _uses.Due.Select(use => new { key = use.Key, at = use.Value.At.UtcTicks, address = use.Value.Address, ahead = _uses.Ahead.UtcTicks }));
        await connection.ExecuteAsync("UPDATE request_total SET written = @written", new { written = written + records.Count });
        return added;
    }

    private static Task<bool> HasUsageAsync(DbConnection connection) => connection.ExecuteScalarAsync<bool>("SELECT EXISTS (SELECT 1 FROM usage_tally)");

    private static async Task<int> TrimUsageAsync(DbConnection connection, DateTimeOffset now)
    {
        await connection.ExecuteAsync($"WITH {UsageSql.AddUp("usage_tally")}");
        await connection.ExecuteAsync("DELETE FROM usage_tally");
        return await UsageSql.TrimAsync(connection, now);
    }

    // One statement, whatever their number.
    private static Task<int> AddUsageAsync(DbConnection connection, IReadOnlyDictionary<UsageName, UsageCount> counts) => counts.Count == 0
        ? Task.FromResult(0)
        : connection.ExecuteAsync(
            """
            INSERT INTO usage_tally (dimension, start, api, value, requests, errors, duration_us, longest_us)
            SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5, value ->> 6, value ->> 7
            FROM json_each(@rows) WHERE true
            ON CONFLICT DO UPDATE SET requests = requests + excluded.requests, errors = errors + excluded.errors,
              duration_us = duration_us + excluded.duration_us, longest_us = max(longest_us, excluded.longest_us)
            """,
            new
            {
                rows = JsonSerializer.Serialize(counts.Select(row => new object[]
                {
                    (int)row.Key.Dimension,
                    row.Key.Start,
                    row.Key.Api,
                    row.Key.Value,
                    row.Value.Requests,
                    row.Value.Errors,
                    row.Value.DurationMicroseconds,
                    row.Value.LongestMicroseconds,
                })),
            });

    private async Task<int> AppendKindAsync(
        DbConnection connection, IReadOnlyList<RequestRecord> records, RequestTraffic traffic, long written, bool isRepeated)
    {
        RequestBlock? last = null;
        RequestIdIndex? ids = null;
        var added = 0;
        for (var i = 0; i < records.Count; i++)
        {
            var record = records[i];
            if (record.Traffic != traffic || (isRepeated && await RequestIdIndex.FindAsync(connection, record.Id) is not null))
            {
                continue;
            }

            if (ids is null)
            {
                last = await LastSmallAsync(connection, traffic);
                ids = new RequestIdIndex(connection);
                await BeginAsync(last, ids);
            }

            if (!_block.TryAdd(record, written + i))
            {
                await SaveAsync(connection, traffic, last, ids);
                await BeginAsync(last = null, ids);
                _block.TryAdd(record, written + i);
            }

            ids.Add(record.Id);
            _usage.Add(record);
            _uses.Add(record);
            added++;
        }

        if (ids is not null)
        {
            await SaveAsync(connection, traffic, last, ids);
            _block.Clear();
            await connection.ExecuteAsync("UPDATE request_kept SET kept = kept + @added WHERE traffic = @traffic", new { added, traffic = (int)traffic });
        }

        return added;
    }

    private static Task<RequestBlock?> LastSmallAsync(DbConnection connection, RequestTraffic traffic) => connection.QuerySingleOrDefaultAsync<RequestBlock>(
        $"{Selected} WHERE id = (SELECT id FROM request_block WHERE traffic = @traffic ORDER BY last_seq DESC LIMIT 1) AND length(lines) <= {SmallBlock}",
        new { traffic = (int)traffic });

    private async Task BeginAsync(RequestBlock? last, RequestIdIndex ids)
    {
        if (last is null)
        {
            _block.Clear();
        }
        else
        {
            _block.Continue(last);
            await ids.ContinueAsync(last.Id);
        }
    }

    private async Task SaveAsync(DbConnection connection, RequestTraffic traffic, RequestBlock? continued, RequestIdIndex ids)
    {
        if (_block.Requests == (continued?.Requests ?? 0))
        {
            return;
        }

        // A block that is continued keeps its number; the others get the next.
        var id = await connection.ExecuteScalarAsync<long>(
            continued is null
                ? """
                  INSERT INTO request_block (traffic, first_seq, last_seq, requests, failures, lines) VALUES (@traffic, @first, @last, @requests, @failures, @lines)
                  RETURNING id
                  """
                : """
                  UPDATE request_block SET first_seq = @first, last_seq = @last, requests = @requests, failures = @failures, lines = @lines WHERE id = @id
                  RETURNING id
                  """,
            new
            {
                id = continued?.Id,
                traffic = (int)traffic,
                first = _block.FirstSequence,
                last = _block.LastSequence,
                requests = _block.Requests,
                failures = _block.Failures,
                lines = _block.ToPadded(),
            });
        await ids.SaveAsync(id);
    }

    // A few at a time: the reader of a page stops where it has enough, and not every engine hands rows out one by one.
    private static async IAsyncEnumerable<RequestBlock> BlocksOf(DbConnection connection, RequestLogQuery query)
    {
        var failed = query.IsOfFailures ? "AND failures > 0" : string.Empty;
        var end = Math.Min(query.To is { } to ? RequestSequence.FirstAfter(to) : long.MaxValue, query.Cursor ?? long.MaxValue);
        var first = query.From is { } from ? RequestSequence.FirstAt(from) : 0;
        var (last, id) = (long.MaxValue, long.MaxValue);
        while (true)
        {
            var blocks = (await connection.QueryAsync<RequestBlock>(
                $"""
                {Selected} WHERE last_seq >= @first AND first_seq < @end AND last_seq <= @last AND (last_seq < @last OR id < @id) {failed}
                ORDER BY last_seq DESC, id DESC LIMIT {BlocksAtOnce}
                """,
                new { first, end, last, id })).AsList();
            foreach (var block in blocks)
            {
                yield return block;
            }

            if (blocks.Count < BlocksAtOnce)
            {
                yield break;
            }

            (last, id) = (blocks[^1].LastSequence, blocks[^1].Id);
        }
    }

    private static async Task<List<(long Id, int Requests, int Traffic)>> RemovableAsync(DbConnection connection, long end, RequestLogLimits keep)
    {
        var removable = new List<(long Id, int Requests, int Traffic)>();
        var left = RemovedAtOnce;
        foreach (var traffic in Kinds)
        {
            left -= await AddRemovableAsync(connection, traffic, end, keep.Of(traffic), left, removable);
        }

        return removable;
    }

    // Whole blocks, oldest first: what is too many, or else what is too old.
    private static async Task<int> AddRemovableAsync(
        DbConnection connection,
        RequestTraffic traffic,
        long end,
        long keep,
        int most,
        List<(long Id, int Requests, int Traffic)> removable)
    {
        var kind = new { traffic = (int)traffic };
        var tooMany = await connection.ExecuteScalarAsync<long>("SELECT kept FROM request_kept WHERE traffic = @traffic", kind) - keep;
        var oldest = await connection.QueryAsync<(long Id, int Requests, long LastSequence)>(
            "SELECT id, requests, last_seq FROM request_block WHERE traffic = @traffic ORDER BY last_seq LIMIT 100", kind);
        var requests = 0;
        foreach (var block in oldest)
        {
            if (requests >= most || (requests + block.Requests > tooMany && block.LastSequence >= end))
            {
                break;
            }

            removable.Add((block.Id, block.Requests, (int)traffic));
            requests += block.Requests;
        }

        return requests;
    }

    private static async Task<int> RemoveAsync(DbConnection connection, List<(long Id, int Requests, int Traffic)> blocks)
    {
        await connection.ExecuteAsync("DELETE FROM request_block WHERE id = @id", blocks.Select(block => new { id = block.Id }));
        foreach (var kind in blocks.GroupBy(block => block.Traffic))
        {
            await connection.ExecuteAsync(
                "UPDATE request_kept SET kept = kept - @removed WHERE traffic = @traffic",
                new { removed = kind.Sum(block => block.Requests), traffic = kind.Key });
        }

        return blocks.Sum(block => block.Requests);
    }
}
