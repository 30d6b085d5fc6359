using System.Globalization;
using Lintel.AspNetCore;
using Lintel.Contracts;
using Lintel.Management.Requests;
using Lintel.Management.Usage;

namespace Lintel.Console;

/// <summary>The kinds of the codes that usage is counted by.</summary>
internal static class CodeKinds
{
    private const string Unmapped = "http.";

    /// <summary>Finds the kind of a row's code; null for a success, and for a code that no contract has.</summary>
    public static StatusKind? Of(UsageRowShape row, IEnumerable<Contract> contracts) => StatusOf(row, contracts) is { } status ? StatusKind.Of(status) : null;

    private static int? StatusOf(UsageRowShape row, IEnumerable<Contract> contracts)
    {
        if (row.Value is not { } code)
        {
            return null;
        }

        return code.StartsWith(Unmapped, StringComparison.Ordinal) && WholeNumberText.TryParse(code.AsSpan(Unmapped.Length), out int status)
            ? status
            : contracts.FirstOrDefault(contract => contract.Api == row.Api)?.Errors.FirstOrDefault(error => error.Code == code)?.Status;
    }
}

/// <summary>The sums of a range of time.</summary>
/// <param name="Requests">All requests.</param>
/// <param name="Errors">Those that were refused or failed.</param>
/// <param name="Average">Their average duration in milliseconds; null without one.</param>
/// <param name="AverageRefused">The average duration of refusals in milliseconds, which is what the guards and the answer take; null without one.</param>
/// <param name="Kinds">The number of errors of each kind.</param>
internal sealed record TrafficTotals(
    long Requests, long Errors, double? Average, double? AverageRefused, IReadOnlyDictionary<StatusKind, long> Kinds)
{
    public static TrafficTotals Of(UsageShape codes, IEnumerable<Contract> contracts)
    {
        var kinds = codes.Data.ToLookup(row => CodeKinds.Of(row, contracts));
        var refused = StatusKind.All.Where(kind => kind != StatusKind.Of(500)).SelectMany(kind => kinds[kind]).ToList();
        return new TrafficTotals(
            codes.Data.Sum(row => row.Requests),
            codes.Data.Sum(row => row.Errors),
            AverageOf(codes.Data),
            AverageOf(refused),
            StatusKind.All.ToDictionary(kind => kind, kind => kinds[kind].Sum(row => row.Errors)));
    }

    /// <summary>The number of errors of a kind.</summary>
    public long CountOf(StatusKind kind) => Kinds[kind];

    private static double? AverageOf(IReadOnlyCollection<UsageRowShape> rows) =>
        rows.Sum(row => row.Requests) is > 0 and var requests ? rows.Sum(row => row.AverageMilliseconds * row.Requests) / requests : null;
}

/// <summary>A number of the overview, with its change against the range before in words.</summary>
internal sealed record OverviewNumber(string Label, string Value, string Change)
{
    private const string None = "–";

    public static OverviewNumber Of(string label, long now, long before) =>
        new(label, now.ToString("N0", CultureInfo.InvariantCulture), Tell(now, before, before.ToString("N0", CultureInfo.InvariantCulture)));

    public static OverviewNumber Of(string label, double? now, double? before)
    {
        var value = now is { } duration ? Milliseconds(duration) : None;
        return new(label, value, now is { } present && before is { } past ? Tell(present, past, Milliseconds(past)) : "none before");
    }

    /// <summary>A duration, whose unit is never on a line of its own.</summary>
    public static string Milliseconds(double value) => value.ToString(value < 10 ? "0.00" : "N0", CultureInfo.InvariantCulture) + "\u00a0ms";

    private static string Tell(double now, double before, string text) => (now, before) switch
    {
        (_, 0) => now == 0 ? "none before either" : "none before",
        _ when Math.Round(100 * (now - before) / before) is var percent and not 0 =>
            $"{(percent > 0 ? "▲" : "▼")} {Math.Abs(percent).ToString("N0", CultureInfo.InvariantCulture)} % {(percent > 0 ? "more" : "less")} than {text}",
        _ => $"as before: {text}",
    };
}

/// <summary>The durations of the newest requests in milliseconds.</summary>
internal sealed record DurationSample(int Count, double Half, double Most)
{
    public static DurationSample? Of(IReadOnlyList<RequestShape> requests)
    {
        var sorted = requests.Select(request => request.DurationMilliseconds).Order().ToList();
        return sorted.Count == 0 ? null : new DurationSample(sorted.Count, At(50), At(95));

        // The smallest duration that so many percent do not exceed.
        double At(int percent) => sorted[((sorted.Count * percent) + 99) / 100 - 1];
    }
}
