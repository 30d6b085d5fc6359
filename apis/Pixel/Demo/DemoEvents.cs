using System.Data.Common;
using System.Globalization;
using Dapper;

namespace Lintel.Pixel;

/// <summary>Writes invented traffic into the built-in warehouse: what is missing of the last 30 days, in one transaction with one prepared statement.</summary>
internal sealed class DemoEvents(WarehouseDatabase database, TimeProvider time)
{
    private const int Days = 30;

    private static readonly (string Column, Func<EventRow, object?> Value)[] Columns =
    [
        ("account_id", row => row.AccountId), ("website_id", row => row.WebsiteId), ("event_id", row => row.EventId), ("name", row => row.Name),
        ("visitor_id", row => row.VisitorId), ("session_id", row => row.SessionId), ("path", row => row.Path), ("referrer", row => row.Referrer),
        ("llm_engine", row => row.LlmEngine), ("goal_name", row => row.GoalName), ("value_e4", row => row.ValueE4), ("currency", row => row.Currency),
        ("country", row => row.Country), ("device", row => row.Device), ("browser", row => row.Browser), ("os", row => row.Os),
        ("language", row => row.Language), ("utm_source", row => row.UtmSource), ("utm_medium", row => row.UtmMedium),
        ("utm_campaign", row => row.UtmCampaign), ("at", row => row.At), ("received_at", row => row.ReceivedAt), ("size", row => row.Size),
    ];

    private static readonly string InsertSql =
        $"INSERT INTO events ({string.Join(", ", Columns.Select(column => column.Column))}) VALUES ({string.Join(", ", Columns.Select(column => "@" + column.Column))})";

    public Task FillAsync(IReadOnlyList<DemoSite> sites, CancellationToken cancellationToken) => database.WriteAsync(
        async connection =>
        {
            await using var insert = Prepare(connection);
            foreach (var site in sites)
            {
                await FillAsync(connection, insert, site);
            }

            return 0;
        },
        cancellationToken);

    /// <summary>Whether a website has no events at all.</summary>
    public async Task<bool> IsEmptyAsync(string accountId, string websiteId, CancellationToken cancellationToken) =>
        await database.ReadAsync(
            connection => connection.ExecuteScalarAsync<long>(
                "SELECT EXISTS (SELECT 1 FROM events WHERE account_id = @accountId AND website_id = @websiteId)",
                new { accountId, websiteId }),
            cancellationToken) == 0;

    private async Task FillAsync(DbConnection connection, DbCommand insert, DemoSite site)
    {
        var now = time.GetUtcNow();
        var end = now.ToUnixTimeMilliseconds();
        var today = DateOnly.FromDateTime(now.UtcDateTime);
        var last = await connection.ExecuteScalarAsync<long?>(
            "SELECT MAX(at) FROM events WHERE account_id = @AccountId AND website_id = @WebsiteId AND event_id >= 'demo-' AND event_id < 'demo.'",
            site) ?? 0;
        var first = today.AddDays(-Days);
        var resumed = DateOnly.FromDateTime(DateTimeOffset.FromUnixTimeMilliseconds(last).UtcDateTime);

        // The day before the last event's is made again too: its sessions reach over midnight.
        for (var day = resumed > first ? resumed.AddDays(-1) : first; day <= today; day = day.AddDays(1))
        {
            await WriteAsync(insert, DemoTraffic.OfDay(site, day).Where(row => row.At > last && row.At <= end));
        }

        foreach (var row in DemoTraffic.OfNow(site, now))
        {
            await WarehouseStore.InsertAsync(connection, row);
        }
    }

    private static DbCommand Prepare(DbConnection connection)
    {
        var command = connection.CreateCommand();
        command.CommandText = InsertSql;
        foreach (var (column, _) in Columns)
        {
            var parameter = command.CreateParameter();
            parameter.ParameterName = string.Create(CultureInfo.InvariantCulture, $"@{column}");
            command.Parameters.Add(parameter);
        }

        return command;
    }

    private static async Task WriteAsync(DbCommand insert, IEnumerable<EventRow> rows)
    {
        foreach (var row in rows)
        {
            for (var i = 0; i < Columns.Length; i++)
            {
                insert.Parameters[i].Value = Columns[i].Value(row) ?? DBNull.Value;
            }

            await insert.ExecuteNonQueryAsync();
        }
    }
}
