using AspNetCoreGeneratedDocument;
using Lintel.Management;
using Lintel.Management.Nodes;
using Lintel.Management.Status;
using Lintel.Management.Usage;

namespace Lintel.Console;

/// <summary>The first page: traffic and refusals over time, who is refused most, what expires, nodes and losses of the log.</summary>
internal static class OverviewPages
{
    public static async Task<ConsoleView> ShowAsync(ConsoleCall call)
    {
        var range = OverviewRange.Of(call.Query("range"));
        var from = (call.Now - range.Length).UtcDateTime.ToString("O");
        (string, string?)[] time = [("from", from)];
        var traffic = await call.ReadAsync<UsageShape>("/usage", [.. time, ("by", "api"), ("bucket", range.Bucket), ("limit", "20")]);
        var refusals = await call.ReadAsync<UsageShape>("/usage", [.. time, ("by", "code"), ("limit", "200")]);
        var keys = await call.ReadAsync<UsageShape>("/usage/top", [.. time, ("of", "key"), ("where", "refused"), ("limit", "8")]);
        var expiring = await call.ReadAsync<Page<ExpiringShape>>("/usage/expiring", ("limit", "8"));
        var status = await call.ReadAsync<StatusEndpoints.StatusShape>("/status");
        var nodes = await call.ReadAsync<NodeEndpoints.NodesShape>("/nodes");
        return new ConsoleView("Overview", Section.Overview, new Views_Overview
        {
            Model = new OverviewModel(call, range, Chart.Of(traffic, range), refusals, keys.Data, expiring.Data, status, nodes.Data),
        });
    }
}

/// <summary>A range of time.</summary>
/// <param name="Word">The word in addresses.</param>
/// <param name="Label">The words on the page.</param>
/// <param name="Length">How long it is.</param>
/// <param name="Bucket">The length of a bar.</param>
internal sealed record OverviewRange(string Word, string Label, TimeSpan Length, string Bucket)
{
    /// <summary>All ranges, the usual one first.</summary>
    public static IReadOnlyList<OverviewRange> All { get; } =
    [
        new("day", "24 hours", TimeSpan.FromHours(24), "hour"),
        new("hour", "1 hour", TimeSpan.FromHours(1), "minute"),
        new("week", "7 days", TimeSpan.FromDays(7), "hour"),
        new("month", "30 days", TimeSpan.FromDays(30), "day"),
    ];

    /// <summary>The length of a bar in time.</summary>
    public TimeSpan Step => Bucket switch { "minute" => TimeSpan.FromMinutes(1), "hour" => TimeSpan.FromHours(1), _ => TimeSpan.FromDays(1) };

    public static OverviewRange Of(string? word) => All.FirstOrDefault(range => range.Word == word) ?? All[0];
}

/// <summary>The first page.</summary>
internal sealed record OverviewModel(
    ConsoleCall Call,
    OverviewRange Range,
    Chart Chart,
    UsageShape Refusals,
    IReadOnlyList<UsageRowShape> Keys,
    IReadOnlyList<ExpiringShape> Expiring,
    StatusEndpoints.StatusShape Status,
    IReadOnlyList<NodeEndpoints.NodeShape> Nodes)
{
    private const int MostCodes = 12;

    /// <summary>The codes that were answered most.</summary>
    public IEnumerable<UsageRowShape> Codes => Refusals.Data.Where(row => row.Value is not null).OrderByDescending(row => row.Requests).Take(MostCodes);

    /// <summary>The beginning of the range, for lists of requests.</summary>
    public string From => Refusals.From.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ");
}
