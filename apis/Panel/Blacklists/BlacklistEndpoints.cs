using Lintel.AspNetCore;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Lintel.Panel;

/// <summary>Blacklists: count, table, making, editing and deleting.</summary>
internal static class BlacklistEndpoints
{
    public static void Map(RouteGroupBuilder panel)
    {
        panel.MapGet("/get-blacklists-metadata", Count).RequireScope(PanelScopes.ReadBlacklists).OfApplication(CountQuery.Read);
        panel.MapGet("/get-blacklists-table", List).RequireScope(PanelScopes.ReadBlacklists).OfApplication(TableQuery.Read);
        panel.MapPost("/create-blacklist", CreateAsync).RequireScope(PanelScopes.CreateBlacklists).OfApplication().Body(BlacklistBodies.ReadNew);
        panel.MapPatch("/edit-blacklist", EditAsync).RequireScope(PanelScopes.UpdateBlacklists).OfApplication(RecordQuery.By("blacklistId")).Body(BlacklistBodies.ReadEdit);
        panel.MapPost("/blacklist-action", ActAsync).RequireScope(PanelScopes.DeleteBlacklists).OfApplication().Body(BlacklistBodies.ReadAction);
    }

    private static IResult Count(ApiCall call, BlacklistStore store) =>
        Replies.Data("Successfully fetched blacklists metadata.", store.Count(call.PanelApplication(), call.Query<CountQuery>().Search));

    private static IResult List(ApiCall call, BlacklistStore store)
    {
        var application = call.PanelApplication();
        return Replies.Table("Successfully fetched blacklists.", store.List(application, call.Query<TableQuery>()), entry => BlacklistView.Of(entry, application));
    }

    private static async Task<IResult> CreateAsync(ApiCall call, BlacklistStore store) => Replies.Done(
        await store.AddAsync(call.Account, call.PanelApplication(), call.Body<BlacklistFields>(), call.Aborted), "Blacklist created successfully");

    private static async Task<IResult> EditAsync(ApiCall call, BlacklistStore store) => Replies.Done(
        await store.EditAsync(call.PanelApplication(), call.Query<RecordQuery>().RecordId, call.Body<BlacklistFields>(), call.Aborted), "Blacklist edited successfully");

    private static async Task<IResult> ActAsync(ApiCall call, BlacklistStore store) =>
        Replies.Done(await store.ActAsync(call.PanelApplication(), call.Body<BlacklistAction>(), call.Aborted), "Blacklist action done");
}
