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

    public static void MapReports(this RouteGroupBuilder api)
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

    private static IResult MyTeam(ApiCall call, ActivityReports reports)
    {
        var filter = call.Body<PeopleFilter>();
        var today = filter.Clock.DateAt(call.StartedAt.ToUnixTimeSeconds());
        var query = new ReportQuery(call.Account.Id, filter.Selection, Window.OfDays(filter.Clock, today, today));
        var data = reports.Totals(query, call.Aborted).ConvertAll(totals => new SessionItem<FullTimeSummary>(
            UserShape.Of(totals.Person), FullTimeSummary.Of(totals.Time), SessionShape.Of(totals, query.Window, call.StartedAt)));
        return Envelope.Data("Fetched user work summary successfully", data);
    }

    private static IResult WorkSummary(ApiCall call, ActivityReports reports)
    {
        var summary = reports.Summary(QueryOf(call), call.Aborted);
        var stats = new TeamStats(summary.Visits.Applications, summary.Visits.Websites, summary.People);
        return Envelope.Data("Fetched work summary successfully", new SummaryShape<TeamStats>(FullTimeSummary.Of(summary.Time), stats));
    }

    private static IResult ProductivityAnalysis(ApiCall call, ActivityReports reports)
    {
        var data = reports.Totals(QueryOf(call), call.Aborted).ConvertAll(totals => new AnalysisItem<ProductivityTimeSummary>(
            UserShape.Of(totals.Person), ProductivityTimeSummary.Of(totals.Time)));
        return Envelope.Data("Fetched productivity analysis successfully", data);
    }

    private static IResult WorkTimeAnalysis(ApiCall call, ActivityReports reports)
    {
        var query = QueryOf(call);
        var data = reports.Totals(query, call.Aborted).ConvertAll(totals => new SessionItem<WorkTimeSummary>(
            UserShape.Of(totals.Person), WorkTimeSummary.Of(totals.Time), SessionShape.Of(totals, query.Window, call.StartedAt)));
        return Envelope.Data("Fetched work time analysis successfully", data);
    }

    private static IResult WeeklySummary(ApiCall call, ActivityReports reports) =>
        Envelope.Data("Fetched weekly summary successfully", WeeklyShape.Of(reports.Days(QueryOf(call), call.Aborted)));

    private static IResult Timesheet(ApiCall call, ActivityReports reports)
    {
        var query = QueryOf(call);
        var data = reports.DaysOfEach(query, (person, totals) => TimesheetItem.Of(person, totals, query.Window.Clock), call.Aborted);
        return Envelope.Data("Fetched timesheet successfully", data);
    }

    private static IResult Timeline(ApiCall call, ActivityReports reports)
    {
        var filter = call.Body<TimelineFilter>();
        var query = new ReportQuery(call.Account.Id, filter.Range.Selection, filter.Range.Window);
        return Envelope.Data("Fetched timeline successfully", TimelineOf(reports, query, filter.Page, call.Aborted));
    }

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

    private static IResult ApplicationUsage(ApiCall call, ActivityReports reports)
    {
        var summary = reports.Summary(QueryOf(call), call.Aborted);
        var stats = new UsageStats(summary.Visits.Applications, summary.Visits.Websites);
        return Envelope.Data("Fetched app usage work summary successfully", new SummaryShape<UsageStats>(FullTimeSummary.Of(summary.Time), stats));
    }

    private static ReportQuery QueryOf(ApiCall call)
    {
        var filter = call.Body<RangeFilter>();
        return new ReportQuery(call.Account.Id, filter.Selection, filter.Window);
    }
}
