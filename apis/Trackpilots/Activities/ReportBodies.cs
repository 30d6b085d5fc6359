using System.Globalization;
using Lintel.AspNetCore;
using Lintel.Trackpilots.Employees;
using Lintel.Trackpilots.Time;

namespace Lintel.Trackpilots.Activities;

/// <summary>A filter without dates: whom it is about, and on whose clock.</summary>
internal sealed record PeopleFilter(Selection Selection, LocalClock Clock);

/// <summary>The filter that most reads take.</summary>
internal sealed record RangeFilter(Selection Selection, Window Window)
{
    /// <summary>The filter over the data of an account.</summary>
    public ReportQuery Of(Account account) => new(account.Id, Selection, Window);
}

/// <summary>The filter and a page of 25 employees, counted from 1.</summary>
internal sealed record TimelineFilter(RangeFilter Range, int Page);

/// <summary>The filter and a piece of the list.</summary>
internal sealed record ScreenshotFilter(RangeFilter Range, int Offset, int Limit);

/// <summary>
/// Reads the filter bodies. A faulty one is refused as a whole, so what stands in for a faulty value is never used. Field by field, because the message names
/// the first fault: the two dates are compared before the time zone is looked at, and a type is compared as a whole once its members are as they should be.
/// </summary>
internal static class ReportBodies
{
    public const int MaximumOffset = 1_000_000;

    private const string WallTimeForm = "yyyy-MM-dd HH:mm:ss";
    private const int MaximumDays = 366;

    private static readonly LocalClock Placeholder = new(TimeZoneInfo.Utc);

    public static PeopleFilter ReadPeople(FieldReader fields)
    {
        var clock = ReadClock(fields);
        return new PeopleFilter(ReadSelection(fields), clock);
    }

    public static RangeFilter ReadRange(FieldReader fields)
    {
        var start = ReadWallTime(fields, "startDate");
        var end = ReadWallTime(fields, "endDate");
        if (end < start)
        {
            fields.Fault("endDate", "must not be before 'startDate'");
        }
        else if (end - start > TimeSpan.FromDays(MaximumDays))
        {
            fields.Fault("endDate", $"must be at most {MaximumDays} days after 'startDate'");
        }

        var clock = ReadClock(fields);
        var selection = ReadSelection(fields);
        return new RangeFilter(selection, fields.IsValid ? Window.Between(clock, start!.Value, end!.Value) : new Window(clock, 0, 0));
    }

    public static TimelineFilter ReadTimeline(FieldReader fields) =>
        new(ReadRange(fields), (int)(fields.Integer("offset", min: 1, max: MaximumOffset) ?? 1));

    public static ScreenshotFilter ReadScreenshots(FieldReader fields) =>
        new(ReadRange(fields), (int)(fields.Integer("offset", min: 0, max: MaximumOffset) ?? 0), (int)(fields.Integer("limit", min: 1, max: 100) ?? 15));

    private static DateTime? ReadWallTime(FieldReader fields, string name)
    {
        if (fields.Text(name, required: true) is not { } text)
        {
            return null;
        }

        if (DateTime.TryParseExact(text, WallTimeForm, CultureInfo.InvariantCulture, DateTimeStyles.None, out var wall)
            && wall.Year is >= LocalClock.FirstYear and <= LocalClock.LastYear)
        {
            return wall;
        }

        fields.Fault(
            name,
            FieldFaultKind.Format,
            ("expected", $"a wall time of the years {LocalClock.FirstYear} to {LocalClock.LastYear} in the form YYYY-MM-DD HH:mm:ss"));
        return null;
    }

    private static LocalClock ReadClock(FieldReader fields)
    {
        if (fields.Text("timeZone", required: true, max: 64) is { } name)
        {
            if (TimeZones.TryFind(name, out var clock))
            {
                return clock;
            }

            fields.Fault("timeZone", FieldFaultKind.Format, ("expected", "the name of an IANA time zone, such as 'Europe/Oslo'"));
        }

        return Placeholder;
    }

    private static Selection ReadSelection(FieldReader fields)
    {
        var users = fields.Uuids("userId");
        var teams = fields.Uuids("teamId");
        if (NamesNobody(fields, "userId", users) && NamesNobody(fields, "teamId", teams))
        {
            fields.Fault("userId", "must name at least one employee where 'teamId' names no team");
        }

        return new Selection(users ?? [], teams ?? []);
    }

    // A list that was sent and is faulty has its own fault already.
    private static bool NamesNobody(FieldReader fields, string name, IReadOnlyList<Guid>? ids) => ids is null ? !fields.Has(name) : ids.Count == 0;
}
