using System.Text.Json;
using Lintel.AspNetCore;
using Lintel.Stores;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Lintel.Pixel;

/// <summary>The calls that stand for the vendor's dashboard, under the management API and its operator token.</summary>
internal static class DashboardEndpoints
{
    private const string Scope = "records:write";
    private const string Websites = "/pixel/accounts/{account}/websites";
    private const string OneWebsite = "/pixel/websites/{id}";

    // The management API writes camel case; the vendor's own bodies do not.
    private static readonly JsonSerializerOptions Json = new(Replies.Json) { PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    public static void Map(RouteGroupBuilder management)
    {
        OfAccount(management.MapGet(Websites, (ApiCall call, WebsiteStore store) => Show(store.List(call.Resource<Account>().Id))));
        OfAccount(management.MapPost(Websites, async (ApiCall call, WebsiteStore store) =>
            Created(await store.AddAsync(call.Resource<Account>().Id, call.Body<NewWebsite>(), call.Aborted)))).Body(DashboardBodies.Website);
        OfWebsite(management.MapDelete(OneWebsite, DeleteWebsiteAsync));
        OfWebsite(management.MapPost($"{OneWebsite}/goals", async (ApiCall call, GoalStore store) =>
            Created(await store.AddAsync(call.Resource<OwnedWebsite>(), call.Body<NewGoal>(), call.Aborted)))).Body(DashboardBodies.Goal);
        OfWebsite(management.MapPost($"{OneWebsite}/alerts", async (ApiCall call, AlertStore store) =>
            Created(await store.AddAsync(call.Resource<OwnedWebsite>(), call.Body<NewAlert>(), call.Aborted)))).Body(DashboardBodies.Alert);
        OfWebsite(management.MapPost($"{OneWebsite}/reports", async (ApiCall call, ReportStore store) =>
            Created(await store.AddAsync(call.Resource<OwnedWebsite>(), call.Body<NewReport>(), call.Aborted)))).Body(DashboardBodies.Report);
        OfWebsite(management.MapPost($"{OneWebsite}/share-links", AddShareLinkAsync)).Body(DashboardBodies.ShareLink);
    }

    private static RouteHandlerBuilder OfAccount(RouteHandlerBuilder operation) => operation.RequireScope(Scope).Resource(FindAccountAsync);

    private static RouteHandlerBuilder OfWebsite(RouteHandlerBuilder operation) => operation.RequireScope(Scope).Resource(FindWebsite);

    private static async Task<IResult> DeleteWebsiteAsync(ApiCall call, WebsiteStore store)
    {
        await store.DeleteAsync(call.Resource<OwnedWebsite>().Id, call.Aborted);
        return Results.NoContent();
    }

    private static async Task<IResult> AddShareLinkAsync(ApiCall call, ShareLinkStore store, Passwords passwords)
    {
        var link = call.Body<NewShareLink>();
        var hash = link.Password is { } password ? await passwords.HashAsync(password, PasswordCaller.Of(call), call.Aborted) : null;
        return Created(await store.AddAsync(call.Resource<OwnedWebsite>(), link, hash, call.Aborted));
    }

    private static IResult Show(IReadOnlyList<Website> rows) => Results.Json(new { Data = rows, Cursor = (string?)null }, Json);

    private static IResult Created<T>(T made) => Results.Json(made, Json, statusCode: StatusCodes.Status201Created);

    private static ValueTask<Outcome<OwnedWebsite>> FindWebsite(ApiCall call)
    {
        var id = call.Http.GetRouteValue("id") as string ?? string.Empty;
        Outcome<OwnedWebsite> outcome = call.Http.RequestServices.GetRequiredService<WebsiteStore>().Find(id) is { } website
            ? website
            : Refusal.Missing("Website", id);
        return ValueTask.FromResult(outcome);
    }

    private static async ValueTask<Outcome<Account>> FindAccountAsync(ApiCall call)
    {
        var id = call.Http.GetRouteValue("account") as string ?? string.Empty;
        var account = await call.Http.RequestServices.GetRequiredService<ILintelStores>().Accounts.FindAsync(id, call.Aborted);
        return account?.Api == PixelModule.Api ? account : Refusal.Missing("Account", id);
    }
}
