using System.Data.Common;
using System.Text.Json;
using Lintel.Trackpilots.Activities;
using Lintel.Trackpilots.Employees;
using Lintel.Trackpilots.Storage;

namespace Lintel.Trackpilots.Screenshots;

/// <summary>A screenshot's metadata; the picture itself lies elsewhere.</summary>
/// <param name="Person">Whose screen it was.</param>
/// <param name="TeamId">The employee's first team, or null.</param>
/// <param name="CapturedAt">When, in Unix milliseconds.</param>
/// <param name="Application">What was in front.</param>
/// <param name="FullUrl">The page's whole address; empty for a program.</param>
/// <param name="ThumbnailUrl">Where the small picture lies.</param>
/// <param name="ImageUrl">Where the picture lies.</param>
/// <param name="Idle">Whether nobody was at the keyboard.</param>
internal sealed record Screenshot(
    Person Person, string? TeamId, long CapturedAt, Application Application, string FullUrl, string ThumbnailUrl, string ImageUrl, bool Idle);

/// <summary>The screenshots of each account.</summary>
internal sealed class ScreenshotStore(TrackpilotsDatabase database)
{
    private const string Newest =
        """
        SELECT s.employee, s.captured_at, s.full_url, s.thumbnail_url, s.image_url, s.idle,
          a.name, a.type, a.category, a.domain, a.icon_url, a.productivity,
          (SELECT m.team_id FROM memberships m WHERE m.account_id = s.account_id AND m.employee = s.employee ORDER BY m.position LIMIT 1)
        FROM screenshots s JOIN applications a ON a.account_id = s.account_id AND a.number = s.application
        WHERE s.account_id = @account AND s.captured_at >= @from AND s.captured_at < @to AND s.employee IN (SELECT CAST(value AS BIGINT) FROM json_each(@employees))
        ORDER BY s.captured_at DESC, s.number DESC
        LIMIT @limit OFFSET @offset
        """;

    /// <summary>A piece of the list of screenshots, newest first.</summary>
    public Task<List<Screenshot>> PageAsync(ReportQuery query, int offset, int limit, CancellationToken cancellationToken) =>
        database.ReadAsync(
            async connection =>
            {
                var people = (await EmployeeQueries.SelectAsync(connection, query.AccountId, query.Selection)).ToDictionary(person => person.Number);
                await using var statement = new Statement(connection, Newest, "@account", "@from", "@to", "@employees", "@limit", "@offset");
                await using var reader = await statement.QueryAsync(
                    query.AccountId, query.Window.From * 1000, query.Window.To * 1000, JsonSerializer.Serialize(people.Keys), limit, offset);
                var page = new List<Screenshot>(limit);
                while (await reader.ReadAsync())
                {
                    page.Add(ReadScreenshot(reader, people));
                }

                return page;
            },
            cancellationToken);

    private static Screenshot ReadScreenshot(DbDataReader reader, Dictionary<long, Person> people) => new(
        people[reader.GetInt64(0)],
        reader.IsDBNull(12) ? null : reader.GetString(12),
        reader.GetInt64(1),
        new Application(reader.GetString(6), reader.GetString(7), reader.GetString(8), reader.GetString(9), reader.GetString(10), reader.GetString(11)),
        reader.GetString(2),
        reader.GetString(3),
        reader.GetString(4),
        reader.GetBoolean(5));
}
