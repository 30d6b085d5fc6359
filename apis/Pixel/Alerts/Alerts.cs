using Dapper;

namespace Lintel.Pixel;

/// <summary>An alert: a message through a channel when a metric passes a threshold.</summary>
internal sealed record Alert(string Id, string WebsiteId, string Metric, double Threshold, string Channel);

/// <summary>What a new alert is made from.</summary>
internal sealed record NewAlert(string Metric, double Threshold, string Channel);

/// <summary>The alerts of the accounts' websites.</summary>
internal sealed class AlertStore(PixelDatabase database, TimeProvider time)
{
    public async Task<IReadOnlyList<Alert>> ListAsync(string accountId, CancellationToken cancellationToken) =>
        await database.ListAsync<Alert>(
            """
            SELECT a.id AS Id, a.website_id AS WebsiteId, a.metric AS Metric, a.threshold AS Threshold, a.channel AS Channel
            FROM alerts a JOIN websites w ON w.id = a.website_id AND w.deleted_at IS NULL
            WHERE a.account_id = @accountId ORDER BY a.created_at, a.id LIMIT @limit
            """,
            accountId,
            cancellationToken);

    public async Task<Alert> AddAsync(OwnedWebsite website, NewAlert alert, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        var row = new Alert(PixelIds.Alert(), website.Id, alert.Metric, alert.Threshold, alert.Channel);
        await database.WriteAsync(
            connection => connection.ExecuteAsync(
                """
                INSERT INTO alerts (id, account_id, website_id, metric, threshold, channel, created_at)
                VALUES (@Id, @AccountId, @WebsiteId, @Metric, @Threshold, @Channel, @now)
                """,
                new { row.Id, website.AccountId, row.WebsiteId, row.Metric, row.Threshold, row.Channel, now }),
            cancellationToken);
        return row;
    }
}
