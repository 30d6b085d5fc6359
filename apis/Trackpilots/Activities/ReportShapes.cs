using System.ComponentModel;
using Lintel.Trackpilots.Employees;
using Lintel.Trackpilots.Time;

namespace Lintel.Trackpilots.Activities;

/// <summary>An employee in analyses; screenshots call the name <c>userName</c>.</summary>
internal sealed record UserShape(string UserId, string Name, string? ProfilePicUrl)
{
    public static UserShape Of(Person person) => new(person.UserId, person.Name, person.PictureUrl);
}

/// <summary>All six sums.</summary>
internal sealed record FullTimeSummary(
    long TotalWorkedTimeInSeconds,
    long ActiveWorkedTimeInSeconds,
    long IdleWorkedTimeInSeconds,
    long ProductiveWorkedTimeInSeconds,
    long UnproductiveWorkedTimeInSeconds,
    long NeutralWorkedTimeInSeconds)
{
    public static FullTimeSummary Of(Tally time) => new(time.Total, time.Active, time.Idle, time.Productive, time.Unproductive, time.Neutral);
}

/// <summary>The sums of the productivity analysis.</summary>
internal sealed record ProductivityTimeSummary(
    long ActiveWorkedTimeInSeconds, long ProductiveWorkedTimeInSeconds, long UnproductiveWorkedTimeInSeconds, long NeutralWorkedTimeInSeconds)
{
    public static ProductivityTimeSummary Of(Tally time) => new(time.Active, time.Productive, time.Unproductive, time.Neutral);
}

/// <summary>The sums of the work time analysis.</summary>
internal sealed record WorkTimeSummary(long TotalWorkedTimeInSeconds, long ActiveWorkedTimeInSeconds, long IdleWorkedTimeInSeconds)
{
    public static WorkTimeSummary Of(Tally time) => new(time.Total, time.Active, time.Idle);
}

/// <summary>When an employee came and went.</summary>
internal sealed record SessionShape(
    [Description("The first moment of work; null for none.")] string? InTime,
    [Description("The last moment of work; null for none, and while work goes on.")] string? OutTime,
    bool IsWorking)
{
    // The desktop agent reports every few minutes; an employee who was heard of within this time is taken to be still there.
    private const long StillWorkingSeconds = 600;

    public static SessionShape Of(WorkTotals totals, Window window, DateTimeOffset now)
    {
        if (totals.FirstStart is not { } first || totals.LastEnd is not { } last)
        {
            return new SessionShape(null, null, IsWorking: false);
        }

        var moment = now.ToUnixTimeSeconds();
        var working = window.Contains(moment) && moment - last < StillWorkingSeconds;
        return new SessionShape(Iso.Seconds(first), working ? null : Iso.Seconds(last), working);
    }
}

/// <summary>One employee of an analysis.</summary>
internal sealed record AnalysisItem<T>(UserShape User, T TimeSummary)
    where T : notnull;

/// <summary>One employee of an analysis with times of coming and going.</summary>
internal sealed record SessionItem<T>(UserShape User, T TimeSummary, SessionShape Session)
    where T : notnull;

/// <summary>The work summary.</summary>
internal sealed record SummaryShape<T>(FullTimeSummary TimeSummary, T ActivityStats)
    where T : notnull;

/// <summary>How much was used, and by how many.</summary>
internal sealed record TeamStats(int AppsVisitedCount, int WebsitesVisitedCount, int TotalTeamMembers);

/// <summary>How much was used.</summary>
internal sealed record UsageStats(int AppsVisitedCount, int WebsitesVisitedCount);

/// <summary>The sums of a day in the weekly summary.</summary>
internal sealed record DayMetrics(
    long TotalTimeSpendSeconds,
    long ActiveTimeSpendSeconds,
    long IdleTimeSpendSeconds,
    long ProductiveTimeSpendSeconds,
    long NeutralTimeSpendSeconds,
    long UnproductiveTimeSpendSeconds)
{
    public static DayMetrics Of(Tally time) => new(time.Total, time.Active, time.Idle, time.Productive, time.Neutral, time.Unproductive);
}

/// <summary>A day in the weekly summary.</summary>
internal sealed record DayBreakdown(
    [Description("The midnight of the day; it names the day of the time zone and is no moment.")] string Date,
    [Description("The day of the week, such as Monday.")] string Day,
    DayMetrics Metrics);

/// <summary>The sums over all days.</summary>
internal sealed record OverallSummary(
    long TotalActiveTimeSpendSeconds,
    long TotalIdleTimeSpendSeconds,
    long TotalTimeSpendSeconds,
    long TotalProductiveTimeSpendSeconds,
    long TotalNeutralTimeSpendSeconds,
    long TotalUnproductiveTimeSpendSeconds)
{
    public static OverallSummary Of(DailyTotals totals)
    {
        var sum = default(Tally);
        for (var day = 0; day < totals.Days.Length; day++)
        {
            sum.Add(totals.TimeOf(day));
        }

        return new OverallSummary(sum.Active, sum.Idle, sum.Total, sum.Productive, sum.Neutral, sum.Unproductive);
    }
}

/// <summary>The weekly summary.</summary>
internal sealed record WeeklyShape(IReadOnlyList<DayBreakdown> BreakdownSummary, OverallSummary OverallSummary)
{
    public static WeeklyShape Of(DailyTotals totals)
    {
        var days = new List<DayBreakdown>(totals.Days.Length);
        for (var day = 0; day < totals.Days.Length; day++)
        {
            var date = totals.Days[day].Date;
            days.Add(new DayBreakdown(Iso.Date(date), date.DayOfWeek.ToString(), DayMetrics.Of(totals.TimeOf(day))));
        }

        return new WeeklyShape(days, OverallSummary.Of(totals));
    }
}
