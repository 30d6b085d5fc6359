using Lintel.AspNetCore;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Lintel.Panel;

/// <summary>App users: count, table, making, editing and actions.</summary>
internal static class AppUserEndpoints
{
    public static void Map(RouteGroupBuilder panel)
    {
        panel.MapGet("/get-users-metadata", CountAsync).RequireScope(PanelScopes.ReadUsers).OfApplication<CountQuery>();
        panel.MapGet("/get-users-table", ListAsync).RequireScope(PanelScopes.ReadUsers).OfApplication<TableQuery>();
        panel.MapPost("/create-user", CreateAsync).RequireScope(PanelScopes.CreateUsers).OfApplication().Body(AppUserBodies.ReadNew)
            .RaisesError(Condition.StateConflict);
        panel.MapPatch("/edit-user", EditAsync).RequireScope(PanelScopes.UpdateUsers).OfApplication<AppUserQuery>().Body(AppUserBodies.ReadEdit)
            .RaisesError(Condition.StateConflict);
        panel.MapPost("/user-action", ActAsync).OfApplication().Body<AppUserAction>()
            .RequireScope((Body<AppUserAction> action) => action.Value.Scope, PanelScopes.UpdateUsers, PanelScopes.DeleteUsers)
            .RaisesError(Condition.StateConflict);
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
        PasswordCaller caller,
        AppUserStore store,
        Passwords passwords,
        CancellationToken cancellationToken)
    {
        var hash = await passwords.HashAsync(fields.Value.Password!, caller, cancellationToken);
        return Replies.Done(await store.AddAsync(account, application.Value, fields.Value, hash, cancellationToken), "User created successfully");
    }

    private static async Task<IResult> EditAsync(
        Resource<Application> application,
        Query<AppUserQuery> query,
        Body<AppUserFields> fields,
        PasswordCaller caller,
        AppUserStore store,
        Passwords passwords,
        CancellationToken cancellationToken)
    {
        var hash = fields.Value.Password is { } password ? await passwords.HashAsync(password, caller, cancellationToken) : null;
        return Replies.Done(
            await store.EditAsync(application.Value, query.Value.UserId.Number, fields.Value, hash, cancellationToken), "User edited successfully");
    }

    private static async Task<IResult> ActAsync(
        Resource<Application> application, Body<AppUserAction> action, AppUserStore store, CancellationToken cancellationToken) =>
        Replies.Done(await store.ActAsync(application.Value, action.Value, cancellationToken), "User action done");
}
