using Lintel.AspNetCore;
using Lintel.Accounts;
using Lintel.Requests;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Lintel.Pixel;

/// <summary>The calls that stand for the vendor's dashboard, under the management API and its operator token.</summary>
internal static class DashboardEndpoints
{
    public static void Map(RouteGroupBuilder management)
    {
        management.MapPost("/pixel/websites", AddWebsiteAsync).WithName("pixel.dashboard.websites.add")
            .Body(DashboardBodies.Website).Rules(CheckAccountAsync);
        management.MapDelete("/pixel/websites/{id}", DeleteWebsiteAsync).WithName("pixel.dashboard.websites.delete")
            .Resource(call => ValueTask.FromResult(FindWebsite(call, (string)call.Http.GetRouteValue("id")!)));
        management.MapPost("/pixel/goals", async (ApiCall call, GoalStore store) =>
                Created(await store.AddAsync(AccountOf(call), call.Body<NewGoal>(), call.Aborted)))
            .WithName("pixel.dashboard.goals.add").Body(DashboardBodies.Goal).Resource(call => FindOfBody(call, call.Body<NewGoal>().WebsiteId));
        management.MapPost("/pixel/alerts", async (ApiCall call, AlertStore store) =>
                Created(await store.AddAsync(AccountOf(call), call.Body<NewAlert>(), call.Aborted)))
            .WithName("pixel.dashboard.alerts.add").Body(DashboardBodies.Alert).Resource(call => FindOfBody(call, call.Body<NewAlert>().WebsiteId));
        management.MapPost("/pixel/reports", async (ApiCall call, ReportStore store) =>
                Created(await store.AddAsync(AccountOf(call), call.Body<NewReport>(), call.Aborted)))
            .WithName("pixel.dashboard.reports.add").Body(DashboardBodies.Report).Resource(call => FindOfBody(call, call.Body<NewReport>().WebsiteId));
        management.MapPost("/pixel/share-links", async (ApiCall call, ShareLinkStore store) =>
                Created(await store.AddAsync(AccountOf(call), call.Body<NewShareLink>(), call.Aborted)))
            .WithName("pixel.dashboard.share-links.add").Body(DashboardBodies.ShareLink).Resource(call => FindOfBody(call, call.Body<NewShareLink>().WebsiteId));
    }

    private static async Task<IResult> AddWebsiteAsync(ApiCall call, WebsiteStore store) =>
        Created(await store.AddAsync(call.Body<NewWebsite>(), call.Aborted));

    private static async Task<IResult> DeleteWebsiteAsync(ApiCall call, WebsiteStore store)
    {
        await store.DeleteAsync(call.Resource<OwnedWebsite>().Id, call.Aborted);
        return Results.NoContent();
    }

    private static IResult Created<T>(T made) => Results.Json(made, Replies.Json, statusCode: StatusCodes.Status201Created);

    private static string AccountOf(ApiCall call) => call.Resource<OwnedWebsite>().AccountId;

    private static Outcome<OwnedWebsite> FindWebsite(ApiCall call, string id) =>
        call.Http.RequestServices.GetRequiredService<WebsiteStore>().Find(id) is { } website ? website : Refusal.Missing("Website", id);

    private static ValueTask<Outcome<OwnedWebsite>> FindOfBody(ApiCall call, string id)
    {
        Outcome<OwnedWebsite> outcome = call.Http.RequestServices.GetRequiredService<WebsiteStore>().Find(id) is { } website
            ? website
            : Refusal.Invalid(call.Fault("website_id", "names no website"));
        return ValueTask.FromResult(outcome);
    }

    private static async ValueTask<Decision> CheckAccountAsync(ApiCall call)
    {
        var accounts = call.Http.RequestServices.GetRequiredService<AccountRing>();
        var account = await accounts.FindAsync(call.Body<NewWebsite>().AccountId, call.Aborted);
        return account is { Api: PixelModule.Api } ? Decision.Pass : Refusal.Invalid(call.Fault("account_id", "names no account of the pixel API"));
    }
}
