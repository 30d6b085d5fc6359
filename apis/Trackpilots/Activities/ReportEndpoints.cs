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
        api.MapPost("/v1/my-team", MyTeamAsync).Body(ReportBodies.ReadPeople);
        api.MapPost("/v1/dashboard/work-summary", WorkSummaryAsync).Body(ReportBodies.ReadRange);
        api.MapPost("/v1/dashboard/productivity-analysis", ProductivityAnalysisAsync).Body(ReportBodies.ReadRange);
        api.MapPost("/v1/dashboard/work-time-analysis", WorkTimeAnalysisAsync).Body(ReportBodies.ReadRange);
        api.MapPost("/v1/dashboard/weekly-summary", WeeklySummaryAsync).Body(ReportBodies.ReadRange);
        api.MapPost("/v1/proof-of-work/timesheet", TimesheetAsync).Body(ReportBodies.ReadRange);
        api.MapPost("/v1/proof-of-work/timeline", Timeline).Body(ReportBodies.ReadTimeline);
        api.MapPost("/v1/proof-of-work/app-usage/work-summary", ApplicationUsageAsync).Body(ReportBodies.ReadRange);
    }

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
