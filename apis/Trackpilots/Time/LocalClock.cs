namespace Lintel.Trackpilots.Time;

/// <summary>
/// Wall time in one time zone. It asks the zone only "which offset holds at this moment", which always has one answer, and works out from that what a wall
/// time means where clocks were put forward (it does not exist) or back (it comes twice).
/// </summary>
internal sealed class LocalClock(TimeZoneInfo zone)
{
    /// <summary>The wall times that are read: far enough from both ends of the calendar to add a day.</summary>
    public const int FirstYear = 1970;

    /// <summary>See <see cref="FirstYear"/>.</summary>
    public const int LastYear = 2200;

    private const long Day = 86_400;

    /// <summary>The first moment, in Unix seconds, at which the wall clock shows this time or a later one.</summary>
    public long FirstMomentOf(DateTime wall) => MomentsOf(wall).First;

    /// <summary>The last moment, in Unix seconds, at which the wall clock shows this time or an earlier one.</summary>
    public long LastMomentOf(DateTime wall) => MomentsOf(wall).Last;

    /// <summary>The moment at which a day begins: midnight, or the end of the gap where clocks skip it.</summary>
    public long StartOf(DateOnly date) => FirstMomentOf(date.ToDateTime(TimeOnly.MinValue));

    /// <summary>The day that the wall clock shows at a moment.</summary>
    public DateOnly DateAt(long moment) => DateOnly.FromDateTime(WallAt(moment));

    /// <summary>What the wall clock shows at a moment.</summary>
    public DateTime WallAt(long moment) => DateTime.UnixEpoch.AddSeconds(moment + OffsetAt(moment));

    private (long First, long Last) MomentsOf(DateTime wall)
    {
        var reading = (long)(wall - DateTime.UnixEpoch).TotalSeconds;
        var before = OffsetAt(reading - Day);
        var after = OffsetAt(reading + Day);
        var early = reading - before;
        var late = reading - after;
        var earlyHolds = OffsetAt(early) == before;
        var lateHolds = OffsetAt(late) == after;
        return (earlyHolds, lateHolds) switch
        {
            (true, true) => (Math.Min(early, late), Math.Max(early, late)),
            (true, false) => (early, early),
            (false, true) => (late, late),
            (false, false) => EndOfGap(Math.Min(early, late), Math.Max(early, late), after),
        };
    }

    private (long First, long Last) EndOfGap(long from, long to, long offset)
    {
        while (from < to)
        {
            var middle = from + ((to - from) / 2);
            if (OffsetAt(middle) == offset)
            {
                to = middle;
            }
            else
            {
                from = middle + 1;
            }
        }

        return (to, to - 1);
    }

    private long OffsetAt(long moment) => (long)zone.GetUtcOffset(DateTimeOffset.FromUnixTimeSeconds(moment)).TotalSeconds;
}
