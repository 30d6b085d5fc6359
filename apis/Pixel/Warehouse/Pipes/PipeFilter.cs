using System.Data;
using Dapper;

namespace Lintel.Pixel;

/// <summary>What narrows a pipe: a time, and values that an event's columns must have.</summary>
internal sealed record PipeFilter
{
    /// <summary>The parameters that filter by equality, each with the column it stands for. The list is closed: nothing else reaches a query.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        "country", "device", "browser", "os", "language", "utm_source", "utm_medium", "utm_campaign", "utm_term", "utm_content",
        "path", "referrer", "visitor_id", "session_id",
    ];

    /// <summary>The events within a filter, as a common table expression named <c>scope</c>.</summary>
    public static string ScopeSql { get; } =
        $"""
        WITH scope AS (
            SELECT e.* FROM events e
            WHERE e.account_id = @account AND e.website_id IN (SELECT value FROM json_each(@websites)) AND e.at >= @from AND e.at < @to
            {string.Join("\n    ", Names.Select(name => $"AND (@{name} IS NULL OR e.{name} = @{name})"))})
        """;

    /// <summary>The first Unix millisecond.</summary>
    public long From { get; init; }

    /// <summary>The first Unix millisecond that is not in it any more.</summary>
    public long To { get; init; } = long.MaxValue;

    /// <summary>The most rows.</summary>
    public int Limit { get; init; } = PixelDatabase.ListLimit;

    /// <summary>Values by filter name.</summary>
    public IReadOnlyDictionary<string, string> Values { get; init; } = new Dictionary<string, string>();

    public void AddTo(DynamicParameters parameters)
    {
        parameters.Add("from", From);
        parameters.Add("to", To);
        parameters.Add("limit", Limit);
        foreach (var name in Names)
        {
            // Its type is said, because a null has none.
            parameters.Add(name, Values.TryGetValue(name, out var value) ? value : null, DbType.String);
        }
    }
}
