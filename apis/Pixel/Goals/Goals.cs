using System.ComponentModel.DataAnnotations;
using Dapper;
using Lintel.AspNetCore;
using Lintel.Shared;

namespace Lintel.Pixel;

/// <summary>A goal: what counts as a conversion on a website.</summary>
internal sealed record Goal(string Id, string WebsiteId, string Name, string Selector, string CreatedAt);

/// <summary>What a new goal is made from.</summary>
[RequestExample("""{"name":"Sign-up","selector":"#sign-up"}""")]
internal sealed record NewGoal(
    [StringLength(64, MinimumLength = 1), SingleLine] string Name,
    [StringLength(1024, MinimumLength = 1), SingleLine] string Selector);

/// <summary>The goals of the accounts' websites.</summary>
internal sealed class GoalStore(PixelDatabase database, TimeProvider time)
{
    public async Task<IReadOnlyList<Goal>> ListAsync(string accountId, CancellationToken cancellationToken) =>
        (await database.ListAsync<Row>(
            """
            SELECT g.id AS Id, g.website_id AS WebsiteId, g.name AS Name, g.selector AS Selector, g.created_at AS CreatedAt
            FROM goals g JOIN websites w ON w.id = g.website_id AND w.deleted_at IS NULL
            WHERE g.account_id = @accountId ORDER BY g.created_at, g.id LIMIT @limit
            """,
            accountId,
            cancellationToken)).Select(row => row.Show()).ToList();

    public async Task<Goal> AddAsync(OwnedWebsite website, NewGoal goal, CancellationToken cancellationToken)
    {
        var row = new Row(PixelIds.Goal(), website.Id, goal.Name, goal.Selector, time.GetUtcNow().ToUnixTimeMilliseconds());
        await database.WriteAsync(
            connection => connection.ExecuteAsync(
                """
                INSERT INTO goals (id, account_id, website_id, name, selector, created_at)
                VALUES (@Id, @AccountId, @WebsiteId, @Name, @Selector, @CreatedAt)
                """,
                new { row.Id, website.AccountId, row.WebsiteId, row.Name, row.Selector, row.CreatedAt }),
            cancellationToken);
        return row.Show();
    }

    private sealed record Row(string Id, string WebsiteId, string Name, string Selector, long CreatedAt)
    {
        public Goal Show() => new(Id, WebsiteId, Name, Selector, MomentText.Seconds(CreatedAt));
    }
}
