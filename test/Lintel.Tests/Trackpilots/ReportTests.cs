using System.Data.Common;
using Lintel.Trackpilots.Activities;
using Lintel.Trackpilots.Employees;
using Lintel.Trackpilots.Time;

namespace Lintel.Tests.Trackpilots;

public sealed class ReportTests
{
    [Fact]
    public async Task Totals_count_each_kind_and_cut_at_the_window()
    {
        await using var one = new Organisation();
        var mira = await one.AddPersonAsync("Mira Olsen");
        await one.TrackAsync(mira, "2026-06-01T06:30:00Z", "2026-06-01T07:30:00Z", Organisation.Editor);
        await one.TrackAsync(mira, "2026-06-01T07:30:00Z", "2026-06-01T07:45:00Z", Organisation.Editor, idle: true);
        await one.TrackAsync(mira, "2026-06-01T08:00:00Z", "2026-06-01T08:20:00Z", Organisation.Search);
        await one.TrackAsync(mira, "2026-06-01T08:30:00Z", "2026-06-01T09:30:00Z", Organisation.Videos);

        // 09:00 to 11:00 in Oslo is 07:00 to 09:00 UTC, the second 10:59:59 counted.
        var totals = Assert.Single(
            await one.Reports.TotalsAsync(Query([mira], Organisation.Between("Europe/Oslo", "2026-06-01 09:00:00", "2026-06-01 10:59:59")), Organisation.Cancel));

        Assert.Equal(1800, totals.Time.Productive);
        Assert.Equal(900, totals.Time.Idle);
        Assert.Equal(1200, totals.Time.Neutral);
        Assert.Equal(1800, totals.Time.Unproductive);
        Assert.Equal(5700, totals.Time.Total);
        Assert.Equal(Organisation.At("2026-06-01T07:00:00Z"), totals.FirstStart);
        Assert.Equal(Organisation.At("2026-06-01T09:00:00Z"), totals.LastEnd);
    }

    [Fact]
    public async Task Activity_that_began_nearly_a_day_before_the_window_counts_with_its_end()
    {
        await using var one = new Organisation();
        var mira = await one.AddPersonAsync("Mira Olsen");
        await one.TrackAsync(mira, "2026-06-01T00:00:01Z", "2026-06-02T00:00:01Z", Organisation.Editor);

        var totals = Assert.Single(
            await one.Reports.TotalsAsync(Query([mira], Organisation.Between("UTC", "2026-06-02 00:00:00", "2026-06-02 23:59:59")), Organisation.Cancel));

        Assert.Equal(1, totals.Time.Total);
    }

    [Theory]
    [InlineData("Europe/Oslo", "2026-10-25", "2026-10-24T22:00:00Z", "2026-10-25T23:00:00Z", 25)]
    [InlineData("Europe/Oslo", "2026-03-29", "2026-03-28T23:00:00Z", "2026-03-29T22:00:00Z", 23)]
    [InlineData("America/New_York", "2026-11-01", "2026-11-01T04:00:00Z", "2026-11-02T05:00:00Z", 25)]
    [InlineData("America/New_York", "2026-03-08", "2026-03-08T05:00:00Z", "2026-03-09T04:00:00Z", 23)]
    public async Task Day_where_clocks_change_holds_all_its_hours_and_none_of_its_neighbours(string zone, string date, string first, string last, int hours)
    {
        await using var one = new Organisation();
        var mira = await one.AddPersonAsync("Mira Olsen");
        var start = DateTimeOffset.Parse(first).AddHours(-3);
        var end = DateTimeOffset.Parse(last).AddHours(3);
        for (var hour = start; hour < end; hour = hour.AddHours(1))
        {
            await one.TrackAsync(mira, hour.ToString("O"), hour.AddHours(1).ToString("O"), Organisation.Editor);
        }

        var day = DateOnly.Parse(date);
        var window = Window.OfDays(Organisation.Zone(zone), day.AddDays(-1), day.AddDays(1));
        var sheet = WeeklyShape.Of(await one.Reports.DaysAsync(Query([mira], window), Organisation.Cancel));

        Assert.Equal([3 * 3600, hours * 3600, 3 * 3600], sheet.BreakdownSummary.Select(item => item.Metrics.TotalTimeSpendSeconds));
        Assert.Equal(date + "T00:00:00.000Z", sheet.BreakdownSummary[1].Date);
        Assert.Equal("Sunday", sheet.BreakdownSummary[1].Day);
        Assert.Equal((hours + 6) * 3600, sheet.OverallSummary.TotalTimeSpendSeconds);
    }

