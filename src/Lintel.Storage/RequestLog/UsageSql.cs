using System.Data.Common;
using System.Globalization;
using Dapper;
using Lintel.Requests;

namespace Lintel.Storage;

/// <summary>
/// The statements of usage, the same for every engine. Batches note minutes in <c>usage_tally</c>, which whoever trims adds up in <c>usage</c>, by minutes,
/// hours and days: so a batch writes few rows, and counts are exact at any time.
/// </summary>
internal static class UsageSql
{
    /// <summary>The columns of a count.</summary>
    public const string Counts = "requests, errors, duration_us, longest_us";

    private const int TrimmedAtOnce = 60;

    private const string Stored =
        $"""
        (SELECT grain, dimension, start, api, value, {Counts} FROM usage
          UNION ALL SELECT @grain, dimension, start - start % @length, api, value, {Counts} FROM usage_tally)
        """;

    private static readonly UsageDimension[] Dimensions = Enum.GetValues<UsageDimension>();

    /// <summary>Reads counts.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="query">What is wanted.</param>
    public static async Task<IReadOnlyList<UsageRow>> ReadAsync(DbConnection connection, UsageQuery query)
    {
        const string Sums =
            """
            CAST(SUM(requests) AS BIGINT) AS Requests, CAST(SUM(errors) AS BIGINT) AS Errors, CAST(SUM(duration_us) AS BIGINT) AS DurationMicroseconds,
            MAX(longest_us) AS LongestMicroseconds
            """;
        var order = query.IsByErrors ? "SUM(errors)" : "SUM(requests)";
        var (part, other) = PartOf(query);
        var sql = $"""
            WITH counts AS (
              SELECT {(query.IsSeries ? "start" : "CAST(0 AS BIGINT)")} AS start, api, {(query.IsByApi ? "''" : other)} AS value,
                requests, errors, duration_us, longest_us
              FROM {Stored} AS stored WHERE grain = @grain AND dimension = @dimension AND start >= @from AND start < @to
                {(query.Api is null ? string.Empty : "AND api = @api")} {(query.Values is null ? string.Empty : "AND value IN @values")}
                {PartFilter(query)})
            """;
        var most = $"""
            FROM counts GROUP BY api, value {(query.IsByErrors ? "HAVING SUM(errors) > 0" : string.Empty)} ORDER BY {order} DESC, api, value LIMIT @limit
            """;

        // A series reads the counts twice: those with the most first, and then theirs. Sums alone are read once.
        sql += query.IsSeries
            ? $"""
            , listed AS (SELECT api, value {most})
            SELECT c.start AS Start, c.api AS Api, c.value AS Value, {Sums} FROM counts AS c JOIN listed AS l ON l.api = c.api AND l.value = c.value
            GROUP BY c.start, c.api, c.value ORDER BY c.start, {order} DESC, c.api, c.value
            """
            : $" SELECT CAST(0 AS BIGINT) AS Start, api AS Api, value AS Value, {Sums} {most}";
        return (await connection.QueryAsync<UsageRow>(
            sql,
            new
            {
                grain = (int)query.Grain,
                length = query.Grain.Ticks(),
                dimension = (int)query.Dimension,
                from = query.From.UtcTicks,
                to = query.To.UtcTicks,
                api = query.Api,
                values = query.Values,
                part,
                limit = query.Limit,
            })).AsList();
    }

    /// <summary>The fixed part of a pair with its separator, and the expression for the other.</summary>
    private static (string? Part, string Other) PartOf(UsageQuery query) => query switch
    {
        { First: { } first } => (first + UsagePair.Separator, "substr(value, length(@part) + 1)"),
        { Second: { } second } => (UsagePair.Separator + second, "substr(value, 1, length(value) - length(@part))"),
        _ => (null, "value"),
    };

    private static string PartFilter(UsageQuery query) =>
        query.First is not null ? "AND substr(value, 1, length(@part)) = @part"
        : query.Second is not null ? "AND length(value) >= length(@part) AND substr(value, length(value) - length(@part) + 1) = @part"
        : string.Empty;

    /// <summary>Returns the statement that adds up minutes that batches have noted.</summary>
    /// <param name="noted">The table of the minutes; a common table expression that removes them has its name.</param>
    public static string AddUp(string noted) =>
        $"""
        grains AS ({string.Join(" UNION ALL ", UsageGrains.All.Select(Row))}),
        sums AS (
          SELECT g.grain, g.most, n.dimension, n.start - n.start % g.length AS start, n.api, n.value,
            SUM(n.requests) AS requests, SUM(n.errors) AS errors, SUM(n.duration_us) AS duration_us, MAX(n.longest_us) AS longest_us
          FROM {noted} AS n CROSS JOIN grains AS g
          GROUP BY g.grain, g.most, n.dimension, n.start - n.start % g.length, n.api, n.value),
        known AS (
          SELECT u.grain, u.dimension, u.start, COUNT(*) AS apart FROM usage AS u
          JOIN (SELECT DISTINCT grain, dimension, start FROM sums) AS s ON u.grain = s.grain AND u.dimension = s.dimension AND u.start = s.start
          GROUP BY u.grain, u.dimension, u.start),
        bounded AS (
          SELECT s.grain, s.dimension, s.start, s.api,
            CASE WHEN u.value IS NULL AND k.apart >= s.most THEN '{UsageName.Other}' ELSE s.value END AS value,
            s.requests, s.errors, s.duration_us, s.longest_us
          FROM sums AS s
          LEFT JOIN known AS k ON k.grain = s.grain AND k.dimension = s.dimension AND k.start = s.start
          LEFT JOIN usage AS u ON u.grain = s.grain AND u.dimension = s.dimension AND u.start = s.start AND u.api = s.api AND u.value = s.value)
        INSERT INTO usage (grain, dimension, start, api, value, {Counts})
        SELECT grain, dimension, start, api, value, SUM(requests), SUM(errors), SUM(duration_us), MAX(longest_us) FROM bounded
        GROUP BY grain, dimension, start, api, value
        ON CONFLICT (grain, dimension, start, api, value) DO UPDATE SET
          requests = usage.requests + excluded.requests,
          errors = usage.errors + excluded.errors,
          duration_us = usage.duration_us + excluded.duration_us,
          longest_us = CASE WHEN excluded.longest_us > usage.longest_us THEN excluded.longest_us ELSE usage.longest_us END
        """;

    /// <summary>Removes counts that are too old, a bounded number.</summary>
    /// <returns>How many were removed; 0 when nothing is left to remove.</returns>
    public static async Task<int> TrimAsync(DbConnection connection, DateTimeOffset now)
    {
        var removed = 0;
        foreach (var grain in UsageGrains.All)
        {
            foreach (var dimension in Dimensions)
            {
                removed += await connection.ExecuteAsync(
                    """
                    DELETE FROM usage WHERE grain = @grain AND dimension = @dimension AND start < @before
                    AND start < (SELECT MIN(start) FROM usage WHERE grain = @grain AND dimension = @dimension) + @step
                    """,
                    new
                    {
                        grain = (int)grain,
                        dimension = (int)dimension,
                        before = (now - grain.KeptFor()).UtcTicks,
                        step = grain.Ticks() * TrimmedAtOnce,
                    });
            }
        }

        return removed + await connection.ExecuteAsync(
            "DELETE FROM key_use WHERE at < @before", new { before = (now - UsageGrain.Day.KeptFor()).UtcTicks });
    }

    private static string Row(UsageGrain grain) =>
        string.Create(CultureInfo.InvariantCulture, $"SELECT {(int)grain} AS grain, {grain.Ticks()} AS length, {grain.MostValues()} AS most");
}
