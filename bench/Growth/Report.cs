using System.Globalization;
using Spectre.Console;

namespace Lintel.Bench.Growth;

/// <summary>One point of a series, by medians; ratios are its value over that of the smallest point, which has none.</summary>
internal sealed record PointReport(
    int Value,
    double CpuPerRequest,
    double RequestsPerSecond,
    double AllocatedPerRequest,
    long ResidentBytes,
    double ReadyMilliseconds,
    double? IdleCores,
    int N,
    Quartiles? CpuRatio,
    Quartiles? RequestsRatio,
    bool WarmUpComplete)
{
    public static PointReport Of(Point point) => new(
        point.Value,
        Math.Round(Median(point, one => one.CpuMicroseconds), 2),
        Math.Round(Median(point, one => one.RequestsPerSecond)),
        Math.Round(Median(point, one => one.AllocatedBytes ?? 0)),
        (long)Median(point, one => one.ResidentBytes),
        Math.Round(Quartiles.Of(point.Ready).Median),
        point.IdleCores,
        point.Measurements.Count,
        RatioOf(point, one => one.CpuMicroseconds),
        RatioOf(point, one => one.RequestsPerSecond),
        point.WarmUp!.IsComplete);

    private static double Median(Point point, Func<Measurement, double> value) => Quartiles.Of(point.Measurements.Select(value)).Median;

    private static Quartiles? RatioOf(Point point, Func<Measurement, double> value) =>
        point.Pairs.Count == 0 ? null : Quartiles.Of(point.Pairs.Select(pair => value(pair.Larger) / value(pair.Smallest)));
}

/// <summary>A series; its first point is the smallest.</summary>
internal sealed record SeriesReport(string Name, IReadOnlyList<PointReport> Points)
{
    public Table Table()
    {
        var table = new Table().Title($"{Name}: medians; ratios to the smallest").AddColumns(
            Name,
            "CPU µs",
            "CPU ratio",
            "requests/s",
            "requests/s ratio",
            "bytes a request",
            "resident MB",
            "ready ms",
            "idle cores");
        foreach (var point in Points)
        {
            table.AddRow(
                point.Value.ToString("N0", CultureInfo.InvariantCulture),
                Text(point.CpuPerRequest, "0.0") + (point.WarmUpComplete ? string.Empty : " (not warm)"),
                point.CpuRatio?.ToString() ?? "-",
                Text(point.RequestsPerSecond, "0"),
                point.RequestsRatio?.ToString() ?? "-",
                Text(point.AllocatedPerRequest, "0"),
                Text(point.ResidentBytes / 1e6, "0"),
                Text(point.ReadyMilliseconds, "0"),
                point.IdleCores is { } idle ? Text(idle, "0.000") : "-");
        }

        return table;
    }

    private static string Text(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}

/// <summary>How long single calls took, in microseconds; the first one found nothing in memory.</summary>
internal sealed record Latency(double First, double Median, double P99)
{
    public static Latency Of(List<double> times)
    {
        var sorted = times.Order().ToArray();
        return new Latency(Math.Round(times[0]), Math.Round(sorted[sorted.Length / 2]), Math.Round(sorted[sorted.Length * 99 / 100]));
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Median:N0} µs (p99 {P99:N0}, first {First:N0})");
}

/// <summary>The request log on an engine.</summary>
/// <param name="Rows">How many it had in the end.</param>
/// <param name="WriterRowsPerSecond">Through the writer that the front door uses.</param>
/// <param name="WriterCpuPerRow">Microseconds of processor time, making the record included.</param>
/// <param name="AppendedRowsPerSecond">Straight into the store.</param>
/// <param name="BytesPerRow">On disk.</param>
/// <param name="FindById">One of all, by its request id.</param>
/// <param name="NewestOfAccount">The newest 50 of an account that has every thousandth.</param>
/// <param name="RefusedBeforeMoment">The newest 50 with one status before a moment half-way.</param>
internal sealed record StorageReport(
    long Rows,
    double WriterRowsPerSecond,
    double WriterCpuPerRow,
    double AppendedRowsPerSecond,
    double BytesPerRow,
    Latency FindById,
    Latency NewestOfAccount,
    Latency RefusedBeforeMoment)
{
    public Table Table(string engine)
    {
        var table = new Table().Title($"the request log on {engine}").AddColumns("what", "value");
        table.AddRow("rows", Rows.ToString("N0", CultureInfo.InvariantCulture));
        table.AddRow("rows/s through the writer", WriterRowsPerSecond.ToString("N0", CultureInfo.InvariantCulture));
        table.AddRow("CPU µs a row, making it included", WriterCpuPerRow.ToString("0.00", CultureInfo.InvariantCulture));
        table.AddRow("rows/s into the store", AppendedRowsPerSecond.ToString("N0", CultureInfo.InvariantCulture));
        table.AddRow("bytes a row on disk", BytesPerRow.ToString("0.0", CultureInfo.InvariantCulture));
        table.AddRow("look-up by request id", $"{FindById}");
        table.AddRow("newest 50 of an account", $"{NewestOfAccount}");
        table.AddRow("50 of a status before a moment", $"{RefusedBeforeMoment}");
        return table;
    }
}

/// <summary>The results as they are published.</summary>
internal sealed record Report(string Machine, string Commit, string Date, IReadOnlyList<SeriesReport> Series, StorageReport? Storage);
