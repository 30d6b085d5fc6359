using System.Data.Common;
using Dapper;
using Lintel.RateLimits;

namespace Lintel.Storage;

/// <summary>The counts of durable rate limit policies in a database.</summary>
internal sealed class RateLimitStore(IDatabase database, TimeProvider time) : IRateLimitStore
{
    // Each save takes a few dead counters with it; more than it brings, so that the dead die out, and few enough that no save is slow.
    private const int RemovedWithEachSave = 8;
    private const int RemovedTogether = 500;

    // The clocks of the engines that say when a counter expires differ from that of the database.
    private static readonly TimeSpan KeptLonger = TimeSpan.FromMinutes(1);

    public async ValueTask<byte[]?> LoadAsync(string api, string policy, string partition, CancellationToken cancellationToken) =>
        await database.ReadAsync(connection => ReadAsync(connection, api, new StoredCounterName(policy, partition)), cancellationToken);

    public async ValueTask SaveAsync(string api, IReadOnlyList<StoredCounter> counters, CancellationToken cancellationToken) => await database.WriteAsync(
        async connection =>
        {
            await WriteAsync(connection, api, counters);
            return connection.IsShared() ? 0 : await RemoveAsync(connection, time.GetUtcNow(), RemovedWithEachSave * counters.Count);
        },
        cancellationToken);

    public async ValueTask RemoveExpiredAsync(CancellationToken cancellationToken) => await database.WriteAsync(
        async connection =>
        {
            // In a transaction of its own: several processes remove the same counters, and a request must not run again because of that.
            return connection.IsShared() ? await RemoveAsync(connection, await ReadTimeAsync(connection) - KeptLonger, RemovedTogether) : 0;
        },
        cancellationToken);

    public async ValueTask<T> ChangeAsync<T>(
        string api,
        IReadOnlyList<StoredCounterName> counters,
        Func<IReadOnlyList<byte[]?>, DateTimeOffset, StoredChange<T>> decide,
        CancellationToken cancellationToken)
    {
        return database is ILockedWrites locked
            ? await locked.WriteLockedAsync(counters.Select(counter => $"{api}/{counter.Policy}/{counter.Partition}"), WorkAsync, cancellationToken)
            : await database.WriteAsync(WorkAsync, cancellationToken);

        async Task<T> WorkAsync(DbConnection connection)
        {
            var now = await ReadTimeAsync(connection);
            var states = new List<byte[]?>(counters.Count);
            foreach (var counter in counters)
            {
                states.Add(await ReadAsync(connection, api, counter));
            }

            var change = decide(states, now);
            await WriteAsync(connection, api, change.Written);
            return change.Result;
        }
    }

    private static Task<byte[]?> ReadAsync(DbConnection connection, string api, StoredCounterName counter) => connection.QuerySingleOrDefaultAsync<byte[]>(
        "SELECT state FROM rate_limit_cell WHERE api = @api AND policy = @Policy AND partition = @Partition",
        new { api, counter.Policy, counter.Partition });

    private static async Task WriteAsync(DbConnection connection, string api, IReadOnlyList<StoredCounter> counters)
    {
        if (counters.Count == 0)
        {
            return;
        }

        var values = new DynamicParameters(new { api });
        var rows = new List<string>(counters.Count);

        // In one order, so that two processes that write the same ones do not wait for each other.
        var ordered = counters
            .OrderBy(counter => counter.Name.Policy, StringComparer.Ordinal)
            .ThenBy(counter => counter.Name.Partition, StringComparer.Ordinal);
        foreach (var counter in ordered)
        {
            var row = rows.Count;
            rows.Add($"(@api, @policy{row}, @partition{row}, @state{row}, @expires{row})");
            values.Add($"policy{row}", counter.Name.Policy);
            values.Add($"partition{row}", counter.Name.Partition);
            values.Add($"state{row}", counter.State);
            values.Add($"expires{row}", Columns.FromMoment(counter.Expires));
        }

        await connection.ExecuteAsync(
            $"""
            INSERT INTO rate_limit_cell (api, policy, partition, state, expires_at) VALUES {string.Join(", ", rows)}
            ON CONFLICT (api, policy, partition) DO UPDATE SET state = excluded.state, expires_at = excluded.expires_at
            """,
            values);
    }

    private static Task<int> RemoveAsync(DbConnection connection, DateTimeOffset now, int most) => connection.ExecuteAsync(
        $"""
        DELETE FROM rate_limit_cell WHERE (api, policy, partition) IN
          (SELECT api, policy, partition FROM rate_limit_cell WHERE expires_at < @at ORDER BY expires_at LIMIT @most{connection.SkipLocked()})
        """,
        new { at = Columns.FromMoment(now), most });

    // By the clock of the database: those of several processes differ.
    private static async Task<DateTimeOffset> ReadTimeAsync(DbConnection connection) =>
        DateTimeOffset.UnixEpoch + TimeSpan.FromSeconds(await connection.QuerySingleAsync<double>("SELECT unixepoch('subsec')"));
}
