using Dapper;
using Lintel.RateLimits;

namespace Lintel.Storage;

/// <summary>The counts of durable rate limit policies in a database.</summary>
internal sealed class RateLimitStore(IDatabase database, TimeProvider time) : IRateLimitStore
{
    // Each save takes a few dead counters with it; more than it brings, so that the dead die out, and few enough that no save is slow.
    private const int RemovedWithEachSave = 8;

    public async ValueTask<byte[]?> LoadAsync(string api, string policy, string partition, CancellationToken cancellationToken) => await database.ReadAsync(
        connection => connection.QuerySingleOrDefaultAsync<byte[]>(
            "SELECT state FROM rate_limit_cell WHERE api = @api AND policy = @policy AND partition = @partition",
            new { api, policy, partition }),
        cancellationToken);

    public async ValueTask SaveAsync(string api, string policy, string partition, byte[] state, DateTimeOffset expires, CancellationToken cancellationToken)
    {
        var now = Columns.FromMoment(time.GetUtcNow());
        var expiresAt = Columns.FromMoment(expires);
        await database.WriteAsync(
            connection => connection.ExecuteAsync(
                """
                INSERT INTO rate_limit_cell (api, policy, partition, state, expires_at) VALUES (@api, @policy, @partition, @state, @expiresAt)
                ON CONFLICT (api, policy, partition) DO UPDATE SET state = excluded.state, expires_at = excluded.expires_at;
                DELETE FROM rate_limit_cell WHERE (api, policy, partition) IN
                  (SELECT api, policy, partition FROM rate_limit_cell WHERE expires_at < @now ORDER BY expires_at LIMIT @removed);
                """,
                new { api, policy, partition, state, expiresAt, now, removed = RemovedWithEachSave }),
            cancellationToken);
    }
}
