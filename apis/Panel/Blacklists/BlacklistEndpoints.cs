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
        panel.MapGet("/get-blacklists-metadata", CountAsync).RequireScope(PanelScopes.ReadBlacklists).OfApplication<CountQuery>();
        panel.MapGet("/get-blacklists-table", ListAsync).RequireScope(PanelScopes.ReadBlacklists).OfApplication<TableQuery>();
        panel.MapPost("/create-blacklist", CreateAsync).RequireScope(PanelScopes.CreateBlacklists).OfApplication().Body(BlacklistBodies.ReadNew)
            .RaisesError(Condition.StateConflict);
        panel.MapPatch("/edit-blacklist", EditAsync).RequireScope(PanelScopes.UpdateBlacklists).OfApplication<BlacklistQuery>().Body(BlacklistBodies.ReadEdit)
            .RaisesError(Condition.StateConflict);
        panel.MapPost("/blacklist-action", ActAsync).RequireScope(PanelScopes.DeleteBlacklists).OfApplication().Body<BlacklistAction>();
    }

    private static async Task<IResult> CountAsync(
        Resource<Application> application, Query<CountQuery> query, BlacklistStore store, CancellationToken cancellationToken) =>
        Replies.Data("Successfully fetched blacklists metadata.", await store.CountAsync(application.Value, query.Value.SearchParams, cancellationToken));

    private static async Task<IResult> ListAsync(
        Resource<Application> application, Query<TableQuery> query, BlacklistStore store, CancellationToken cancellationToken) =>
        Replies.Table("Successfully fetched blacklists.", await store.ListAsync(application.Value, query.Value, cancellationToken), entry => BlacklistView.Of(entry, application.Value));

    private static async Task<IResult> CreateAsync(
        Resource<Application> application, Body<BlacklistFields> fields, Account account, BlacklistStore store, CancellationToken cancellationToken) =>
        Replies.Done(await store.AddAsync(account, application.Value, fields.Value, cancellationToken), "Blacklist created successfully");

    private static async Task<IResult> EditAsync(
        Resource<Application> application,
        Query<BlacklistQuery> query,
        Body<BlacklistFields> fields,
        BlacklistStore store,
        CancellationToken cancellationToken) =>
        Replies.Done(
            await store.EditAsync(application.Value, query.Value.BlacklistId.Number, fields.Value, cancellationToken), "Blacklist edited successfully");

    private static async Task<IResult> ActAsync(
        Resource<Application> application, Body<BlacklistAction> action, BlacklistStore store, CancellationToken cancellationToken) =>
        Replies.Done(await store.ActAsync(application.Value, action.Value, cancellationToken), "Blacklist action done");
}
