using Lintel.AspNetCore;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Lintel.Panel;

/// <summary>Applications, their settings, license levels and runtime keys.</summary>
internal static class ApplicationEndpoints
{
    public const string RotationLimit = "key-rotations";

    public static void Map(RouteGroupBuilder panel)
    {
        panel.MapGet("/get-applications", List).RequireScope(PanelScopes.ReadApplications);
        panel.MapPost("/create-application", CreateAsync).RequireScope(PanelScopes.CreateApplications).ForAllApplications().Body(ApplicationBodies.ReadName);
        panel.MapGet("/get-application-settings", ShowSettings).RequireScope(PanelScopes.ReadApplications).OfApplication();
        panel.MapPatch("/edit-application-settings", EditAsync).RequireScope(PanelScopes.UpdateApplications).OfApplication().Body(ApplicationBodies.ReadSettings);
        panel.MapPost("/create-application-license-levels", AddLevelsAsync).RequireScope(PanelScopes.UpdateApplications).OfApplication().Body(ApplicationBodies.ReadLevels);
        panel.MapDelete("/delete-application-license-level", DeleteLevelAsync).RequireScope(PanelScopes.UpdateApplications).OfApplication(ApplicationBodies.ReadLevel);
        panel.MapPatch("/update-api-keys", RotateAsync).RequireScope(PanelScopes.UpdateApplications).CountedUnder(RotationLimit)
            .OfApplication().Body(ApplicationBodies.ReadRuntimeKeys);
        panel.MapDelete("/delete-application", DeleteAsync).RequireScope(PanelScopes.DeleteApplications).OfApplication();
    }

    private static IResult List(ApiCall call, ApplicationStore store) => Replies.Data(
        "Successfully fetched applications.",
        store.List(call.Account.Id).Where(application => call.MayUseApplication(application.Id.ToString())).Select(ApplicationView.Of).ToList());

    private static async Task<IResult> CreateAsync(ApiCall call, ApplicationStore store) =>
        Replies.Done(await store.AddAsync(call.Account, call.Body<string>(), call.Aborted), "Successfully create application");

    private static IResult ShowSettings(ApiCall call, LevelStore levels)
    {
        var application = call.PanelApplication();
        return Replies.Data("Successfully fetched application settings.", SettingsView.Of(new ApplicationSettings(application, levels.List(application))));
    }

    private static async Task<IResult> EditAsync(ApiCall call, ApplicationStore store) => Replies.Data(
        await store.EditAsync(call.PanelApplication(), call.Body<SettingsChange>(), call.Aborted), "Application settings updated.", SettingsView.Of);

    private static async Task<IResult> AddLevelsAsync(ApiCall call, LevelStore levels) => Replies.Done(
        await levels.AddAsync(call.Account, call.PanelApplication(), call.Body<IReadOnlyList<string>>(), call.Aborted), "License levels created successfully");

    private static async Task<IResult> DeleteLevelAsync(ApiCall call, LevelStore levels) => Replies.Done(
        await levels.DeleteAsync(call.PanelApplication(), call.Query<LevelQuery>().Level, call.Aborted), "License level deleted successfully");

    private static async Task<IResult> RotateAsync(ApiCall call, ApplicationStore store) => Replies.Data(
        await store.RotateAsync(call.PanelApplication(), call.Body<RuntimeKeyChoice>(), call.Aborted), "Runtime keys updated.", RuntimeKeysView.Of);

    private static async Task<IResult> DeleteAsync(ApiCall call, ApplicationStore store) =>
        Replies.Done(await store.DeleteAsync(call.PanelApplication(), call.Aborted), "Application deleted successfully");
}
