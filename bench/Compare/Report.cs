using System.Globalization;
using Spectre.Console;

namespace Lintel.Bench.Compare;

/// <summary>
/// Lintel against one baseline in one case; ratios are Lintel's value over the baseline's. A refusal's baseline may be Lintel's own admitted answer.
/// </summary>
internal sealed record PairReport(string Case, string Variant, string Baseline, int N, Quartiles CpuRatio, Quartiles RequestsRatio, double? AllocatedDelta);

/// <summary>
/// One variant in one case, by medians; microseconds and bytes. The warm-up is the longest of all generations; it is complete where all were.
/// </summary>
internal sealed record VariantReport(
    string Variant,
    string Case,
    double CpuPerRequest,
    double RequestsPerSecond,
    double P50,
    double P99,
    double? AllocatedPerRequest,
    long ResidentBytes,
    int WarmUpSeconds,
    bool WarmUpComplete);

/// <summary>The results as they are published.</summary>
internal sealed record Report(string Machine, string Commit, string Date, IReadOnlyList<PairReport> Pairs, IReadOnlyList<VariantReport> Variants)
{
    public static Report Of(Settings settings, Results results) => new(
        Provenance.Machine,
        Provenance.CommitOf(settings.Root),
        Provenance.Today,
        [.. results.Pairs.GroupBy(pair => (pair.Lintel.Case, pair.Name)).Select(group => PairOf(group.Key.Case, group.Key.Name, [.. group]))],
        [.. results.All.GroupBy(one => (one.Variant, one.Case)).Select(
            group => VariantOf([.. group], [.. results.WarmUps.Where(warmUp => (warmUp.Variant, warmUp.Case) == group.Key)]))]);

    public Table PairsTable()
    {
        var table = new Table().Title("lintel over baseline: median (quartiles)").AddColumns(
            "case",
            "baseline",
            "pairs",
            "CPU a request",
            "requests/s",
            "bytes added");
        foreach (var pair in Pairs)
        {
            table.AddRow(pair.Case, pair.Baseline, $"{pair.N}", $"{pair.CpuRatio}", $"{pair.RequestsRatio}", Bytes(pair.AllocatedDelta));
        }

        return table;
    }

    public Table VariantsTable()
    {
        var table = new Table().Title("each by itself: medians").AddColumns(
            "case",
            "variant",
            "CPU µs",
            "requests/s",
            "p50 µs",
            "p99 µs",
            "bytes a request",
            "resident MB",
            "warm after s");
        foreach (var one in Variants.OrderBy(one => one.Case, StringComparer.Ordinal))
        {
            table.AddRow(
                one.Case,
                one.Variant,
                one.CpuPerRequest.ToString("0.0", CultureInfo.InvariantCulture),
                one.RequestsPerSecond.ToString("0", CultureInfo.InvariantCulture),
                one.P50.ToString("0", CultureInfo.InvariantCulture),
                one.P99.ToString("0", CultureInfo.InvariantCulture),
                Bytes(one.AllocatedPerRequest),
                (one.ResidentBytes / 1e6).ToString("0", CultureInfo.InvariantCulture),
                one.WarmUpComplete ? $"{one.WarmUpSeconds}" : $"not in {one.WarmUpSeconds}");
        }

        return table;
    }

    private static string Bytes(double? bytes) => bytes is { } value ? value.ToString("0", CultureInfo.InvariantCulture) : "-";

    private static PairReport PairOf(string name, string baseline, Pair[] pairs)
    {
        var deltas = pairs.Where(
            pair => pair.Lintel.AllocatedBytes is not null
                && pair.Baseline.AllocatedBytes is not null).Select(pair => pair.Lintel.AllocatedBytes!.Value - pair.Baseline.AllocatedBytes!.Value).ToArray();
        return new PairReport(
            name,
            "lintel",
            baseline,
            pairs.Length,
            Quartiles.Of(pairs.Select(pair => pair.Lintel.CpuMicroseconds / pair.Baseline.CpuMicroseconds)),
            Quartiles.Of(pairs.Select(pair => pair.Lintel.RequestsPerSecond / pair.Baseline.RequestsPerSecond)),
            deltas.Length == 0 ? null : Math.Round(Quartiles.Of(deltas).Median));
    }

    private static VariantReport VariantOf(Measurement[] all, WarmUp[] warmUps) => new(
        all[0].Variant,
        all[0].Case,
        Median(all, one => one.CpuMicroseconds),
        Math.Round(Median(all, one => one.RequestsPerSecond)),
        Median(all, one => one.P50),
        Median(all, one => one.P99),
        all[0].AllocatedBytes is null ? null : Math.Round(Median(all, one => one.AllocatedBytes!.Value)),
        (long)Median(all, one => one.ResidentBytes),
        warmUps.Max(warmUp => warmUp.Seconds),
        Array.TrueForAll(warmUps, warmUp => warmUp.IsComplete));

    private static double Median(Measurement[] all, Func<Measurement, double> value) => Math.Round(Quartiles.Of(all.Select(value)).Median, 2);
}