    [Fact]
    public async Task Timesheet_splits_a_night_shift_at_local_midnight()
    {
        await using var one = new Organisation();
        var nadia = await one.AddPersonAsync("Nadia Haddad");
        await one.TrackAsync(nadia, "2026-06-01T20:00:00Z", "2026-06-02T04:00:00Z", Organisation.Editor);

        var window = Organisation.Between("Europe/Oslo", "2026-06-01 00:00:00", "2026-06-03 23:59:59");
        var sheet = Assert.Single(
            await one.Reports.DaysOfEachAsync(Query([nadia], window), (person, totals) => TimesheetItem.Of(person, totals, window.Clock), Organisation.Cancel));

        Assert.Equal(["2026-06-01T00:00:00.000Z", "2026-06-02T00:00:00.000Z"], sheet.DailySummary.Select(day => day.Date));
        Assert.Equal([2 * 3600, 6 * 3600], sheet.DailySummary.Select(day => day.TotalTimeSpendSeconds));
        Assert.Equal("2026-06-01T22:00:00.000Z", sheet.DailySummary[0].OutTime);
        Assert.Equal("2026-06-01T22:00:00.000Z", sheet.DailySummary[1].InTime);

        // In at 22:00:00 and 00:00:00; out at midnight, taken as the day's last second, and at 06:00:00.
        Assert.Equal("11:00:00", sheet.Session.AvgCheckInTime);
        Assert.Equal("14:59:59", sheet.Session.AvgCheckOutTime);
    }

    [Fact]
    public async Task Timesheet_of_an_employee_without_work_is_empty()
    {
        await using var one = new Organisation();
        var mira = await one.AddPersonAsync("Mira Olsen");
        var window = Organisation.Between("UTC", "2026-06-01 00:00:00", "2026-06-03 23:59:59");

        var sheet = Assert.Single(
            await one.Reports.DaysOfEachAsync(Query([mira], window), (person, totals) => TimesheetItem.Of(person, totals, window.Clock), Organisation.Cancel));

        Assert.Empty(sheet.DailySummary);
        Assert.Equal(0, sheet.OverallSummary.TotalTimeSpendSeconds);
        Assert.Equal(new AverageSession(null, null), sheet.Session);
    }

    [Fact]
    public async Task Summary_counts_each_application_and_site_once_and_leaves_out_what_nobody_looked_at()
    {
        await using var one = new Organisation();
        var team = await one.AddTeamAsync("Engineering");
        var mira = await one.AddPersonAsync("Mira Olsen", team);
        var henrik = await one.AddPersonAsync("Henrik Dahl", team);
        await one.TrackAsync(mira, "2026-06-01T07:00:00Z", "2026-06-01T08:00:00Z", Organisation.Editor);
        await one.TrackAsync(mira, "2026-06-01T08:00:00Z", "2026-06-01T09:00:00Z", Organisation.Editor with { Productivity = "neutral" });
        await one.TrackAsync(mira, "2026-06-01T09:00:00Z", "2026-06-01T10:00:00Z", Organisation.Search);
        await one.TrackAsync(henrik, "2026-06-01T09:00:00Z", "2026-06-01T10:00:00Z", Organisation.Search with { Name = "Search again" });
        await one.TrackAsync(henrik, "2026-06-01T10:00:00Z", "2026-06-01T11:00:00Z", Organisation.Videos, idle: true);

        var summary = await one.Reports.SummaryAsync(
            new ReportQuery(
                Organisation.AccountId,
                new Selection([mira], [team]),
                Organisation.Between("UTC", "2026-06-01 00:00:00", "2026-06-01 23:59:59")), Organisation.Cancel);

        Assert.Equal(1, summary.Visits.Applications);
        Assert.Equal(1, summary.Visits.Websites);
        Assert.Equal(2, summary.People);
        Assert.Equal(5 * 3600, summary.Time.Total);
        Assert.Equal(3600, summary.Time.Idle);
    }

