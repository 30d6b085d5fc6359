using System.Data;
using Dapper;
using Lintel.Requests;

namespace Lintel.Storage;

/// <summary>The request log in a database: blocks of lines, newest last, and which ids are in which block.</summary>
internal sealed class RequestLogStore(IDatabase database) : IRequestLogStore, IDisposable
{
    private const int RemovedAtOnce = 10_000;

    // A quiet API logs a line at a time. Its blocks are gone on with until they have this many bytes; what is written again each time stays small.
    private const int SmallBlock = 4 * 1024;

    private const string Selected = "SELECT id, first_seq AS FirstSequence, last_seq AS LastSequence, requests, failures, lines FROM request_block";

    // Used by the writer's thread alone.
    private readonly RequestBlockWriter _block = new();

    public async ValueTask AppendAsync(IReadOnlyList<RequestRecord> records, CancellationToken cancellationToken) =>
        await database.WriteAsync(connection => Append(connection, records), cancellationToken);

    public ValueTask<RequestLogEntry?> FindAsync(string id, CancellationToken cancellationToken) =>
        new(database.Read(connection => RequestIds.Find(connection, id)));

    public ValueTask<RequestLogPage> SearchAsync(RequestLogQuery query, CancellationToken cancellationToken) =>
        new(database.Read(connection => RequestSearch.Run(query, BlocksOf(connection, query))));

    public async ValueTask<int> TrimAsync(DateTimeOffset before, long keep, CancellationToken cancellationToken)
    {
        var end = RequestSequence.FirstAt(before);
        return database.Read(connection => Removable(connection, end, keep)).Count == 0
            ? 0
            : await database.WriteAsync(connection => Remove(connection, Removable(connection, end, keep)), cancellationToken);
    }

    public void Dispose() => _block.Dispose();

    private int Append(IDbConnection connection, IReadOnlyList<RequestRecord> records)
    {
        var (written, kept) = connection.QuerySingle<(long Written, long Kept)>("SELECT written, kept FROM request_total");
        var last = connection.QuerySingleOrDefault<RequestBlock>($"{Selected} WHERE id = (SELECT max(id) FROM request_block) AND length(lines) <= {SmallBlock}");
        var ids = new RequestIds(connection);

        // A batch comes again, as it was or longer, where it was not known whether it had been written. Its first line tells.
        var isRepeated = records.Count > 0 && RequestIds.Find(connection, records[0].Id) is not null;
        Begin(last);
        var added = 0;
        for (var i = 0; i < records.Count; i++)
        {
            var record = records[i];
            if (isRepeated && RequestIds.Find(connection, record.Id) is not null)
            {
                continue;
            }

            if (!_block.TryAdd(record, written + added))
            {
                Save(connection, last, ids);
                Begin(last = null);
                _block.TryAdd(record, written + added);
            }

            ids.Add(record.Id);
            added++;
        }

        Save(connection, last, ids);
        _block.Clear();
        connection.Execute("UPDATE request_total SET written = @written, kept = @kept", new { written = written + added, kept = kept + added });
        return added;
    }

    private void Begin(RequestBlock? last)
    {
        if (last is null)
        {
            _block.Clear();
        }
        else
        {
            _block.Continue(last);
        }
    }

    private void Save(IDbConnection connection, RequestBlock? continued, RequestIds ids)
    {
        if (_block.Requests == (continued?.Requests ?? 0))
        {
            return;
        }

        // A block that is continued keeps its number; the others get the next.
        var id = connection.ExecuteScalar<long>(
            """
            INSERT INTO request_block (id, first_seq, last_seq, requests, failures, lines) VALUES (@id, @first, @last, @requests, @failures, @lines)
            ON CONFLICT (id) DO UPDATE SET first_seq = @first, last_seq = @last, requests = @requests, failures = @failures, lines = @lines
            RETURNING id
            """,
            new { id = continued?.Id, first = _block.FirstSequence, last = _block.LastSequence, requests = _block.Requests, failures = _block.Failures, lines = _block.ToPadded() });
        ids.Save(id);
    }

    private static IEnumerable<RequestBlock> BlocksOf(IDbConnection connection, RequestLogQuery query)
    {
        var failed = query.Status >= 400 || query.Code is not null ? "AND failures > 0" : string.Empty;
        var end = Math.Min(query.To is { } to ? RequestSequence.FirstAt(to.AddMilliseconds(1)) : long.MaxValue, query.Cursor ?? long.MaxValue);
        var first = query.From is { } from ? RequestSequence.FirstAt(from) : 0;
        return connection.Query<RequestBlock>($"{Selected} WHERE last_seq >= @first AND first_seq < @end {failed} ORDER BY last_seq DESC", new { first, end }, buffered: false);
    }

    // Whole blocks, oldest first: what is too many, or else what is too old.
    private static List<(long Id, int Requests)> Removable(IDbConnection connection, long end, long keep)
    {
        var tooMany = connection.ExecuteScalar<long>("SELECT kept FROM request_total") - keep;
        var oldest = connection.Query<(long Id, int Requests, long LastSequence)>("SELECT id, requests, last_seq FROM request_block ORDER BY last_seq LIMIT 100").AsList();
        var removable = new List<(long Id, int Requests)>();
        var requests = 0;
        foreach (var block in oldest)
        {
            if (requests + block.Requests > tooMany && block.LastSequence >= end)
            {
                break;
            }

            removable.Add((block.Id, block.Requests));
            requests += block.Requests;
            if (requests >= RemovedAtOnce)
            {
                break;
            }
        }

        return removable;
    }

    private static int Remove(IDbConnection connection, List<(long Id, int Requests)> blocks)
    {
        var removed = blocks.Sum(block => block.Requests);
        connection.Execute("DELETE FROM request_block WHERE id = @id", blocks.Select(block => new { id = block.Id }));
        connection.Execute("UPDATE request_total SET kept = kept - @removed", new { removed });
        return removed;
    }
}
