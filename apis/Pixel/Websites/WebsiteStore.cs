using Dapper;
using Lintel.Shared;

namespace Lintel.Pixel;

/// <summary>The websites of the accounts. A deleted one is kept for its foreign keys and shown nowhere.</summary>
internal sealed class WebsiteStore(PixelDatabase database, TimeProvider time)
{
    public async Task<IReadOnlyList<Website>> ListAsync(string accountId, CancellationToken cancellationToken) =>
        (await database.ListAsync<Row>(
            """
            SELECT id AS Id, domain AS Domain, name AS Name, created_at AS CreatedAt FROM websites
            WHERE account_id = @accountId AND deleted_at IS NULL ORDER BY created_at, id LIMIT @limit
            """,
            accountId,
            cancellationToken)).Select(row => row.Show()).ToList();

    public async Task<IReadOnlyList<string>> ListIdsAsync(string accountId, CancellationToken cancellationToken) =>
        await database.ListAsync<string>(
            "SELECT id FROM websites WHERE account_id = @accountId AND deleted_at IS NULL ORDER BY created_at, id LIMIT @limit",
            accountId,
            cancellationToken);

    public async Task<bool> BelongsAsync(string accountId, string id, CancellationToken cancellationToken) =>
        await database.ReadAsync(
            connection => connection.ExecuteScalarAsync<long>(
                "SELECT COUNT(*) FROM websites WHERE id = @id AND account_id = @accountId AND deleted_at IS NULL",
                new { id, accountId }),
            cancellationToken) == 1;

    public Task<OwnedWebsite?> FindAsync(string id, CancellationToken cancellationToken) =>
        database.ReadAsync(
            connection => connection.QuerySingleOrDefaultAsync<OwnedWebsite>(
                "SELECT id AS Id, account_id AS AccountId FROM websites WHERE id = @id AND deleted_at IS NULL",
                new { id }),
            cancellationToken);

    /// <summary>Shows a website; null where it was deleted in between.</summary>
    public async Task<Website?> ShowAsync(OwnedWebsite website, CancellationToken cancellationToken) =>
        (await database.ReadAsync(
            connection => connection.QuerySingleOrDefaultAsync<Row>(
                """
                SELECT id AS Id, domain AS Domain, name AS Name, created_at AS CreatedAt FROM websites
                WHERE id = @Id AND account_id = @AccountId AND deleted_at IS NULL
                """,
                website),
            cancellationToken))?.Show();

    public async Task<Website> AddAsync(string accountId, NewWebsite website, CancellationToken cancellationToken)
    {
        var row = new Row(PixelIds.Website(), website.Domain, website.Name, time.GetUtcNow().ToUnixTimeMilliseconds());
        await database.WriteAsync(
            connection => connection.ExecuteAsync(
                "INSERT INTO websites (id, account_id, domain, name, created_at) VALUES (@Id, @accountId, @Domain, @Name, @CreatedAt)",
                new { row.Id, accountId, row.Domain, row.Name, row.CreatedAt }),
            cancellationToken);
        return row.Show();
    }

    public Task DeleteAsync(string id, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        return database.WriteAsync(
            connection => connection.ExecuteAsync("UPDATE websites SET deleted_at = @now WHERE id = @id AND deleted_at IS NULL", new { id, now }),
            cancellationToken);
    }

    private sealed record Row(string Id, string Domain, string Name, long CreatedAt)
    {
        public Website Show() => new(Id, Domain, Name, MomentText.Seconds(CreatedAt));
    }
}
