using System.Data.Common;
using Dapper;
using Lintel.Requests;
using Lintel.Storage;
using Npgsql;

namespace Lintel.Postgres;

/// <summary>
/// The request log in PostgreSQL, written by any number of nodes: a row for each entry, copied in batches, in a partition for each day. Batches of different
/// nodes have nothing in common, so that none waits for another.
/// </summary>
/// <param name="database">The schema of the request log.</param>
internal sealed class PostgresRequestLogStore(PostgresDatabase database) : IRequestLogStore, IRequestFeed
{
    // Ids are made a little earlier than requests begin, or later where a second has more of them than numbers.
    private static readonly TimeSpan Nearby = TimeSpan.FromMinutes(1);

    private readonly RequestPartitions _partitions = new(database);

    // Used by one append at a time: the log has one writer in each node.
    private readonly UsageTally _usage = new();
    private readonly KeyUseTally _uses = new();

    public async ValueTask AppendAsync(IReadOnlyList<RequestRecord> records, CancellationToken cancellationToken)
    {
        var days = records.Select(record => RequestDay.Of(record.At.UtcTicks)).ToHashSet();
        var isRepeated = false;
        for (var left = 2; days.Count > 0; left--)
        {
            try
            {
                await _partitions.EnsureAsync(days, cancellationToken);
                await database.AppendAsync(connection => WriteAsync(connection, records, isRepeated), cancellationToken);
                _uses.Written();
                _usage.Written();
                return;
            }
            catch (PostgresException exception) when (left > 0 && exception.SqlState == PostgresErrorCodes.UniqueViolation)
            {
                // The batch comes again, because it was not known whether it had been written.
                isRepeated = true;
            }
            catch (PostgresException exception) when (left > 0 && exception.SqlState == PostgresErrorCodes.CheckViolation)
            {
                // Another node has removed the partition of a day that is long past.
                _partitions.Forget();
            }
        }
    }

    public async ValueTask<RequestLogEntry?> FindAsync(string id, CancellationToken cancellationToken) =>
        await database.ReadAsync(connection => FindAsync(connection, StoredText.Of(id)!), cancellationToken);

    public async ValueTask<RequestLogPage> SearchAsync(RequestLogQuery query, CancellationToken cancellationToken) =>
        await database.ReadAsync(connection => new RequestSearch(query).RunAsync(connection), cancellationToken);

    public async ValueTask<RequestFeedPage> ReadNewAsync(string? position, int most, CancellationToken cancellationToken) =>
        await database.ReadAsync(connection => RequestFeed.ReadAsync(connection, position, most), cancellationToken);

    public async ValueTask<int> TrimAsync(DateTimeOffset before, RequestLogLimits keep, CancellationToken cancellationToken)
    {
        await RequestRetention.AddUpAsync(database, cancellationToken);
        return await database.AppendAsync(connection => RequestRetention.RunAsync(connection, before, keep), cancellationToken);
    }

    public async ValueTask<IReadOnlyList<UsageRow>> ReadUsageAsync(UsageQuery query, CancellationToken cancellationToken) => await database.ReadAsync(
        connection => UsageSql.ReadAsync(
            connection,
            query with { Api = StoredText.Of(query.Api), Values = query.Values?.Select(value => StoredText.Of(value)!).ToArray() }),
        cancellationToken);

    public async ValueTask<IReadOnlyDictionary<string, KeyUse>> FindKeyUsesAsync(
        IReadOnlyCollection<string> keyIds, CancellationToken cancellationToken) => await database.ReadAsync(
        connection => KeyUseSql.FindAsync(connection, [.. keyIds.Select(key => StoredText.Of(key)!)], KeyUseTallies.All), cancellationToken);

    public async ValueTask<int> CountAsync(string accountId, int most, CancellationToken cancellationToken) => await database.ReadAsync(
        connection => RequestRowErasure.CountAsync(connection, StoredText.Of(accountId)!, most), cancellationToken);

    public async ValueTask<ErasedRequests> EraseAsync(string accountId, long after, CancellationToken cancellationToken) => await database.AppendAsync(
        connection => RequestRowErasure.RunAsync(connection, StoredText.Of(accountId)!, after), cancellationToken);

    public async ValueTask<UsagePlace?> EraseUsageAsync(string accountId, UsagePlace? place, CancellationToken cancellationToken) =>
        await database.AppendAsync(connection => RequestRowErasure.RemoveUsageAsync(connection, StoredText.Of(accountId)!, place), cancellationToken);

    public async ValueTask EraseKeyUsesAsync(IReadOnlyCollection<string> keyIds, CancellationToken cancellationToken) => await database.AppendAsync(
        connection => RequestRowErasure.BlankKeysAsync(connection, [.. keyIds.Select(key => StoredText.Of(key)!)]), cancellationToken);

    public async ValueTask<int> TrimUsageAsync(DateTimeOffset now, CancellationToken cancellationToken) =>
        await database.AppendAsync(connection => UsageSql.TrimAsync(connection, now), cancellationToken);

    private async Task<int> WriteAsync(NpgsqlConnection connection, IReadOnlyList<RequestRecord> records, bool isRepeated)
    {
        var added = isRepeated ? await RequestBatch.UnknownAsync(connection, records) : records;
        _usage.Clear();
        _uses.Clear();
        foreach (var record in added)
        {
            _usage.Add(record);
            _uses.Add(record);
        }

        await UsageTallies.NoteAsync(connection, _usage.Take());
        await KeyUseTallies.NoteAsync(connection, _uses.Due, _uses.Ahead);
        return await RequestBatch.WriteAsync(connection, added);
    }

    // The id names its partition. Only where it is not found there, because the clock of the ids was another one, all of them are asked.
    private static async Task<RequestLogEntry?> FindAsync(DbConnection connection, string id)
    {
        var found = RequestIdTime.Of(id) is { } made ? await FindAsync(connection, id, made - Nearby, made + Nearby) : null;
        return found ?? await FindAsync(connection, id, DateTimeOffset.MinValue, DateTimeOffset.MaxValue);
    }

    private static async Task<RequestLogEntry?> FindAsync(DbConnection connection, string id, DateTimeOffset from, DateTimeOffset to) =>
        (await connection.QueryFirstOrDefaultAsync<RequestRow>(
            $"SELECT {RequestRow.Selected} FROM request WHERE id = @id AND at BETWEEN @from AND @to ORDER BY at DESC LIMIT 1",
            new { id, from = from.UtcTicks, to = to.UtcTicks }))?.ToEntry();
}
