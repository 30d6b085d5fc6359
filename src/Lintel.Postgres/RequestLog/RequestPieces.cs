namespace Lintel.Postgres;

/// <summary>
/// Cuts the days of a search into the pieces of time that one statement reads, newest first: whole days where an index finds what is wanted, and otherwise as
/// long as a statement reads in a moment, so that a page can end in between.
/// </summary>
/// <param name="days">The days in ticks of UTC, newest first.</param>
/// <param name="isScan">true where a statement looks at every entry; otherwise, false.</param>
internal sealed class RequestPieces(IReadOnlyList<(long Start, long End)> days, bool isScan)
{
    private static readonly TimeSpan Moment = TimeSpan.FromSeconds(0.2);

    private long _length = isScan ? TimeSpan.TicksPerHour : TimeSpan.TicksPerDay;
    private int _day;
    private long _end = long.MaxValue;

    /// <summary>true when nothing is left; otherwise, false.</summary>
    public bool IsEmpty => _day == days.Count;

    /// <summary>Takes the next piece.</summary>
    /// <param name="piece">The piece: its first tick, and the first after it. It begins with a millisecond, unless it is the last.</param>
    /// <returns>false when nothing is left; otherwise, true.</returns>
    public bool TryTake(out (long Start, long End) piece)
    {
        if (IsEmpty)
        {
            piece = default;
            return false;
        }

        var (start, end) = days[_day];
        end = Math.Min(end, _end);
        _end = Math.Max(start, (end - _length) / TimeSpan.TicksPerMillisecond * TimeSpan.TicksPerMillisecond);
        piece = (_end, end);
        if (_end == start)
        {
            (_day, _end) = (_day + 1, long.MaxValue);
        }

        return true;
    }

    /// <summary>Makes the next piece longer where the last one was read quickly, and shorter otherwise.</summary>
    /// <param name="took">The time that the last piece has taken.</param>
    public void Adapt(TimeSpan took) => _length = took < Moment
        ? Math.Min(_length * 2, TimeSpan.TicksPerDay)
        : Math.Max(_length / 2, isScan ? TimeSpan.TicksPerMinute : TimeSpan.TicksPerHour);
}
