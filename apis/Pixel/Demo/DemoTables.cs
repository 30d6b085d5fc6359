using System.Data.Common;
using System.Security.Cryptography;
using Dapper;
using Lintel.AspNetCore;

namespace Lintel.Pixel;

/// <summary>A website that must be there.</summary>
internal sealed record DemoWebsite(string AccountId, string Id, string Domain, string Name);

/// <summary>Fills <c>pixel.db</c> with what the demo accounts have set up. A demo website that was deleted comes back.</summary>
internal sealed class DemoTables(PixelDatabase database, TimeProvider time)
{
    private const string FreshDomain = "launch.brookdairy.example";

    // A password of 190 random bits needs no slow hash, and a start has no time for one.

    private const string InsertGoal =
        "INSERT INTO goals (id, account_id, website_id, name, selector, created_at) VALUES (@id, @AccountId, @websiteId, @name, @text, @createdAt)";

    private const string InsertAlert =
        """
        INSERT INTO alerts (id, account_id, website_id, metric, threshold, channel, created_at)
        VALUES (@id, @AccountId, @websiteId, @name, 100, @text, @createdAt)
        """;

    private const string InsertReport =
        """
        INSERT INTO reports (id, account_id, website_id, cadence, recipients, last_sent_at, created_at)
        VALUES (@id, @AccountId, @websiteId, @name, @text, @lastSentAt, @createdAt)
        """;

    private const string InsertShareLink =
        """
        INSERT INTO share_links (id, account_id, website_id, token_hash, token_prefix, password_hash, expires_at, created_at)
        VALUES (@id, @AccountId, @websiteId, @hash, @prefix, @password, @expiresAt, @createdAt)
        """;

    /// <summary>Makes sure that the websites are there; what is set up on the first is added where its account has nothing.</summary>
    public Task FillAsync(IReadOnlyList<DemoWebsite> websites, CancellationToken cancellationToken) => database.WriteAsync(
        async connection =>
        {
            var createdAt = Milliseconds(days: -60);
            foreach (var website in websites)
            {
                await EnsureAsync(connection, website, createdAt);
            }

            if (await connection.ExecuteScalarAsync<long>("SELECT EXISTS (SELECT 1 FROM goals WHERE account_id = @AccountId)", websites[0]) == 0)
            {
                await AddSettingsAsync(connection, websites[0], createdAt);
            }

            return 0;
        },
        cancellationToken);

    /// <summary>A website without events: the one of an earlier start, or a new one where that has got events meanwhile. Events are never taken back.</summary>
    public async Task<string> EnsureFreshAsync(string accountId, Func<string, Task<bool>> isEmpty, CancellationToken cancellationToken)
    {
        var known = await database.ReadAsync(
            async connection => (await connection.QueryAsync<string>(
                "SELECT id FROM websites WHERE account_id = @accountId AND domain = @FreshDomain AND deleted_at IS NULL ORDER BY created_at, id",
                new { accountId, FreshDomain })).ToList(),
            cancellationToken);
        foreach (var id in known)
        {
            if (await isEmpty(id))
            {
                return id;
            }
        }

        var made = new DemoWebsite(accountId, PixelIds.Website(), FreshDomain, "Brook Dairy launch page");
        await database.WriteAsync(connection => EnsureAsync(connection, made, Milliseconds()), cancellationToken);
        return made.Id;
    }

    private static Task<int> EnsureAsync(DbConnection connection, DemoWebsite website, long createdAt) => connection.ExecuteAsync(
        """
        INSERT INTO websites (id, account_id, domain, name, created_at) VALUES (@Id, @AccountId, @Domain, @Name, @createdAt)
        ON CONFLICT (id) DO UPDATE SET deleted_at = NULL
        """,
        new { website.Id, website.AccountId, website.Domain, website.Name, createdAt });

    private async Task AddSettingsAsync(DbConnection connection, DemoWebsite website, long createdAt)
    {
        var lastSentAt = Milliseconds(days: -3);
        await Add(InsertGoal, "goal_Signup0000000001", "signup", "#signup");
        await Add(InsertGoal, "goal_Newsletter000001", "newsletter", "form.newsletter button");
        await Add(InsertGoal, "goal_Checkout00000001", "checkout", "a[href='/checkout']");
        await Add(InsertAlert, "alert_Visitors00000001", "visitors", "email");
        await Add(InsertAlert, "alert_Revenue000000001", "revenue", "slack");
        await Add(InsertReport, "rep_Weekly0000000001", "weekly", """["team@brookdairy.example"]""");
        await Add(InsertReport, "rep_Monthly000000001", "monthly", """["board@brookdairy.example","team@brookdairy.example"]""");
        await AddShareLinkAsync(connection, website, createdAt, "shr_Public0000000001", null, null);
        await AddShareLinkAsync(connection, website, createdAt, "shr_Board00000000001", Passwords.None, Milliseconds(days: 30));

        Task Add(string sql, string id, string name, string text) =>
            connection.ExecuteAsync(sql, new { id, website.AccountId, websiteId = website.Id, name, text, createdAt, lastSentAt });
    }

    // Nobody knows the tokens and the password; they are there for the list.
    private static async Task AddShareLinkAsync(DbConnection connection, DemoWebsite website, long createdAt, string id, string? password, long? expiresAt)
    {
        var hash = RandomNumberGenerator.GetBytes(SHA256.HashSizeInBytes);
        var prefix = PixelIds.ShareToken()[..ShareLinkStore.PrefixLength];
        await connection.ExecuteAsync(InsertShareLink, new { id, website.AccountId, websiteId = website.Id, hash, prefix, password, expiresAt, createdAt });
    }

    private long Milliseconds(int days = 0) => time.GetUtcNow().AddDays(days).ToUnixTimeMilliseconds();
}
