using Lintel.AspNetCore;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Lintel.Panel;

/// <summary>Licenses: counts, table, making, editing and actions.</summary>
internal static class LicenseEndpoints
{
    private const string Columns = "A search has the columns `License`, `IPv4` and `Client id`.";

    public static void Map(RouteGroupBuilder panel)
    {
        var licenses = panel.MapGroup(string.Empty).WithTags("Licenses");
        MapReads(licenses);
        licenses.MapPost("/create-licenses", CreateAsync).WithName("panel.licenses.create").WithSummary("Creates licenses of one kind")
            .RequireScope(PanelScopes.CreateLicenses).OfApplication().Body(LicenseBodies.ReadNew).RaisesError(Condition.StateConflict)
            .Accepts<NewLicensesDocument>(PanelOperations.Json).Produces<CreatedLicensesReply>();
        licenses.MapPatch("/edit-license", EditAsync).WithName("panel.licenses.update").WithSummary("Changes fields of a license")
            .RequireScope(PanelScopes.UpdateLicenses).OfApplication<LicenseQuery>().AcceptsQuery<LicenseParameters>().Body(LicenseBodies.ReadEdit)
            .RaisesError(Condition.StateConflict).Accepts<LicenseChangeDocument>(PanelOperations.Json).Produces<MessageReply>();
        licenses.MapPost("/license-action", ActAsync).WithName("panel.licenses.act").WithSummary("Does something with a license, or deletes all")
            .WithDescription("`delete` and `delete_all` need `licenses:delete`, the other actions `licenses:update`. An action that does not suit the status "
                + "of the license is refused.")
            .OfApplication().Body<LicenseAction>()
            .RequireScope((Body<LicenseAction> action) => action.Value.Scope, PanelScopes.UpdateLicenses, PanelScopes.DeleteLicenses)
            .RaisesError(Condition.StateConflict).Accepts<LicenseActionDocument>(PanelOperations.Json).Produces<MessageReply>();
    }

    private static void MapReads(RouteGroupBuilder licenses)
    {
        licenses.MapGet("/get-licenses-metadata", CountAsync).WithName("panel.licenses.count").WithSummary("Counts licenses by status")
            .WithDescription(Columns).RequireScope(PanelScopes.ReadLicenses).OfApplication<CountQuery>().AcceptsQuery<CountParameters>()
            .Produces<DataReply<LicenseCounts>>();
        licenses.MapGet("/get-licenses-table", ListAsync).WithName("panel.licenses.list").WithSummary("Lists licenses, newest first")
            .WithDescription(Columns).RequireScope(PanelScopes.ReadLicenses).OfApplication<TableQuery>().AcceptsQuery<TableParameters>()
            .Produces<TableReply<LicenseView>>();
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
