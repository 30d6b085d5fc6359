namespace Lintel.Trackpilots.Time;

/// <summary>A stretch of time on the wall clock of one zone: from its first second to its last, both counted.</summary>
/// <param name="Clock">The zone's clock.</param>
/// <param name="From">The first moment, in Unix seconds.</param>
/// <param name="To">The moment after the last.</param>
internal sealed record Window(LocalClock Clock, long From, long To)
{
    /// <summary>Everything between two readings of the wall clock. Where a reading comes twice, the first start and the last end are meant.</summary>
    public static Window Between(LocalClock clock, DateTime start, DateTime end) =>
        new(clock, clock.FirstMomentOf(start), clock.LastMomentOf(end) + 1);

    /// <summary>The days that the wall clock shows from one moment's to another's.</summary>
    public static Window OfDays(LocalClock clock, DateOnly first, DateOnly last) => new(clock, clock.StartOf(first), clock.StartOf(last.AddDays(1)));

    /// <summary>Whether a moment is in it.</summary>
    public bool Contains(long moment) => moment >= From && moment < To;

    /// <summary>The days that it touches, whole, in order. A day that the zone skipped altogether is not among them.</summary>
    public LocalDay[] Days()
    {
        var days = new List<LocalDay>();
        if (From < To)
        {
            var last = Clock.DateAt(To - 1);
            for (var date = Clock.DateAt(From); date <= last; date = date.AddDays(1))
            {
                var day = new LocalDay(date, Clock.StartOf(date), Clock.StartOf(date.AddDays(1)));
                if (day.StartsAt < day.EndsAt)
                {
                    days.Add(day);
                }
            }
        }

        return [.. days];
    }
}

/// <summary>One day on the wall clock; 23 or 25 hours long where clocks change.</summary>
/// <param name="Date">The date.</param>
/// <param name="StartsAt">Its first moment, in Unix seconds.</param>
/// <param name="EndsAt">The next day's first moment.</param>
internal readonly record struct LocalDay(DateOnly Date, long StartsAt, long EndsAt);
