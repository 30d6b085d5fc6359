using System.Text.Json;
using Dapper;
using Lintel.Shared;

namespace Lintel.Pixel;

/// <summary>A report that is sent by mail at a cadence.</summary>
internal sealed record Report(string Id, string WebsiteId, string Cadence, IReadOnlyList<string> Recipients, string? LastSentAt);

/// <summary>What a new report is made from.</summary>
internal sealed record NewReport(string Cadence, IReadOnlyList<string> Recipients);

/// <summary>The reports of the accounts' websites.</summary>
internal sealed class ReportStore(PixelDatabase database, TimeProvider time)
{
    public async Task<IReadOnlyList<Report>> ListAsync(string accountId, CancellationToken cancellationToken) =>
        (await database.ListAsync<Row>(
            """
            SELECT r.id AS Id, r.website_id AS WebsiteId, r.cadence AS Cadence, r.recipients AS Recipients, r.last_sent_at AS LastSentAt
            FROM reports r JOIN websites w ON w.id = r.website_id AND w.deleted_at IS NULL
            WHERE r.account_id = @accountId ORDER BY r.created_at, r.id LIMIT @limit
            """,
            accountId,
            cancellationToken)).Select(row => row.Show()).ToList();

    public async Task<Report> AddAsync(OwnedWebsite website, NewReport report, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        var row = new Row
        {
            Id = PixelIds.Report(),
            WebsiteId = website.Id,
            Cadence = report.Cadence,
            Recipients = JsonSerializer.Serialize(report.Recipients)
        };
        await database.WriteAsync(
            connection => connection.ExecuteAsync(
                """
                INSERT INTO reports (id, account_id, website_id, cadence, recipients, created_at)
                VALUES (@Id, @AccountId, @WebsiteId, @Cadence, @Recipients, @now)
                """,
                new { row.Id, website.AccountId, row.WebsiteId, row.Cadence, row.Recipients, now }),
            cancellationToken);
        return row.Show();
    }

    // Properties and not parameters: Dapper takes the type of a nullable column from its first row.
    private sealed class Row
    {
        public string Id { get; init; } = string.Empty;

        public string WebsiteId { get; init; } = string.Empty;

        public string Cadence { get; init; } = string.Empty;

        public string Recipients { get; init; } = "[]";

        public long? LastSentAt { get; init; }

        public Report Show() =>
            new(Id, WebsiteId, Cadence, JsonSerializer.Deserialize<string[]>(Recipients) ?? [], MomentText.Seconds(LastSentAt));
    }
}
