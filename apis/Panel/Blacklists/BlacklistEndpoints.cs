using Lintel.AspNetCore;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Lintel.Panel;

/// <summary>Blacklists: count, table, making, editing and deleting.</summary>
internal static class BlacklistEndpoints
{
    private const string Columns = "A search has the columns `IPv4` and `Client id`.";

    public static void Map(RouteGroupBuilder panel)
    {
        var blacklists = panel.MapGroup(string.Empty).WithTags("Blacklists");
        MapReads(blacklists);
        blacklists.MapPost("/create-blacklist", CreateAsync).WithName("panel.blacklists.create").WithSummary("Adds an entry to an application's blacklist")
            .RequireScope(PanelScopes.CreateBlacklists).OfApplication().Body(BlacklistBodies.ReadNew).RaisesError(Condition.StateConflict)
            .Accepts<BlacklistDocument>(PanelOperations.Json).Produces<MessageReply>();
        blacklists.MapPatch("/edit-blacklist", EditAsync).WithName("panel.blacklists.update").WithSummary("Changes fields of an entry")
            .WithDescription("At least one field; those that are not sent stay as they are, and null takes a value away.")
            .RequireScope(PanelScopes.UpdateBlacklists).OfApplication<BlacklistQuery>().AcceptsQuery<BlacklistParameters>().Body(BlacklistBodies.ReadEdit)
            .RaisesError(Condition.StateConflict).Accepts<BlacklistDocument>(PanelOperations.Json).Produces<MessageReply>();
        blacklists.MapPost("/blacklist-action", ActAsync).WithName("panel.blacklists.act").WithSummary("Deletes an entry, or all")
            .RequireScope(PanelScopes.DeleteBlacklists).OfApplication().Body<BlacklistAction>().RaisesError(Condition.StateConflict)
            .Accepts<BlacklistActionDocument>(PanelOperations.Json).Produces<MessageReply>();
    }

    private static void MapReads(RouteGroupBuilder blacklists)
    {
        blacklists.MapGet("/get-blacklists-metadata", CountAsync).WithName("panel.blacklists.count").WithSummary("Counts entries")
            .WithDescription(Columns).RequireScope(PanelScopes.ReadBlacklists).OfApplication<CountQuery>().AcceptsQuery<CountParameters>()
            .Produces<DataReply<BlacklistCount>>();
        blacklists.MapGet("/get-blacklists-table", ListAsync).WithName("panel.blacklists.list").WithSummary("Lists entries, newest first")
            .WithDescription(Columns).RequireScope(PanelScopes.ReadBlacklists).OfApplication<TableQuery>().AcceptsQuery<TableParameters>()
            .Produces<TableReply<BlacklistView>>();
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
