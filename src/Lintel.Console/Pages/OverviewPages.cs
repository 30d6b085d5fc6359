using AspNetCoreGeneratedDocument;
using Lintel.AspNetCore;
using Lintel.Management;
using Lintel.Management.Limits;
using Lintel.Management.Nodes;
using Lintel.Management.Requests;
using Lintel.Management.Status;
using Lintel.Management.Usage;

namespace Lintel.Console;

/// <summary>The first page: traffic and refusals over time and against the time before, who and what is refused most, what expires, nodes and losses.</summary>
internal static class OverviewPages
{
    private const string MostValues = "200";
    private const string MostOfSeries = "20";
    private const string MostRows = "8";

    public static async Task<ConsoleView> ShowAsync(ConsoleCall call)
    {
        var range = OverviewRange.Of(call.Query("range"));
        var from = Moment(call.Now - range.Length);
        var codes = await UsageAsync(call, from, ("by", "code"), ("limit", MostValues));
        var (keys, accounts) = (await TopAsync(call, from, "key", isRefused: true), await TopAsync(call, from, "account", isRefused: true));
        var limits = await CloseLimits.FindAsync(call);
        return new ConsoleView("Overview", Section.Overview, new Views_Overview
        {
            Model = new OverviewModel(call, range)
            {
                Chart = await ChartAsync(call, range, from),
                Now = TrafficTotals.Of(codes, call.Contracts),
                Before = TrafficTotals.Of(await BeforeAsync(call, range, codes), call.Contracts),
                Newest = DurationSample.Of((await call.ReadAsync<Page<RequestShape>>("/requests", ("limit", MostValues), ("from", from))).Data),
                Codes = codes,
                Operations = await TopAsync(call, from, "operation", isRefused: false),
                RefusedOperations = await TopAsync(call, from, "operation", isRefused: true),
                RefusedKeys = keys,
                RefusedAccounts = accounts,
                Expiring = (await call.ReadAsync<Page<ExpiringShape>>("/usage/expiring", ("limit", MostRows))).Data,
                Status = await call.ReadAsync<StatusEndpoints.StatusShape>("/status"),
                Nodes = (await call.ReadAsync<NodeEndpoints.NodesShape>("/nodes")).Data,
                CloseLimits = limits,
                Names = await RecordNames.ReadAsync(call, [.. keys.Concat(accounts).Select(row => row.Value), .. limits.Select(limit => limit.Counter)]),
            },
        });
    }

    private static async Task<Chart> ChartAsync(ConsoleCall call, OverviewRange range, string from) => Chart.Of(
        await UsageAsync(call, from, ("by", "api"), ("bucket", range.Bucket), ("limit", MostOfSeries)),
        await UsageAsync(call, from, ("by", "code"), ("bucket", range.Bucket), ("limit", MostOfSeries)),
        range.Step,
        call.Contracts);

    // As long as the range, up to its first whole bar, which is where the range itself begins.
    private static Task<UsageShape> BeforeAsync(ConsoleCall call, OverviewRange range, UsageShape present) =>
        UsageAsync(call, Moment(present.From - range.Length), ("to", Moment(present.From)), ("by", "code"), ("limit", MostValues));

    private static Task<UsageShape> UsageAsync(ConsoleCall call, string from, params (string, string?)[] query) =>
        call.ReadAsync<UsageShape>("/usage", [("from", from), .. query]);

    private static async Task<IReadOnlyList<UsageRowShape>> TopAsync(ConsoleCall call, string from, string word, bool isRefused)
    {
        var where = isRefused ? "refused" : null;
        return (await call.ReadAsync<UsageShape>("/usage/top", ("from", from), ("of", word), ("where", where), ("limit", MostRows))).Data;
    }

    private static string Moment(DateTimeOffset at) => at.UtcDateTime.ToString("O");
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
internal sealed record OverviewModel(ConsoleCall Call, OverviewRange Range)
{
    private const int MostCodes = 12;

    public required Chart Chart { get; init; }

    public required TrafficTotals Now { get; init; }

    /// <summary>The totals of the range before.</summary>
    public required TrafficTotals Before { get; init; }

    /// <summary>The durations of the newest requests; null for none.</summary>
    public required DurationSample? Newest { get; init; }

    public required UsageShape Codes { get; init; }

    public required IReadOnlyList<UsageRowShape> Operations { get; init; }

    public required IReadOnlyList<UsageRowShape> RefusedOperations { get; init; }

    public required IReadOnlyList<UsageRowShape> RefusedKeys { get; init; }

    public required IReadOnlyList<UsageRowShape> RefusedAccounts { get; init; }

    public required IReadOnlyList<ExpiringShape> Expiring { get; init; }

    public required StatusEndpoints.StatusShape Status { get; init; }

    public required IReadOnlyList<NodeEndpoints.NodeShape> Nodes { get; init; }

    /// <summary>The limits that are used up soonest.</summary>
    public required IReadOnlyList<LimitShape> CloseLimits { get; init; }

    /// <summary>The names of the keys and accounts.</summary>
    public required RecordNames Names { get; init; }

    /// <summary>The codes that were answered most.</summary>
    public IEnumerable<UsageRowShape> TopCodes => Codes.Data.Where(row => row.Value is not null).OrderByDescending(row => row.Requests).Take(MostCodes);

    /// <summary>This page.</summary>
    public string Here => Call.Address.Query(string.Empty, ("range", Range.Word));

    /// <summary>The list of requests of the range under a filter.</summary>
    public string Requests(params (string Name, string? Value)[] filter) =>
        Call.Address.Query("/requests", [.. filter, ("from", Codes.From.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ"))]);

    /// <summary>The kind of a code; null where no contract has it and it names no status.</summary>
    public StatusKind? KindOf(UsageRowShape row) => CodeKinds.Of(row, Call.Contracts);

    /// <summary>The numbers of the range, each with that of the range before.</summary>
    public IEnumerable<OverviewNumber> Numbers()
    {
        yield return OverviewNumber.Of("Requests", Now.Requests, Before.Requests);
        yield return OverviewNumber.Of("Refused or failed", Now.Errors, Before.Errors);
        yield return OverviewNumber.Of("Failed on our side", Now.CountOf(StatusKind.Of(500)), Before.CountOf(StatusKind.Of(500)));
        yield return OverviewNumber.Of("Average duration", Now.Average, Before.Average);
        yield return OverviewNumber.Of("Average until refused", Now.AverageRefused, Before.AverageRefused);
    }
}

/// <summary>A list of the values with the most requests.</summary>
/// <param name="Page">The page.</param>
/// <param name="Title">The heading.</param>
/// <param name="Noun">The heading of the values.</param>
/// <param name="Filter">The filter of requests that takes such a value.</param>
/// <param name="Rows">The rows.</param>
/// <param name="HasDurations">true to tell durations too.</param>
internal sealed record TopModel(OverviewModel Page, string Title, string Noun, string Filter, IReadOnlyList<UsageRowShape> Rows, bool HasDurations = false)
{
    /// <summary>The id of the heading.</summary>
    public string Id => Title.ToLowerInvariant().Replace(' ', '-');

    /// <summary>The requests behind a row; null where they cannot be asked for, as those of values that were counted together.</summary>
    public string? LinkOf(UsageRowShape row) =>
        row.Value is null || row.Value.StartsWith('(') ? null : Page.Requests(("api", row.Api), (Filter, row.Value));
}
