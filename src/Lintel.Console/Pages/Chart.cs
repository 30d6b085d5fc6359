using System.Globalization;
using Lintel.Management.Usage;

namespace Lintel.Console;

/// <summary>Requests and refusals over time as bars.</summary>
/// <param name="Bars">One for each length of time, empty ones included.</param>
/// <param name="Highest">The most requests of a bar; at least 1.</param>
internal sealed record Chart(IReadOnlyList<ChartBar> Bars, long Highest)
{
    /// <summary>The width of the picture.</summary>
    public const int Width = 720;

    /// <summary>The height of the highest bar.</summary>
    public const int Height = 120;

    /// <summary>All requests.</summary>
    public long Requests => Bars.Sum(bar => bar.Requests);

    /// <summary>Those of them that were refused or failed.</summary>
    public long Errors => Bars.Sum(bar => bar.Errors);

    /// <summary>The width of a bar with the space after it.</summary>
    public double Step => (double)Width / Math.Max(1, Bars.Count);

    public static Chart Of(UsageShape usage, OverviewRange range)
    {
        var counts = usage.Data.Where(row => row.At is not null).ToLookup(row => row.At!.Value);
        var bars = new List<ChartBar>();
        for (var at = usage.From; at < usage.To; at += range.Step)
        {
            bars.Add(new ChartBar(at, counts[at].Sum(row => row.Requests), counts[at].Sum(row => row.Errors)));
        }

        return new Chart(bars, Math.Max(1, bars.Select(bar => bar.Requests).DefaultIfEmpty().Max()));
    }

    /// <summary>The height of a count.</summary>
    public double HeightOf(long count) => count == 0 ? 0 : Math.Max(1, (double)count / Highest * Height);

    /// <summary>A number of the picture.</summary>
    public static string Number(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);
}

/// <summary>The requests of one length of time.</summary>
internal sealed record ChartBar(DateTimeOffset At, long Requests, long Errors);