    [Fact]
    public async Task Selection_joins_users_and_teams_and_passes_over_ids_of_others()
    {
        await using var one = new Organisation();
        var team = await one.AddTeamAsync("Design");
        var mira = await one.AddPersonAsync("Mira Olsen");
        await one.AddPersonAsync("Jonas Weber", team);
        await one.AddPersonAsync("Ruth Adeyemi");
        var window = Organisation.Between("UTC", "2026-06-01 00:00:00", "2026-06-01 23:59:59");

        var mine = await one.Reports.TotalsAsync(
            new ReportQuery(Organisation.AccountId, new Selection([mira, Guid.Empty], [team, Guid.Empty]), window),
            Organisation.Cancel);
        var others = await one.Reports.TotalsAsync(new ReportQuery("acct_two", new Selection([mira], [team]), window), Organisation.Cancel);

        Assert.Equal(["Jonas Weber", "Mira Olsen"], mine.Select(totals => totals.Person.Name));
        Assert.Empty(others);
    }

    [Theory]
    [InlineData("2026-06-10T11:55:00Z", true)]
    [InlineData("2026-06-10T11:49:00Z", false)]
    public async Task Session_is_open_while_the_agent_was_heard_of_a_moment_ago(string lastEnd, bool working)
    {
        await using var one = new Organisation();
        var mira = await one.AddPersonAsync("Mira Olsen");
        await one.TrackAsync(mira, "2026-06-10T07:00:00Z", lastEnd, Organisation.Editor);
        var today = Organisation.Between("UTC", "2026-06-10 00:00:00", "2026-06-10 23:59:59");

        var totals = Assert.Single(await one.Reports.TotalsAsync(Query([mira], today), Organisation.Cancel));
        var session = SessionShape.Of(totals, today, one.Clock.GetUtcNow());

        Assert.Equal("2026-06-10T07:00:00.000Z", session.InTime);
        Assert.Equal(working, session.IsWorking);
        Assert.Equal(working ? null : lastEnd.Replace("Z", ".000Z"), session.OutTime);
    }

    [Fact]
    public async Task Timeline_lists_stretches_with_the_judgement_they_count_under()
    {
        await using var one = new Organisation();
        var mira = await one.AddPersonAsync("Mira Olsen");
        await one.TrackAsync(mira, "2026-06-01T07:00:00Z", "2026-06-01T08:00:00Z", Organisation.Editor, title: "Program.cs");
        await one.TrackAsync(mira, "2026-06-01T08:00:00Z", "2026-06-01T08:10:00Z", Organisation.Editor, idle: true, title: "Program.cs");
        var query = Query([mira], Organisation.Between("UTC", "2026-06-01 00:00:00", "2026-06-01 23:59:59"));

        var person = Assert.Single(await one.Reports.PeopleAsync(query, 0, 25, TestContext.Current.CancellationToken));
        var item = await one.Reports.TraceAsync(query, activities => TimelineItem.OfAsync(person, activities), Organisation.Cancel);

        Assert.Equal(
            [
                new TimelineEntry("productive", "Editor", "Program.cs", "2026-06-01T07:00:00.000Z", "2026-06-01T08:00:00.000Z"),
                new TimelineEntry("idle", "Editor", "Program.cs", "2026-06-01T08:00:00.000Z", "2026-06-01T08:10:00.000Z"),
            ],
            item.AppTrackingDetails);
        Assert.Equal((3600, 600), (item.ProductiveTimeSpend, item.IdleTimeSpend));
        Assert.Empty(await one.Reports.PeopleAsync(query, 25, 25, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Batch_with_an_overlap_or_an_unknown_user_keeps_nothing()
    {
        await using var one = new Organisation();
        var mira = await one.AddPersonAsync("Mira Olsen");
        Lintel.Trackpilots.Dashboard.PostedActivity Post(Guid user, string start, string end) =>
            new(user, Organisation.At(start), Organisation.At(end), Organisation.Editor, "", Idle: false);

        var faults = await one.Records.AddAsync(
            Organisation.AccountId,
            [
                Post(mira, "2026-06-01T07:00:00Z", "2026-06-01T08:00:00Z"),
                Post(mira, "2026-06-01T07:59:59Z", "2026-06-01T09:00:00Z"),
                Post(Guid.Empty, "2026-06-01T10:00:00Z", "2026-06-01T11:00:00Z"),
            ],
            Organisation.Cancel);

        Assert.Equal(["activities[1].startTime", "activities[2].userId"], faults.Select(fault => fault.Field));
        Assert.Equal(0L, await one.Database.ReadAsync(connection => CountAsync(connection, "activities"), TestContext.Current.CancellationToken));
    }

    private static ReportQuery Query(Guid[] users, Window window) => new(Organisation.AccountId, new Selection(users, []), window);

    private static async Task<object?> CountAsync(DbConnection connection, string table)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT COUNT(*) FROM " + table;
        return await command.ExecuteScalarAsync();
    }
}
