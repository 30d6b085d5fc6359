using System.Data.Common;
using System.Diagnostics;
using Dapper;
using Lintel.Requests;
using Lintel.Storage;

namespace Lintel.Postgres;

/// <summary>
/// Finds the entries of a page, newest first, a piece of time after the other. The number that orders them never changes and tells any two apart, so that a
/// page ends where the next one begins, whatever nodes write meanwhile. One that takes long ends early, and has a cursor.
/// </summary>
internal sealed class RequestSearch
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(3);

    private readonly RequestLogQuery _query;
    private readonly TimeSpan _longest;
    private readonly DynamicParameters _parameters = new();
    private readonly List<string> _conditions = ["at >= @start", "at < @end", "seq >= @first", "seq < @last"];

    /// <param name="query">The filters.</param>
    /// <param name="longest">The time after which a page ends before it is full, at the beginning of a day; null for 3 seconds.</param>
    public RequestSearch(RequestLogQuery query, TimeSpan? longest = null)
    {
        _query = query;
        _longest = longest ?? Longest;
        AddEqual("id", StoredText.Of(query.Id));
        AddEqual("inbound_id", StoredText.Of(query.InboundId));
        AddEqual("api", StoredText.Of(query.Api));
        AddEqual("account_id", StoredText.Of(query.AccountId));
        AddEqual("key_id", StoredText.Of(query.KeyId));
        AddEqual("application_id", StoredText.Of(query.ApplicationId));
        AddEqual("operation", StoredText.Of(query.Operation));
        AddEqual("method", StoredText.Of(query.Method));
        AddEqual("code", StoredText.Of(query.Code));
        AddEqual("condition", StoredText.Of(query.Condition));
        AddEqual("status", query.Status);
        AddEqual("is_shadow", query.IsShadow);
        AddEqual("trace_id", query.TraceId is null ? null : Convert.FromHexString(query.TraceId));
        AddEqual("address", query.Address);
        Add("status / 100 = @class", "class", query.StatusClass);
        Add("duration_us > @slower", "slower", query.SlowerThan);
        Add("split_part(address, '%', 1)::inet <<= @network::inet", "network", query.Network?.ToString());
        AddRoute(StoredText.Of(query.Route));
    }

    /// <summary>Reads the page in the transaction of a connection.</summary>
    public async Task<RequestLogPage> RunAsync(DbConnection connection)
    {
        var began = Stopwatch.GetTimestamp();
        await connection.ExecuteAsync(PostgresTransaction.PlanForValues);
        var pieces = new RequestPieces(await DaysAsync(connection), IsScan(_query));
        var rows = new List<RequestRow>();
        while (pieces.TryTake(out var piece))
        {
            var started = Stopwatch.GetTimestamp();
            rows.AddRange(await ReadAsync(connection, piece, _query.Limit + 1 - rows.Count));
            if (rows.Count > _query.Limit)
            {
                return PageOf(rows[..^1], rows[^2].Seq);
            }

            // By the real time: the server knows no other.
            if (!pieces.IsEmpty && Stopwatch.GetElapsedTime(began) > _longest)
            {
                return PageOf(rows, RequestSequence.FirstAt(Columns.ToMoment(piece.Start)));
            }

            pieces.Adapt(Stopwatch.GetElapsedTime(started));
        }

        return PageOf(rows, cursor: null);
    }

    /// <summary>true where no index finds what is wanted, and perhaps little matches, so that many entries are looked at; otherwise, false.</summary>
    private static bool IsScan(RequestLogQuery query) =>
        query is { Id: null, InboundId: null, TraceId: null, AccountId: null, KeyId: null, Code: null, Address: null }
        && query != new RequestLogQuery { From = query.From, To = query.To, Cursor = query.Cursor, Limit = query.Limit };

    private static RequestLogPage PageOf(List<RequestRow> rows, long? cursor) => new([.. rows.Select(row => row.ToEntry())], cursor);

    /// <summary>The days that the page may reach into, newest first, as far as they are wanted.</summary>
    private async Task<IReadOnlyList<(long Start, long End)>> DaysAsync(DbConnection connection)
    {
        var start = _query.From?.UtcTicks ?? 0;
        var end = Math.Min(_query.To?.UtcTicks ?? long.MaxValue, EndOf(_query.Cursor));
        return
        [
            .. (await RequestPartitions.ListAsync(connection)).Where(day => day.End > start && day.Start < end)
                .Select(day => (Math.Max(day.Start, start), Math.Min(day.End, end))),
        ];
    }

    // After the millisecond of the last number below the cursor: a cursor may be the first number of a day, of which nothing is wanted then.
    private static long EndOf(long? cursor) => cursor is { } at ? RequestSequence.MillisecondOf(at - 1).AddMilliseconds(1).UtcTicks : long.MaxValue;

    private Task<IEnumerable<RequestRow>> ReadAsync(DbConnection connection, (long Start, long End) of, int limit)
    {
        _parameters.Add("start", of.Start);
        _parameters.Add("end", of.End);

        // The same bounds for indexes that are in the order of the numbers.
        _parameters.Add("first", RequestSequence.FirstAt(Columns.ToMoment(of.Start)));
        _parameters.Add("last", Math.Min(RequestSequence.FirstAfter(Columns.ToMoment(of.End)), _query.Cursor ?? long.MaxValue));
        _parameters.Add("limit", limit);
        var conditions = string.Join(" AND ", _conditions);

        // Each kind of traffic is in the order of an index; together they are not.
        var kinds = Kinds().Select(kind =>
            $"(SELECT {RequestRow.Selected} FROM request WHERE traffic = {(int)kind} AND {conditions} ORDER BY seq DESC LIMIT @limit)");
        return connection.QueryAsync<RequestRow>($"SELECT * FROM ({string.Join(" UNION ALL ", kinds)}) AS entries ORDER BY seq DESC LIMIT @limit", _parameters);
    }

    /// <summary>The kinds of traffic that can have what is wanted.</summary>
    private IEnumerable<RequestTraffic> Kinds()
    {
        if (_query.AccountId is null && _query.KeyId is null)
        {
            yield return RequestTraffic.Anonymous;
        }

        yield return RequestTraffic.Refused;
        if (_query is { Status: null or < 400, StatusClass: null or < 4 })
        {
            yield return RequestTraffic.Admitted;
        }
    }

    private void AddRoute(string? route)
    {
        if (route is not null && route.EndsWith('*'))
        {
            Add("starts_with(route, @route)", "route", route[..^1]);
        }
        else
        {
            AddEqual("route", route);
        }
    }

    private void AddEqual(string column, object? value) => Add($"{column} = @{column}", column, value);

    private void Add(string condition, string name, object? value)
    {
        if (value is not null)
        {
            _conditions.Add(condition);
            _parameters.Add(name, value);
        }
    }
}
