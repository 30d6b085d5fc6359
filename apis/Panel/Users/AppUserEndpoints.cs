using Lintel.AspNetCore;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Lintel.Panel;

/// <summary>App users: count, table, making, editing and actions.</summary>
internal static class AppUserEndpoints
{
    private const string Columns = "A search has the columns `Login`, `IPv4` and `Client id`.";

    public static void Map(RouteGroupBuilder panel)
    {
        var users = panel.MapGroup(string.Empty).WithTags("App users");
        MapReads(users);
        users.MapPost("/create-user", CreateAsync).WithName("panel.users.create").WithSummary("Creates an app user").RequireScope(PanelScopes.CreateUsers)
            .OfApplication().Body(AppUserBodies.ReadNew).RaisesError(Condition.StateConflict)
            .Accepts<NewAppUserDocument>(PanelOperations.Json).Produces<MessageReply>();
        users.MapPatch("/edit-user", EditAsync).WithName("panel.users.update").WithSummary("Changes fields of an app user")
            .RequireScope(PanelScopes.UpdateUsers).OfApplication<AppUserQuery>().AcceptsQuery<AppUserParameters>().Body(AppUserBodies.ReadEdit)
            .RaisesError(Condition.StateConflict).Accepts<AppUserChangeDocument>(PanelOperations.Json).Produces<MessageReply>();
        users.MapPost("/user-action", ActAsync).WithName("panel.users.act").WithSummary("Does something with an app user, or deletes all")
            .WithDescription("`delete` and `delete_all` need `app_users:delete`, the other actions `app_users:update`.")
            .OfApplication().Body<AppUserAction>()
            .RequireScope((Body<AppUserAction> action) => action.Value.Scope, PanelScopes.UpdateUsers, PanelScopes.DeleteUsers)
            .RaisesError(Condition.StateConflict).Accepts<AppUserActionDocument>(PanelOperations.Json).Produces<MessageReply>();
    }

    private static void MapReads(RouteGroupBuilder users)
    {
        users.MapGet("/get-users-metadata", CountAsync).WithName("panel.users.count").WithSummary("Counts app users").WithDescription(Columns)
            .RequireScope(PanelScopes.ReadUsers).OfApplication<CountQuery>().AcceptsQuery<CountParameters>().Produces<DataReply<AppUserCount>>();
        users.MapGet("/get-users-table", ListAsync).WithName("panel.users.list").WithSummary("Lists app users, newest first").WithDescription(Columns)
            .RequireScope(PanelScopes.ReadUsers).OfApplication<TableQuery>().AcceptsQuery<TableParameters>().Produces<TableReply<AppUserView>>();
    }

    private static async Task<IResult> CountAsync(
        Resource<Application> application, Query<CountQuery> query, AppUserStore store, CancellationToken cancellationToken) =>
        Replies.Data("Successfully fetched users metadata.", await store.CountAsync(application.Value, query.Value.SearchParams, cancellationToken));

    private static async Task<IResult> ListAsync(
        Resource<Application> application, Query<TableQuery> query, AppUserStore store, CancellationToken cancellationToken) =>
        Replies.Table("Successfully fetched users.", await store.ListAsync(application.Value, query.Value, cancellationToken), user => AppUserView.Of(user, application.Value));

    private static async Task<IResult> CreateAsync(
        Resource<Application> application,
        Body<AppUserFields> fields,
        Account account,
        ApiCall call,
        AppUserStore store,
        Passwords passwords,
        CancellationToken cancellationToken)
    {
        var hash = await passwords.HashAsync(fields.Value.Password!, call, cancellationToken);
        return Replies.Done(await store.AddAsync(account, application.Value, fields.Value, hash, cancellationToken), "User created successfully");
    }

    private static async Task<IResult> EditAsync(
        Resource<Application> application,
        Query<AppUserQuery> query,
        Body<AppUserFields> fields,
        ApiCall call,
        AppUserStore store,
        Passwords passwords,
        CancellationToken cancellationToken)
    {
        var hash = fields.Value.Password is { } password ? await passwords.HashAsync(password, call, cancellationToken) : null;
        return Replies.Done(
            await store.EditAsync(application.Value, query.Value.UserId.Number, fields.Value, hash, cancellationToken), "User edited successfully");
    }

    private static async Task<IResult> ActAsync(
        Resource<Application> application, Body<AppUserAction> action, AppUserStore store, CancellationToken cancellationToken) =>
        Replies.Done(await store.ActAsync(application.Value, action.Value, cancellationToken), "User action done");
}
