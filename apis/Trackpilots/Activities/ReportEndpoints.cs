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
        api.MapPost("/v1/my-team", MyTeam).Body(ReportBodies.ReadPeople);
        api.MapPost("/v1/dashboard/work-summary", WorkSummary).Body(ReportBodies.ReadRange);
        api.MapPost("/v1/dashboard/productivity-analysis", ProductivityAnalysis).Body(ReportBodies.ReadRange);
        api.MapPost("/v1/dashboard/work-time-analysis", WorkTimeAnalysis).Body(ReportBodies.ReadRange);
        api.MapPost("/v1/dashboard/weekly-summary", WeeklySummary).Body(ReportBodies.ReadRange);
        api.MapPost("/v1/proof-of-work/timesheet", Timesheet).Body(ReportBodies.ReadRange);
        api.MapPost("/v1/proof-of-work/timeline", Timeline).Body(ReportBodies.ReadTimeline);
        api.MapPost("/v1/proof-of-work/app-usage/work-summary", ApplicationUsage).Body(ReportBodies.ReadRange);
    }

    private static IResult MyTeam(Body<PeopleFilter> filter, Account account, ApiCall call, ActivityReports reports, CancellationToken cancellationToken)
    {
        var (selection, clock) = filter.Value;
        var today = clock.DateAt(call.StartedAt.ToUnixTimeSeconds());
        var query = new ReportQuery(account.Id, selection, Window.OfDays(clock, today, today));
        var data = reports.Totals(query, cancellationToken).ConvertAll(totals => new SessionItem<FullTimeSummary>(
            UserShape.Of(totals.Person), FullTimeSummary.Of(totals.Time), SessionShape.Of(totals, query.Window, call.StartedAt)));
        return Envelope.Data("Fetched user work summary successfully", data);
    }

    private static IResult WorkSummary(Body<RangeFilter> filter, Account account, ActivityReports reports, CancellationToken cancellationToken)
    {
        var summary = reports.Summary(filter.Value.Of(account), cancellationToken);
        var stats = new TeamStats(summary.Visits.Applications, summary.Visits.Websites, summary.People);
        return Envelope.Data("Fetched work summary successfully", new SummaryShape<TeamStats>(FullTimeSummary.Of(summary.Time), stats));
    }

    private static IResult ProductivityAnalysis(Body<RangeFilter> filter, Account account, ActivityReports reports, CancellationToken cancellationToken)
    {
        var data = reports.Totals(filter.Value.Of(account), cancellationToken).ConvertAll(totals => new AnalysisItem<ProductivityTimeSummary>(
            UserShape.Of(totals.Person), ProductivityTimeSummary.Of(totals.Time)));
        return Envelope.Data("Fetched productivity analysis successfully", data);
    }

    private static IResult WorkTimeAnalysis(
        Body<RangeFilter> filter, Account account, ApiCall call, ActivityReports reports, CancellationToken cancellationToken)
    {
        var query = filter.Value.Of(account);
        var data = reports.Totals(query, cancellationToken).ConvertAll(totals => new SessionItem<WorkTimeSummary>(
            UserShape.Of(totals.Person), WorkTimeSummary.Of(totals.Time), SessionShape.Of(totals, query.Window, call.StartedAt)));
        return Envelope.Data("Fetched work time analysis successfully", data);
    }

    private static IResult WeeklySummary(Body<RangeFilter> filter, Account account, ActivityReports reports, CancellationToken cancellationToken) =>
        Envelope.Data("Fetched weekly summary successfully", WeeklyShape.Of(reports.Days(filter.Value.Of(account), cancellationToken)));

    private static IResult Timesheet(Body<RangeFilter> filter, Account account, ActivityReports reports, CancellationToken cancellationToken)
    {
        var query = filter.Value.Of(account);
        var data = reports.DaysOfEach(query, (person, totals) => TimesheetItem.Of(person, totals, query.Window.Clock), cancellationToken);
        return Envelope.Data("Fetched timesheet successfully", data);
    }

    private static IResult Timeline(Body<TimelineFilter> filter, Account account, ActivityReports reports, CancellationToken cancellationToken) =>
        Envelope.Data("Fetched timeline successfully", TimelineOf(reports, filter.Value.Range.Of(account), filter.Value.Page, cancellationToken));

    // Handed to the serializer one employee at a time: a year of 25 people's entries is never in memory at once.
    private static async IAsyncEnumerable<TimelineItem> TimelineOf(
        ActivityReports reports, ReportQuery query, int page, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var person in reports.People(query, (page - 1) * TimelinePage, TimelinePage))
        {
            yield return reports.Trace(query, activities => TimelineItem.Of(person, activities), cancellationToken);
            await Task.Yield();
        }
    }

    private static IResult ApplicationUsage(Body<RangeFilter> filter, Account account, ActivityReports reports, CancellationToken cancellationToken)
    {
        var summary = reports.Summary(filter.Value.Of(account), cancellationToken);
        var stats = new UsageStats(summary.Visits.Applications, summary.Visits.Websites);
        return Envelope.Data("Fetched app usage work summary successfully", new SummaryShape<UsageStats>(FullTimeSummary.Of(summary.Time), stats));
    }
}
