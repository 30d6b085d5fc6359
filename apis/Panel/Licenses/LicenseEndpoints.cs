using Lintel.AspNetCore;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Lintel.Panel;

/// <summary>Licenses: counts, table, making, editing and actions.</summary>
internal static class LicenseEndpoints
{
    public static void Map(RouteGroupBuilder panel)
    {
        panel.MapGet("/get-licenses-metadata", CountAsync).RequireScope(PanelScopes.ReadLicenses).OfApplication<CountQuery>();
        panel.MapGet("/get-licenses-table", ListAsync).RequireScope(PanelScopes.ReadLicenses).OfApplication<TableQuery>();
        panel.MapPost("/create-licenses", CreateAsync).RequireScope(PanelScopes.CreateLicenses).OfApplication().Body(LicenseBodies.ReadNew)
            .RaisesError(Condition.StateConflict);
        panel.MapPatch("/edit-license", EditAsync).RequireScope(PanelScopes.UpdateLicenses).OfApplication<LicenseQuery>().Body(LicenseBodies.ReadEdit)
            .RaisesError(Condition.StateConflict);
        panel.MapPost("/license-action", ActAsync).OfApplication().Body<LicenseAction>()
            .RequireScope((Body<LicenseAction> action) => action.Value.Scope, PanelScopes.UpdateLicenses, PanelScopes.DeleteLicenses)
                .RaisesError(Condition.StateConflict);
    }

    private static async Task<IResult> CountAsync(
        Resource<Application> application, Query<CountQuery> query, LicenseStore store, CancellationToken cancellationToken) =>
        Replies.Data("Successfully fetched licenses metadata.", await store.CountAsync(application.Value, query.Value.SearchParams, cancellationToken));

    private static async Task<IResult> ListAsync(
        Resource<Application> application, Query<TableQuery> query, LicenseStore store, CancellationToken cancellationToken) =>
        Replies.Table("Successfully fetched licenses.", await store.ListAsync(application.Value, query.Value, cancellationToken), license => license);

    private static async Task<IResult> CreateAsync(
        Resource<Application> application, Body<NewLicenses> wanted, Account account, LicenseStore store, CancellationToken cancellationToken) =>
        Replies.CreatedLicenses(await store.AddAsync(account, application.Value, wanted.Value, cancellationToken));

    private static async Task<IResult> EditAsync(
        Resource<Application> application, Query<LicenseQuery> query, Body<LicenseEdit> edit, LicenseStore store, CancellationToken cancellationToken) =>
        Replies.Done(await store.EditAsync(application.Value, query.Value.LicenseId.Number, edit.Value, cancellationToken), "License edited successfully");

    private static async Task<IResult> ActAsync(
        Resource<Application> application, Body<LicenseAction> action, LicenseStore store, CancellationToken cancellationToken) =>
        Replies.Done(await store.ActAsync(application.Value, action.Value, cancellationToken), "License action done");
}
