using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Lintel.Trackpilots.Employees;
using Lintel.Trackpilots.Time;

namespace Lintel.Trackpilots.Activities;

/// <summary>A day on which an employee worked.</summary>
internal sealed record TimesheetDay(
    [Description("The midnight of the day; it names the day of the time zone and is no moment.")] string Date,
    [Description("The day of the week, such as Monday.")] string Day,
    string InTime,
    string OutTime,
    long TotalTimeSpendSeconds,
    long ActiveTimeSpendSeconds,
    long IdleTimeSpendSeconds,
    long ProductiveTimeSpendSeconds,
    long UnproductiveTimeSpendSeconds,
    long NeutralTimeSpendSeconds);

/// <summary>When an employee comes and goes on average, by the wall clock; null where there was no day.</summary>
internal sealed record AverageSession(
    [Description("By the wall clock, such as 09:00:00; null where there was no day.")] string? AvgCheckInTime,
    [Description("By the wall clock, such as 17:30:00; null where there was no day.")] string? AvgCheckOutTime);

/// <summary>An employee's timesheet. Days without work are not in it.</summary>
internal sealed record TimesheetItem(
    UserShape User,
    [Description("The days on which the employee worked.")] IReadOnlyList<TimesheetDay> DailySummary,
    OverallSummary OverallSummary,
    AverageSession Session)
{
    private const long LastSecondOfDay = 86_399;

    public static TimesheetItem Of(Person person, DailyTotals totals, LocalClock clock)
    {
        var days = new List<TimesheetDay>();
        long checkIn = 0;
        long checkOut = 0;
        for (var day = 0; day < totals.Days.Length; day++)
        {
            if (totals.Worked(day))
            {
                days.Add(DayOf(totals, day));
                checkIn += SecondOfDay(clock, totals.Days[day].Date, totals.InOf(day));
                checkOut += SecondOfDay(clock, totals.Days[day].Date, totals.OutOf(day));
            }
        }

        var session = days.Count == 0
            ? new AverageSession(null, null)
            : new AverageSession(Iso.TimeOfDay(checkIn / days.Count), Iso.TimeOfDay(checkOut / days.Count));
        return new TimesheetItem(UserShape.Of(person), days, OverallSummary.Of(totals), session);
    }

    private static TimesheetDay DayOf(DailyTotals totals, int day)
    {
        var date = totals.Days[day].Date;
        var time = totals.TimeOf(day);
        return new TimesheetDay(
            Iso.Date(date),
            date.DayOfWeek.ToString(),
            Iso.Seconds(totals.InOf(day)),
            Iso.Seconds(totals.OutOf(day)),
            time.Total,
            time.Active,
            time.Idle,
            time.Productive,
            time.Unproductive,
            time.Neutral);
    }

    // Work until midnight ends at 00:00:00 of the next day, which would pull the average to the morning.
    private static long SecondOfDay(LocalClock clock, DateOnly date, long moment) =>
        Math.Min((long)(clock.WallAt(moment) - date.ToDateTime(TimeOnly.MinValue)).TotalSeconds, LastSecondOfDay);
}

/// <summary>An employee of the timeline.</summary>
internal sealed record TimelineItem(
    string UserId,
    string UserName,
    string EmailId,
    string? ProfilePicUrl,
    [Description("In seconds.")] long ProductiveTimeSpend,
    [Description("In seconds.")] long UnProductiveTimeSpend,
    [Description("In seconds.")] long NeutralTimeSpend,
    [Description("In seconds.")] long IdleTimeSpend,
    IReadOnlyList<TimelineEntry> AppTrackingDetails)
{
    public static async Task<TimelineItem> OfAsync(Person person, ActivityQueries activities)
    {
        var time = default(Tally);
        var entries = new List<TimelineEntry>();
        await activities.ForEachTitledAsync(person.Number, (activity, title) =>
        {
            var kind = activities.KindOf(activity);
            time.Add(kind, activity.Seconds);
            entries.Add(TimelineEntry.Of(activity, kind, activities.Applications[activity.Application], title));
        });
        return new TimelineItem(
            person.UserId, person.Name, person.Email, person.PictureUrl, time.Productive, time.Unproductive, time.Neutral, time.Idle, entries);
    }
}

/// <summary>A stretch of the timeline; its category is the judgement that the stretch counts under.</summary>
internal sealed record TimelineEntry(
    [AllowedValues(ProductivityStatus.Productive, ProductivityStatus.Neutral, ProductivityStatus.Unproductive, TimelineEntry.Idle)] string Category,
    string AppName,
    string Title,
    string StartTime,
    string EndTime)
{
    public const string Idle = "idle";

    public static TimelineEntry Of(Activity activity, TimeKind kind, Application application, string title) => new(
        kind == TimeKind.Idle ? Idle : application.Productivity, application.Name, title, Iso.Seconds(activity.StartsAt), Iso.Seconds(activity.EndsAt));
}
