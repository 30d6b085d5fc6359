using System.Runtime.CompilerServices;
using Lintel.AspNetCore;
using Lintel.Trackpilots.Time;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Lintel.Trackpilots.Activities;

/// <summary>The reports over tracked time: my team, dashboard, timesheet, timeline and application usage.</summary>
internal static class ReportEndpoints
{
    private const int TimelinePage = 25;

    public static void Map(RouteGroupBuilder api)
    {
        api.MapPost("/v1/my-team", MyTeamAsync)
            .WithName("trackpilots.my-team")
            .WithSummary("Shows the work of employees today")
            .WithTags("My team")
            .Accepts<PeopleDocument>("application/json")
            .Produces<DataReply<IReadOnlyList<SessionItem<FullTimeSummary>>>>()
            .Body(ReportBodies.ReadPeople);
        MapDashboard(api.MapGroup(string.Empty).WithTags("Dashboard"));
        MapProofOfWork(api.MapGroup(string.Empty).WithTags("Proof of work"));
    }

    private static void MapDashboard(RouteGroupBuilder dashboard)
    {
        MapRange<SummaryShape<TeamStats>>(dashboard, "dashboard/work-summary", "work-summary", "Sums up the work of employees", WorkSummaryAsync);
        MapRange<IReadOnlyList<AnalysisItem<ProductivityTimeSummary>>>(
            dashboard, "dashboard/productivity-analysis", "productivity-analysis", "Sums up the productive time of each employee", ProductivityAnalysisAsync);
        MapRange<IReadOnlyList<SessionItem<WorkTimeSummary>>>(
            dashboard, "dashboard/work-time-analysis", "work-time-analysis", "Sums up the work time of each employee", WorkTimeAnalysisAsync);
        MapRange<WeeklyShape>(dashboard, "dashboard/weekly-summary", "weekly-summary", "Sums up the work of employees by day", WeeklySummaryAsync);
    }

    private static void MapProofOfWork(RouteGroupBuilder proof)
    {
        MapRange<IReadOnlyList<TimesheetItem>>(proof, "proof-of-work/timesheet", "timesheet", "Shows the timesheet of each employee", TimesheetAsync);
        proof.MapPost("/v1/proof-of-work/timeline", Timeline)
            .WithName("trackpilots.timeline")
            .WithSummary("Shows the timeline of each employee")
            .WithDescription("25 employees on a page, by name.")
            .Accepts<TimelineDocument>("application/json")
            .Produces<DataReply<IReadOnlyList<TimelineItem>>>()
            .Body(ReportBodies.ReadTimeline);
        MapRange<SummaryShape<UsageStats>>(
            proof, "proof-of-work/app-usage/work-summary", "app-usage", "Sums up the applications and websites that employees used", ApplicationUsageAsync);
    }

    private static void MapRange<T>(RouteGroupBuilder reports, string path, string name, string summary, Delegate show)
        where T : notnull => reports.MapPost($"/v1/{path}", show)
            .WithName($"trackpilots.{name}")
            .WithSummary(summary)
            .Accepts<RangeDocument>("application/json")
            .Produces<DataReply<T>>()
            .Body(ReportBodies.ReadRange);

    private static async Task<IResult> MyTeamAsync(
        Body<PeopleFilter> filter, Account account, ApiCall call, ActivityReports reports, CancellationToken cancellationToken)
    {
        var (selection, clock) = filter.Value;
        var today = clock.DateAt(call.StartedAt.ToUnixTimeSeconds());
        var query = new ReportQuery(account.Id, selection, Window.OfDays(clock, today, today));
        var data = (await reports.TotalsAsync(query, cancellationToken)).ConvertAll(totals => new SessionItem<FullTimeSummary>(
            UserShape.Of(totals.Person), FullTimeSummary.Of(totals.Time), SessionShape.Of(totals, query.Window, call.StartedAt)));
        return Envelope.Data("Fetched user work summary successfully", data);
    }

    private static async Task<IResult> WorkSummaryAsync(Body<RangeFilter> filter, Account account, ActivityReports reports, CancellationToken cancellationToken)
    {
        var summary = await reports.SummaryAsync(filter.Value.Of(account), cancellationToken);
        var stats = new TeamStats(summary.Visits.Applications, summary.Visits.Websites, summary.People);
        return Envelope.Data("Fetched work summary successfully", new SummaryShape<TeamStats>(FullTimeSummary.Of(summary.Time), stats));
    }

    private static async Task<IResult> ProductivityAnalysisAsync(
        Body<RangeFilter> filter, Account account, ActivityReports reports, CancellationToken cancellationToken)
    {
        var data = (await reports.TotalsAsync(filter.Value.Of(account), cancellationToken)).ConvertAll(totals => new AnalysisItem<ProductivityTimeSummary>(
            UserShape.Of(totals.Person), ProductivityTimeSummary.Of(totals.Time)));
        return Envelope.Data("Fetched productivity analysis successfully", data);
    }

    private static async Task<IResult> WorkTimeAnalysisAsync(
        Body<RangeFilter> filter, Account account, ApiCall call, ActivityReports reports, CancellationToken cancellationToken)
    {
        var query = filter.Value.Of(account);
        var data = (await reports.TotalsAsync(query, cancellationToken)).ConvertAll(totals => new SessionItem<WorkTimeSummary>(
            UserShape.Of(totals.Person), WorkTimeSummary.Of(totals.Time), SessionShape.Of(totals, query.Window, call.StartedAt)));
        return Envelope.Data("Fetched work time analysis successfully", data);
    }

    private static async Task<IResult> WeeklySummaryAsync(
        Body<RangeFilter> filter, Account account, ActivityReports reports, CancellationToken cancellationToken) =>
        Envelope.Data("Fetched weekly summary successfully", WeeklyShape.Of(await reports.DaysAsync(filter.Value.Of(account), cancellationToken)));

    private static async Task<IResult> TimesheetAsync(Body<RangeFilter> filter, Account account, ActivityReports reports, CancellationToken cancellationToken)
    {
        var query = filter.Value.Of(account);
        var data = await reports.DaysOfEachAsync(query, (person, totals) => TimesheetItem.Of(person, totals, query.Window.Clock), cancellationToken);
        return Envelope.Data("Fetched timesheet successfully", data);
    }

    private static IResult Timeline(Body<TimelineFilter> filter, Account account, ActivityReports reports, CancellationToken cancellationToken) =>
        Envelope.Data("Fetched timeline successfully", TimelineOf(reports, filter.Value.Range.Of(account), filter.Value.Page, cancellationToken));

    // Handed to the serializer one employee at a time: a year of 25 people's entries is never in memory at once.
    private static async IAsyncEnumerable<TimelineItem> TimelineOf(
        ActivityReports reports, ReportQuery query, int page, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var person in await reports.PeopleAsync(query, (page - 1) * TimelinePage, TimelinePage, cancellationToken))
        {
            yield return await reports.TraceAsync(query, activities => TimelineItem.OfAsync(person, activities), cancellationToken);
            await Task.Yield();
        }
    }

    private static async Task<IResult> ApplicationUsageAsync(
        Body<RangeFilter> filter, Account account, ActivityReports reports, CancellationToken cancellationToken)
    {
        var summary = await reports.SummaryAsync(filter.Value.Of(account), cancellationToken);
        var stats = new UsageStats(summary.Visits.Applications, summary.Visits.Websites);
        return Envelope.Data("Fetched app usage work summary successfully", new SummaryShape<UsageStats>(FullTimeSummary.Of(summary.Time), stats));
    }
}
