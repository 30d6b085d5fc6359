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
        panel.MapGet("/get-licenses-metadata", Count).RequireScope(PanelScopes.ReadLicenses).OfApplication(CountQuery.Read);
        panel.MapGet("/get-licenses-table", List).RequireScope(PanelScopes.ReadLicenses).OfApplication(TableQuery.Read);
        panel.MapPost("/create-licenses", CreateAsync).RequireScope(PanelScopes.CreateLicenses).OfApplication().Body(LicenseBodies.ReadNew);
        panel.MapPatch("/edit-license", EditAsync).RequireScope(PanelScopes.UpdateLicenses).OfApplication(RecordQuery.By("licenseId")).Body(LicenseBodies.ReadEdit);
        panel.MapPost("/license-action", ActAsync).OfApplication().Body(LicenseBodies.ReadAction)
            .RequireScope((Body<LicenseAction> action) => action.Value.Scope, PanelScopes.UpdateLicenses, PanelScopes.DeleteLicenses);
    }

    private static IResult Count(ApiCall call, LicenseStore store) =>
        Replies.Data("Successfully fetched licenses metadata.", store.Count(call.PanelApplication(), call.Query<CountQuery>().Search));

    private static IResult List(ApiCall call, LicenseStore store) =>
        Replies.Table("Successfully fetched licenses.", store.List(call.PanelApplication(), call.Query<TableQuery>()), license => license);

    private static async Task<IResult> CreateAsync(ApiCall call, LicenseStore store) =>
        Replies.CreatedLicenses(await store.AddAsync(call.Account, call.PanelApplication(), call.Body<NewLicenses>(), call.Aborted));

    private static async Task<IResult> EditAsync(ApiCall call, LicenseStore store) => Replies.Done(
        await store.EditAsync(call.PanelApplication(), call.Query<RecordQuery>().RecordId, call.Body<LicenseEdit>(), call.Aborted), "License edited successfully");

    private static async Task<IResult> ActAsync(ApiCall call, LicenseStore store) => Replies.Done(
        await store.ActAsync(call.PanelApplication(), call.Body<LicenseAction>(), call.Aborted), "License action done");
}
