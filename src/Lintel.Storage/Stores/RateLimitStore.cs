using System.Data.Common;
using Dapper;
using Lintel.RateLimits;

namespace Lintel.Storage;

/// <summary>The counts of durable rate limit policies in a database.</summary>
internal sealed class RateLimitStore(IDatabase database, TimeProvider time) : IRateLimitStore
{
    // Each save takes a few dead counters with it; more than it brings, so that the dead die out, and few enough that no save is slow.
    private const int RemovedWithEachSave = 8;

    public async ValueTask<byte[]?> LoadAsync(string api, string policy, string partition, CancellationToken cancellationToken) =>
        await database.ReadAsync(connection => ReadAsync(connection, api, new StoredCounterName(policy, partition)), cancellationToken);

    public async ValueTask SaveAsync(string api, string policy, string partition, byte[] state, DateTimeOffset expires, CancellationToken cancellationToken)
    {
        await database.WriteAsync(
            connection => WriteAsync(connection, api, new StoredCounter(new StoredCounterName(policy, partition), state, expires), time.GetUtcNow()),
            cancellationToken);
    }

    public async ValueTask<T> ChangeAsync<T>(
        string api,
        IReadOnlyList<StoredCounterName> counters,
        Func<IReadOnlyList<byte[]?>, DateTimeOffset, StoredChange<T>> decide,
        CancellationToken cancellationToken) => await database.WriteAsync(
        async connection =>
        {
            // By the clock of the database: those of several processes differ.
            var seconds = await connection.QuerySingleAsync<double>("SELECT unixepoch('subsec')");
            var states = new List<byte[]?>(counters.Count);
            foreach (var counter in counters)
            {
                states.Add(await ReadAsync(connection, api, counter));
            }

            var now = DateTimeOffset.UnixEpoch + TimeSpan.FromSeconds(seconds);
            var change = decide(states, now);
            foreach (var counter in change.Written)
            {
                await WriteAsync(connection, api, counter, now);
            }

            return change.Result;
        },
        cancellationToken);

    private static Task<byte[]?> ReadAsync(DbConnection connection, string api, StoredCounterName counter) => connection.QuerySingleOrDefaultAsync<byte[]>(
        "SELECT state FROM rate_limit_cell WHERE api = @api AND policy = @Policy AND partition = @Partition",
        new { api, counter.Policy, counter.Partition });

    private static Task<int> WriteAsync(DbConnection connection, string api, StoredCounter counter, DateTimeOffset now) => connection.ExecuteAsync(
        """
        INSERT INTO rate_limit_cell (api, policy, partition, state, expires_at) VALUES (@api, @Policy, @Partition, @State, @expiresAt)
        ON CONFLICT (api, policy, partition) DO UPDATE SET state = excluded.state, expires_at = excluded.expires_at;
        DELETE FROM rate_limit_cell WHERE (api, policy, partition) IN
          (SELECT api, policy, partition FROM rate_limit_cell WHERE expires_at < @at ORDER BY expires_at LIMIT @removed);
        """,
        new
        {
            api,
            counter.Name.Policy,
            counter.Name.Partition,
            counter.State,
            expiresAt = Columns.FromMoment(counter.Expires),
            at = Columns.FromMoment(now),
            removed = RemovedWithEachSave,
        });
}
