using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Spectre.Console;

namespace Lintel.Bench.Compare;

/// <summary>The quarter, the middle and the three quarters of some values.</summary>
internal sealed record Quartiles(double Q25, double Median, double Q75)
{
    public static Quartiles Of(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return new Quartiles(At(sorted, 0.25), At(sorted, 0.5), At(sorted, 0.75));
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Median:0.00} ({Q25:0.00}..{Q75:0.00})");

    private static double At(double[] sorted, double part)
    {
        var place = part * (sorted.Length - 1);
        var below = (int)place;
        return below + 1 < sorted.Length ? sorted[below] + ((place - below) * (sorted[below + 1] - sorted[below])) : sorted[below];
    }
}

/// <summary>Lintel against one baseline in one case; ratios are Lintel's value over the baseline's. A refusal's baseline may be Lintel's own admitted answer.</summary>
internal sealed record PairReport(string Case, string Variant, string Baseline, int N, Quartiles CpuRatio, Quartiles RequestsRatio, double? AllocatedDelta);

/// <summary>One variant in one case, by medians; microseconds and bytes. The warm-up is the longest of all generations; it is complete where all were.</summary>
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
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public static Report Of(Settings settings, Results results) => new(
        MachineName(),
        CommitOf(settings.Root),
        TimeProvider.System.GetUtcNow().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        [.. results.Pairs.GroupBy(pair => (pair.Lintel.Case, pair.Name)).Select(group => PairOf(group.Key.Case, group.Key.Name, [.. group]))],
        [.. results.All.GroupBy(one => (one.Variant, one.Case)).Select(group => VariantOf([.. group], [.. results.WarmUps.Where(warmUp => (warmUp.Variant, warmUp.Case) == group.Key)]))]);

    public async Task WriteAsync(string file)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        await File.WriteAllTextAsync(file, JsonSerializer.Serialize(this, Json) + "\n");
    }

    public Table PairsTable()
    {
        var table = new Table().Title("lintel over baseline: median (quartiles)").AddColumns("case", "baseline", "pairs", "CPU a request", "requests/s", "bytes added");
        foreach (var pair in Pairs)
        {
            table.AddRow(pair.Case, pair.Baseline, $"{pair.N}", $"{pair.CpuRatio}", $"{pair.RequestsRatio}", Bytes(pair.AllocatedDelta));
        }

        return table;
    }

    public Table VariantsTable()
    {
        var table = new Table().Title("each by itself: medians").AddColumns("case", "variant", "CPU µs", "requests/s", "p50 µs", "p99 µs", "bytes a request", "resident MB", "warm after s");
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
        var deltas = pairs.Where(pair => pair.Lintel.AllocatedBytes is not null && pair.Baseline.AllocatedBytes is not null).Select(pair => pair.Lintel.AllocatedBytes!.Value - pair.Baseline.AllocatedBytes!.Value).ToArray();
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

    private static string MachineName()
    {
        var model = File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(": ")[^1] ?? "unknown processor";
        return $"{model}, {Environment.ProcessorCount} cores, .NET {Environment.Version}, {System.Runtime.InteropServices.RuntimeInformation.OSDescription}";
    }

    private static string CommitOf(string root)
    {
        using var git = Process.Start(new ProcessStartInfo("git", ["-C", root, "describe", "--always", "--dirty"]) { RedirectStandardOutput = true, UseShellExecute = false })!;
        var commit = git.StandardOutput.ReadToEnd().Trim();
        git.WaitForExit();
        return commit;
    }
}
