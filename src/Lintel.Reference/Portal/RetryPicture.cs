using System.Globalization;
using Lintel.Contracts;
using Microsoft.AspNetCore.Html;

namespace Lintel.Reference;

/// <summary>When to send a request again, drawn on a logarithmic scale of time: one row for each advice.</summary>
internal sealed class RetryPicture
{
    // What a wait that Retry-After says is drawn as where the contract has no limit.
    private const int CommonWait = 60;

    private static readonly (int Seconds, string Label)[] Marks =
    [
        (0, "0"), (1, "1 s"), (5, "5 s"), (15, "15 s"), (60, "1 min"), (300, "5 min"), (900, "15 min"), (3600, "1 h"), (86_400, "1 day"), (2_678_400, "31 days"),
    ];

    private readonly int _longest;

    private RetryPicture(IReadOnlyList<IGrouping<RetryAdvice, ErrorDefinition>> groups, int wait)
    {
        _longest = Marks.First(mark => mark.Seconds > groups.Max(group => LongestOf(group.Key, wait)) || mark == Marks[^1]).Seconds;
        Ticks = [.. Marks.TakeWhile(mark => mark.Seconds <= _longest).Select(mark => new RetryTick(
            Place(mark.Seconds), mark.Label, mark.Seconds == 0 ? "start" : mark.Seconds == _longest ? "end" : "middle"))];
        Rows = [.. groups.Select(group => RowOf(group, wait))];
    }

    /// <summary>The marks of the scale.</summary>
    public IReadOnlyList<RetryTick> Ticks { get; }

    /// <summary>One row for each advice to retry.</summary>
    public IReadOnlyList<RetryRow> Rows { get; }

    /// <summary>Draws the advice of an API; null where nothing is worth a retry.</summary>
    public static RetryPicture? Of(PortalApi api)
    {
        var groups = api.Errors.Where(error => error.Retry is not RetryAdvice.Never).GroupBy(error => error.Retry, AdviceComparer.Instance).ToArray();
        var wait = api.Contract.Limits.Count == 0 ? CommonWait : (int)api.Contract.Limits.Min(limit => limit.Window.TotalSeconds);
        return groups.Length == 0 ? null : new RetryPicture(groups, wait);
    }

    private static int LongestOf(RetryAdvice advice, int wait) => advice switch
    {
        RetryAdvice.AfterHeader header => (int)Math.Ceiling(wait * (1 + header.Jitter)),
        RetryAdvice.Backoff backoff => Tries(backoff).Last(),
        RetryAdvice.After after => after.ToSeconds,
        _ => 0,
    };

    /// <summary>The moments of the tries after the first. The last wait is that of all further ones.</summary>
    private static IEnumerable<int> Tries(RetryAdvice.Backoff backoff)
    {
        var at = 0;
        for (var i = 0; i < Math.Max(backoff.Attempts - 1, 1); i++)
        {
            at += backoff.Seconds[Math.Min(i, backoff.Seconds.Count - 1)];
            yield return at;
        }
    }

    private RetryRow RowOf(IGrouping<RetryAdvice, ErrorDefinition> group, int wait)
    {
        var (waits, again) = group.Key switch
        {
            RetryAdvice.AfterHeader header => (Span(0, wait), header.Jitter > 0 ? Span(wait, wait * (1 + header.Jitter)) : null),
            RetryAdvice.After after => (Span(0, after.FromSeconds), Span(after.FromSeconds, after.ToSeconds)),
            _ => (Span(0, LongestOf(group.Key, wait)), null),
        };
        string[] tries = group.Key switch
        {
            RetryAdvice.Backoff backoff => [.. Tries(backoff).Select(at => Place(at))],
            RetryAdvice.AfterHeader { Jitter: 0 } => [Place(wait)],
            _ => [],
        };
        return new RetryRow([.. group], Advice.Of(group.Key), group.Key is RetryAdvice.AfterHeader, waits, again, tries);
    }

    private RetrySpan Span(double from, double to) => new(Place(from), Percent(Share(to) - Share(from)));

    private string Place(double seconds) => Percent(Share(seconds));

    private double Share(double seconds) => Math.Log(1 + seconds) / Math.Log(1 + _longest);

    private static string Percent(double share) => (share * 100).ToString("0.##", CultureInfo.InvariantCulture) + "%";

    /// <summary>Compares the waits of two advices item by item, which records do not.</summary>
    private sealed class AdviceComparer : IEqualityComparer<RetryAdvice>
    {
        public static AdviceComparer Instance { get; } = new();

        public bool Equals(RetryAdvice? x, RetryAdvice? y) => x is RetryAdvice.Backoff one && y is RetryAdvice.Backoff other
            ? one.Attempts == other.Attempts && one.Seconds.ToArray().AsSpan().SequenceEqual(other.Seconds.ToArray())
            : object.Equals(x, y);

        public int GetHashCode(RetryAdvice obj) => obj is RetryAdvice.Backoff backoff ? backoff.Attempts : obj.GetHashCode();
    }
}

/// <summary>A mark of the scale.</summary>
/// <param name="At">The place, in percent.</param>
/// <param name="Label">The time.</param>
/// <param name="Anchor">The side of the label that stands at the place: <c>start</c>, <c>middle</c> or <c>end</c>.</param>
internal sealed record RetryTick(string At, string Label, string Anchor)
{
    /// <summary>The label. Razor has a meaning of its own for an element of this name.</summary>
    public HtmlString Svg => new($"<text x=\"{At}\" y=\"11\" text-anchor=\"{Anchor}\">{Label}</text>");
}

/// <summary>A stretch of time.</summary>
/// <param name="From">Its beginning, in percent.</param>
/// <param name="Width">Its width, in percent.</param>
internal sealed record RetrySpan(string From, string Width);

/// <summary>The codes with one advice, and the picture of it.</summary>
/// <param name="Errors">The codes.</param>
/// <param name="Text">The advice.</param>
/// <param name="IsByHeader">true if the wait is drawn only as an example, because the response says it.</param>
/// <param name="Wait">The wait.</param>
/// <param name="Again">The stretch in which the next try falls at random; null for none.</param>
/// <param name="Tries">The moments of the tries after the first.</param>
internal sealed record RetryRow(
    IReadOnlyList<ErrorDefinition> Errors,
    string Text,
    bool IsByHeader,
    RetrySpan Wait,
    RetrySpan? Again,
    IReadOnlyList<string> Tries);
