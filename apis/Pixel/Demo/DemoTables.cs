using System.Data;
using System.Security.Cryptography;
using Dapper;

namespace Lintel.Pixel;

/// <summary>Fills <c>pixel.db</c> with what the demo accounts have set up. A demo website that was deleted comes back.</summary>
internal sealed class DemoTables(PixelDatabase database, TimeProvider time)
{
    private const string FreshDomain = "launch.brookdairy.example";

    // A password of 190 random bits needs no slow hash, and a start has no time for one.
    private const int DemoIterations = 1000;

    private const string EnsureWebsite =
        """
        INSERT INTO websites (id, account_id, domain, name, created_at) VALUES (@id, @accountId, @domain, @name, @createdAt)
        ON CONFLICT (id) DO UPDATE SET deleted_at = NULL
        """;

    public Task FillAsync(DemoSite main, IReadOnlyList<(string AccountId, string Id, string Domain, string Name)> others, CancellationToken cancellationToken)
    {
        var createdAt = time.GetUtcNow().AddDays(-60).ToUnixTimeMilliseconds();
        return database.WriteAsync(
            connection =>
            {
                connection.Execute(EnsureWebsite, new { id = main.WebsiteId, accountId = main.AccountId, domain = "brookdairy.example", name = "Brook Dairy", createdAt });
                foreach (var (accountId, id, domain, name) in others)
                {
                    connection.Execute(EnsureWebsite, new { id, accountId, domain, name, createdAt });
                }

                if (connection.ExecuteScalar<long>("SELECT EXISTS (SELECT 1 FROM goals WHERE account_id = @AccountId)", main) == 0)
                {
                    FillSettings(connection, main, createdAt);
                }

                return 0;
            },
            cancellationToken);
    }

    /// <summary>A website without events: the one of an earlier start, or a new one where that has got events meanwhile. Events are never taken back.</summary>
    public async Task<string> EnsureFreshAsync(string accountId, Func<string, bool> isEmpty, CancellationToken cancellationToken)
    {
        var known = database.Read(connection => connection.Query<string>(
            "SELECT id FROM websites WHERE account_id = @accountId AND domain = @FreshDomain AND deleted_at IS NULL ORDER BY created_at, id",
            new { accountId, FreshDomain }).ToList());
        if (known.Find(id => isEmpty(id)) is { } fresh)
        {
            return fresh;
        }

        var made = PixelIds.Website();
        var createdAt = time.GetUtcNow().ToUnixTimeMilliseconds();
        await database.WriteAsync(
            connection => connection.Execute(EnsureWebsite, new { id = made, accountId, domain = FreshDomain, name = "Brook Dairy launch page", createdAt }),
            cancellationToken);
        return made;
    }

    private void FillSettings(IDbConnection connection, DemoSite site, long createdAt)
    {
        Add(connection, "INSERT INTO goals (id, account_id, website_id, name, selector, created_at) VALUES (@id, @AccountId, @WebsiteId, @name, @text, @createdAt)",
            site, createdAt, ("goal_Signup0000000001", "signup", "#signup"), ("goal_Newsletter000001", "newsletter", "form.newsletter button"), ("goal_Checkout00000001", "checkout", "a[href='/checkout']"));
        Add(connection, "INSERT INTO alerts (id, account_id, website_id, metric, threshold, channel, created_at) VALUES (@id, @AccountId, @WebsiteId, @name, 100, @text, @createdAt)",
            site, createdAt, ("alert_Visitors00000001", "visitors", "email"), ("alert_Revenue000000001", "revenue", "slack"));
        Add(connection, "INSERT INTO reports (id, account_id, website_id, cadence, recipients, last_sent_at, created_at) VALUES (@id, @AccountId, @WebsiteId, @name, @text, @lastSentAt, @createdAt)",
            site, createdAt, ("rep_Weekly0000000001", "weekly", """["team@brookdairy.example"]"""), ("rep_Monthly000000001", "monthly", """["board@brookdairy.example","team@brookdairy.example"]"""));
        AddShareLinks(connection, site, createdAt);
    }

    private void Add(IDbConnection connection, string sql, DemoSite site, long createdAt, params (string Id, string Name, string Text)[] rows)
    {
        var lastSentAt = time.GetUtcNow().AddDays(-3).ToUnixTimeMilliseconds();
        foreach (var (id, name, text) in rows)
        {
            connection.Execute(sql, new { id, site.AccountId, site.WebsiteId, name, text, createdAt, lastSentAt });
        }
    }

    // Nobody knows their tokens and the password; they are there for the list.
    private void AddShareLinks(IDbConnection connection, DemoSite site, long createdAt)
    {
        var expiresAt = time.GetUtcNow().AddDays(30).ToUnixTimeMilliseconds();
        const string Sql =
            """
            INSERT INTO share_links (id, account_id, website_id, token_hash, token_prefix, password_hash, expires_at, created_at)
            VALUES (@id, @AccountId, @WebsiteId, @hash, @prefix, @password, @expiresAt, @createdAt)
            """;
        connection.Execute(Sql, new { id = "shr_Public0000000001", site.AccountId, site.WebsiteId, hash = RandomNumberGenerator.GetBytes(32), prefix = PixelIds.ShareToken()[..8], password = (string?)null, expiresAt = (long?)null, createdAt });
        connection.Execute(Sql, new { id = "shr_Board00000000001", site.AccountId, site.WebsiteId, hash = RandomNumberGenerator.GetBytes(32), prefix = PixelIds.ShareToken()[..8], password = ShareLinkStore.HashPassword(PixelIds.ShareToken(), DemoIterations), expiresAt = (long?)expiresAt, createdAt });
    }
}
