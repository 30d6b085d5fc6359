using Lintel.AspNetCore;
using Lintel.Trackpilots.Activities;
using Lintel.Trackpilots.Organisations;
using Lintel.Trackpilots.Time;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Lintel.Trackpilots.Screenshots;

/// <summary>Screenshots.</summary>
internal static class ScreenshotEndpoints
{
    private const int RecentCount = 15;
    private const int RecentDays = 7;

    public static void Map(RouteGroupBuilder api)
    {
        api.MapPost("/v1/dashboard/recent-screenshot", RecentAsync)
            .WithName("trackpilots.recent-screenshots")
            .WithSummary("Lists the 15 latest screenshots of the last 7 days")
            .WithTags("Dashboard")
            .Accepts<PeopleDocument>("application/json")
            .Produces<DataReply<IReadOnlyList<RecentScreenshotItem>>>()
            .Body(ReportBodies.ReadPeople);
        api.MapPost("/v1/proof-of-work/screenshot", ListAsync)
            .WithName("trackpilots.screenshots")
            .WithSummary("Lists screenshots")
            .WithTags("Proof of work")
            .Accepts<ScreenshotsDocument>("application/json")
            .Produces<DataReply<IReadOnlyList<ScreenshotItem>>>()
            .Body(ReportBodies.ReadScreenshots);
    }

    // "Recent" means today on the caller's clock and the six days before it, so that the dashboard is not empty on a Monday morning.
    private static async Task<IResult> RecentAsync(
        Body<PeopleFilter> filter,
        Account account,
        ApiCall call,
        ScreenshotStore screenshots,
        OrganisationStore organisations,
        CancellationToken cancellationToken)
    {
        var (selection, clock) = filter.Value;
        var organisationId = await organisations.EnsureAsync(account.Id, cancellationToken);
        var today = clock.DateAt(call.StartedAt.ToUnixTimeSeconds());
        var window = Window.OfDays(clock, today.AddDays(1 - RecentDays), today);
        var page = await screenshots.PageAsync(new ReportQuery(account.Id, selection, window), 0, RecentCount, cancellationToken);
        return Envelope.Data("Fetched recent screenshots successfully", page.ConvertAll(shot => RecentScreenshotItem.Of(shot, organisationId)));
    }

    private static async Task<IResult> ListAsync(
        Body<ScreenshotFilter> filter, Account account, ScreenshotStore screenshots, CancellationToken cancellationToken)
    {
        var (range, offset, limit) = filter.Value;
        return Envelope.Data("Fetched screenshots successfully", (await screenshots.PageAsync(range.Of(account), offset, limit, cancellationToken)).ConvertAll(ScreenshotItem.Of));
    }
}
