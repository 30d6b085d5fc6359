using Lintel.AspNetCore;
using Lintel.Contracts;
using Lintel.Management.Usage;

namespace Lintel.Console;

/// <summary>Requests and errors over time as bars, with a part for each kind of error.</summary>
/// <param name="Bars">One for each length of time, empty ones included.</param>
/// <param name="Highest">The most requests of a bar; at least 1.</param>
internal sealed record Chart(IReadOnlyList<ChartBar> Bars, long Highest)
{
    /// <summary>The height of the picture, and of the highest bar. The width is the number of bars: the page stretches both.</summary>
    public const int Height = 100;

    /// <summary>All requests.</summary>
    public long Requests => Bars.Sum(bar => bar.Requests);

    /// <summary>Those of them that were refused or failed.</summary>
    public long Errors => Bars.Sum(bar => bar.Errors);

    /// <summary>true if some errors are of no kind that is told apart.</summary>
    public bool HasOthers => Bars.Any(bar => bar.Others > 0);

    /// <param name="traffic">The requests of each API.</param>
    /// <param name="codes">The requests of the codes that are answered most.</param>
    /// <param name="step">The length of a bar.</param>
    /// <param name="contracts">The contracts, which have the statuses of codes.</param>
    public static Chart Of(UsageShape traffic, UsageShape codes, TimeSpan step, IEnumerable<Contract> contracts)
    {
        var counts = traffic.Data.ToLookup(row => row.At);
        var kinds = codes.Data.ToLookup(row => (row.At, CodeKinds.Of(row, contracts)));
        var bars = new List<ChartBar>();
        for (var at = traffic.From; at < traffic.To; at += step)
        {
            bars.Add(new ChartBar(
                at,
                counts[at].Sum(row => row.Requests),
                counts[at].Sum(row => row.Errors),
                [.. StatusKind.All.Select(kind => kinds[(at, kind)].Sum(row => row.Errors))]));
        }

        return new Chart(bars, Math.Max(1, bars.Select(bar => bar.Requests).DefaultIfEmpty().Max()));
    }

    /// <summary>The parts of a bar from the bottom: the word of the color, where it begins, and how high it is.</summary>
    public IEnumerable<(string Color, double Top, double Height)> PartsOf(ChartBar bar)
    {
        var top = (double)Height;
        foreach (var (color, count) in bar.Parts.Where(part => part.Count > 0))
        {
            var height = (double)count / Highest * Height;
            top -= height;
            yield return (color, top, height);
        }
    }

    /// <summary>A number of the picture.</summary>
    public static string Number(double value) => value.ToString("0.##", System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>The requests of one length of time.</summary>
/// <param name="At">Its beginning.</param>
/// <param name="Requests">All requests.</param>
/// <param name="Errors">Those that were refused or failed.</param>
/// <param name="Kinds">The errors of each kind.</param>
internal sealed record ChartBar(DateTimeOffset At, long Requests, long Errors, IReadOnlyList<long> Kinds)
{
    /// <summary>The errors of codes that are not among those answered most, or that no contract has.</summary>
    public long Others => Math.Max(0, Errors - Kinds.Sum());

    /// <summary>The counts by their colors, errors first.</summary>
    public IEnumerable<(string Color, long Count)> Parts =>
        StatusKind.All.Select((kind, i) => (kind.Name, Kinds[i])).Append(("others", Others)).Append(("good", Requests - Errors));
}
