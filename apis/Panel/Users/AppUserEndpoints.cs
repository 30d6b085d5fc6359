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
        panel.MapGet("/get-users-metadata", Count).RequireScope(PanelScopes.ReadUsers).OfApplication(CountQuery.Read);
        panel.MapGet("/get-users-table", List).RequireScope(PanelScopes.ReadUsers).OfApplication(TableQuery.Read);
        panel.MapPost("/create-user", CreateAsync).RequireScope(PanelScopes.CreateUsers).OfApplication().Body(AppUserBodies.ReadNew);
        panel.MapPatch("/edit-user", EditAsync).RequireScope(PanelScopes.UpdateUsers).OfApplication(RecordQuery.By("userId")).Body(AppUserBodies.ReadEdit);
        panel.MapPost("/user-action", ActAsync).OfApplication().Body(AppUserBodies.ReadAction)
            .RequireScope((Body<AppUserAction> action) => action.Value.Scope, PanelScopes.UpdateUsers, PanelScopes.DeleteUsers);
    }

    private static IResult Count(ApiCall call, AppUserStore store) =>
        Replies.Data("Successfully fetched users metadata.", store.Count(call.PanelApplication(), call.Query<CountQuery>().Search));

    private static IResult List(ApiCall call, AppUserStore store)
    {
        var application = call.PanelApplication();
        return Replies.Table("Successfully fetched users.", store.List(application, call.Query<TableQuery>()), user => AppUserView.Of(user, application));
    }

    private static async Task<IResult> CreateAsync(ApiCall call, AppUserStore store, Passwords passwords)
    {
        var fields = call.Body<AppUserFields>();
        var hash = await passwords.HashAsync(fields.Password!, PasswordCaller.Of(call), call.Aborted);
        return Replies.Done(await store.AddAsync(call.Account, call.PanelApplication(), fields, hash, call.Aborted), "User created successfully");
    }

    private static async Task<IResult> EditAsync(ApiCall call, AppUserStore store, Passwords passwords)
    {
        var fields = call.Body<AppUserFields>();
        var hash = fields.Password is { } password ? await passwords.HashAsync(password, PasswordCaller.Of(call), call.Aborted) : null;
        return Replies.Done(await store.EditAsync(call.PanelApplication(), call.Query<RecordQuery>().RecordId, fields, hash, call.Aborted), "User edited successfully");
    }

    private static async Task<IResult> ActAsync(ApiCall call, AppUserStore store) =>
        Replies.Done(await store.ActAsync(call.PanelApplication(), call.Body<AppUserAction>(), call.Aborted), "User action done");
}
