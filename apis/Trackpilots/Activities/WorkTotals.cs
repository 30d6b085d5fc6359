using Lintel.Trackpilots.Employees;
using Lintel.Trackpilots.Time;

namespace Lintel.Trackpilots.Activities;

/// <summary>An employee's sums over a window.</summary>
internal sealed class WorkTotals(Person person)
{
    private Tally _time;
    private long? _lastEnd;

    public Person Person { get; } = person;

    public Tally Time => _time;

    /// <summary>The first moment of the first activity; null where there is none.</summary>
    public long? FirstStart { get; private set; }

    /// <summary>The end of the last activity; null where there is none.</summary>
    public long? LastEnd => _lastEnd;

    public void Add(in Activity activity, TimeKind kind)
    {
        _time.Add(kind, activity.Seconds);
        FirstStart = FirstStart is { } first ? Math.Min(first, activity.StartsAt) : activity.StartsAt;
        _lastEnd = _lastEnd is { } last ? Math.Max(last, activity.EndsAt) : activity.EndsAt;
    }
}

/// <summary>Which applications and websites were used while somebody was there, each counted once.</summary>
internal sealed class Visits
{
    private readonly HashSet<long> _seen = [];
    private readonly HashSet<string> _applications = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _websites = new(StringComparer.OrdinalIgnoreCase);

    public int Applications => _applications.Count;

    public int Websites => _websites.Count;

    public void Add(in Activity activity, Dictionary<long, Application> applications)
    {
        if (activity.Idle || !_seen.Add(activity.Application))
        {
            return;
        }

        var application = applications[activity.Application];
        if (application.IsWebsite)
        {
            _websites.Add(application.Domain.Length > 0 ? application.Domain : application.Name);
        }
        else
        {
            _applications.Add(application.Name);
        }
    }
}

/// <summary>Sums by local day: an activity that crosses midnight counts on each day with its part.</summary>
internal sealed class DailyTotals(LocalDay[] days)
{
    private readonly Tally[] _time = new Tally[days.Length];
    private readonly long[] _in = NewMoments(days.Length, long.MaxValue);
    private readonly long[] _out = NewMoments(days.Length, long.MinValue);
    private int _current;

    public ReadOnlySpan<LocalDay> Days => days;

    public Tally TimeOf(int day) => _time[day];

    /// <summary>Whether anything was tracked on a day.</summary>
    public bool Worked(int day) => _out[day] != long.MinValue;

    public long InOf(int day) => _in[day];

    public long OutOf(int day) => _out[day];

    /// <summary>
    /// Adds an activity that lies within the days. Activities of one employee come in order, so the day before is the place to begin to look.
    /// </summary>
    public void Add(in Activity activity, TimeKind kind)
    {
        while (_current > 0 && activity.StartsAt < days[_current].StartsAt)
        {
            _current--;
        }

        while (activity.StartsAt >= days[_current].EndsAt)
        {
            _current++;
        }

        for (var day = _current; day < days.Length && activity.EndsAt > days[day].StartsAt; day++)
        {
            var part = activity.Within(days[day].StartsAt, days[day].EndsAt);
            _time[day].Add(kind, part.Seconds);
            _in[day] = Math.Min(_in[day], part.StartsAt);
            _out[day] = Math.Max(_out[day], part.EndsAt);
        }
    }

    private static long[] NewMoments(int count, long value)
    {
        var moments = new long[count];
        Array.Fill(moments, value);
        return moments;
    }
}
