using System.Data;
using System.Text;
using Dapper;
using Lintel.Requests;

namespace Lintel.Storage;

/// <summary>The request log in a database.</summary>
internal sealed class RequestLogStore(IDatabase database) : IRequestLogStore
{
    private const int RemovedAtOnce = 1_000;

    private const string Selected =
        """
        SELECT seq, id, at, api, operation, method, route, status, code, condition, arguments, cause, key_id AS KeyId, account_id AS AccountId, address,
               duration_us AS DurationMicroseconds, request_bytes AS RequestBytes, response_bytes AS ResponseBytes, inbound_id AS InboundId
        FROM request
        """;

    private const string Insert =
        """
        INSERT INTO request (seq, id, at, api, operation, method, route, status, code, condition, arguments, cause, key_id, account_id, address,
                             duration_us, request_bytes, response_bytes, inbound_id)
        VALUES (@Seq, @Id, @At, @Api, @Operation, @Method, @Route, @Status, @Code, @Condition, @Arguments, @Cause, @KeyId, @AccountId, @Address,
                @DurationMicroseconds, @RequestBytes, @ResponseBytes, @InboundId)
        ON CONFLICT (id) DO NOTHING
        """;

    private long _count = -1;

    public async ValueTask AppendAsync(IReadOnlyList<RequestRecord> records, CancellationToken cancellationToken)
    {
        // Made here and not on the writer's thread, which others wait for.
        var rows = records.Select(record => RequestLogEntries.Of(record)).ToList();
        await database.WriteAsync(connection => Append(connection, rows), cancellationToken);
    }

    public ValueTask<RequestLogEntry?> FindAsync(string id, CancellationToken cancellationToken) =>
        new(database.Read(connection => connection.QuerySingleOrDefault<RequestRow>($"{Selected} WHERE id = @id", new { id }))?.ToEntry());

    public ValueTask<RequestLogPage> SearchAsync(RequestLogQuery query, CancellationToken cancellationToken)
    {
        var sql = $"{Selected} WHERE {ConditionsOf(query)} ORDER BY seq DESC LIMIT @Limit + 1";
        var parameters = new
        {
            query.Api,
            query.AccountId,
            query.Method,
            Route = query.Route is { } route && route.EndsWith('*') ? route[..^1] : query.Route,
            query.Status,
            query.Code,
            First = query.From is { } from ? RequestRow.FirstSequenceAt(from) : 0,
            End = Math.Min(query.To is { } to ? RequestRow.FirstSequenceAt(to.AddMilliseconds(1)) : long.MaxValue, query.Cursor ?? long.MaxValue),
            From = Columns.FromMoment(query.From),
            To = Columns.FromMoment(query.To),
            query.Limit,
        };
        var rows = database.Read(connection => connection.Query<RequestRow>(sql, parameters).AsList());
        var hasMore = rows.Count > query.Limit;
        var page = rows.Take(query.Limit).ToList();
        return new ValueTask<RequestLogPage>(new RequestLogPage([.. page.Select(row => row.ToEntry())], hasMore ? page[^1].Seq : null));
    }

    public async ValueTask<int> TrimAsync(DateTimeOffset before, long keep, CancellationToken cancellationToken)
    {
        var end = RequestRow.FirstSequenceAt(before);
        var (oldest, count) = database.Read(connection => connection.QuerySingle<(long Oldest, long Count)>(
            "SELECT ifnull((SELECT min(seq) FROM request), @none), (SELECT requests FROM request_count)", new { none = long.MaxValue }));
        if (oldest >= end && count <= keep)
        {
            return 0;
        }

        return await database.WriteAsync(
            connection =>
            {
                var removed = connection.Execute(
                    """
                    DELETE FROM request WHERE seq IN (SELECT seq FROM request WHERE seq < @end ORDER BY seq LIMIT @limit);
                    """,
                    count > keep ? new { end = long.MaxValue, limit = Math.Min(count - keep, RemovedAtOnce) } : new { end, limit = (long)RemovedAtOnce });
                connection.Execute("UPDATE request_count SET requests = requests - @removed", new { removed });
                return removed;
            },
            cancellationToken);
    }

    private int Append(IDbConnection connection, List<RequestLogEntry> entries)
    {
        if (_count < 0)
        {
            // Continues where the last process stopped, so that numbers differ even where the clock stands still.
            _count = RequestRow.CountIn(connection.ExecuteScalar<long?>("SELECT max(seq) FROM request") + 1 ?? 0);
        }

        var added = connection.Execute(Insert, entries.Select(entry => new RequestRow(entry, _count++)));
        connection.Execute("UPDATE request_count SET requests = requests + @added", new { added });
        return added;
    }

    private static string ConditionsOf(RequestLogQuery query)
    {
        var conditions = new StringBuilder("seq >= @First AND seq < @End");
        Add(query.From, " AND at >= @From");
        Add(query.To, " AND at < @To");
        Add(query.Api, " AND api = @Api");
        Add(query.AccountId, " AND account_id = @AccountId");
        Add(query.Method, " AND method = @Method");
        Add(query.Route, query.Route is { } route && route.EndsWith('*') ? " AND substr(route, 1, length(@Route)) = @Route" : " AND route = @Route");
        Add(query.Code, " AND code = @Code");

        // The second comparison lets SQLite use the index of failures.
        Add(query.Status, query.Status >= 400 ? " AND status = @Status AND status >= 400" : " AND status = @Status");
        return conditions.ToString();

        void Add(object? value, string condition)
        {
            if (value is not null)
            {
                conditions.Append(condition);
            }
        }
    }
}
