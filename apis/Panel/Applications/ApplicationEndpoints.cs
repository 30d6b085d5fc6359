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
        panel.MapGet("/get-applications", ListAsync).RequireScope(PanelScopes.ReadApplications);
        panel.MapPost("/create-application", CreateAsync).RequireScope(PanelScopes.CreateApplications).ForAllApplications().Body<NewApplication>()
            .RaisesError(Condition.StateConflict);
        panel.MapGet("/get-application-settings", ShowSettingsAsync).RequireScope(PanelScopes.ReadApplications).OfApplication();
        panel.MapPatch("/edit-application-settings", EditAsync).RequireScope(PanelScopes.UpdateApplications).OfApplication().Body(SettingsBodies.Read);
        panel.MapPost("/create-application-license-levels", AddLevelsAsync).RequireScope(PanelScopes.UpdateApplications).OfApplication().Body<NewLevels>()
            .RaisesError(Condition.StateConflict);
        panel.MapDelete("/delete-application-license-level", DeleteLevelAsync).RequireScope(PanelScopes.UpdateApplications).OfApplication<LevelQuery>()
            .RaisesError(Condition.StateConflict);
        panel.MapPatch("/update-api-keys", RotateAsync).RequireScope(PanelScopes.UpdateApplications).CountedUnder(RotationLimit)
            .OfApplication().Body<RuntimeKeyChoice>();
        panel.MapDelete("/delete-application", DeleteAsync).RequireScope(PanelScopes.DeleteApplications).OfApplication();
    }

    private static async Task<IResult> ListAsync(Account account, ApiCall call, ApplicationStore store, CancellationToken cancellationToken) => Replies.Data(
        "Successfully fetched applications.",
        (await store.ListAsync(account.Id, cancellationToken))
            .Where(application => call.MayUseApplication(application.Id.ToString()))
            .Select(ApplicationView.Of)
            .ToList());

    private static async Task<IResult> CreateAsync(Body<NewApplication> body, Account account, ApplicationStore store, CancellationToken cancellationToken) =>
        Replies.Done(await store.AddAsync(account, body.Value.Name, cancellationToken), "Successfully create application");

    private static async Task<IResult> ShowSettingsAsync(Resource<Application> application, LevelStore levels, CancellationToken cancellationToken) =>
        Replies.Data(
        "Successfully fetched application settings.", SettingsView.Of(new ApplicationSettings(application.Value, await levels.ListAsync(application.Value, cancellationToken))));

    private static async Task<IResult> EditAsync(
        Resource<Application> application, Body<SettingsChange> change, ApplicationStore store, CancellationToken cancellationToken) =>
        Replies.Data(await store.EditAsync(application.Value, change.Value, cancellationToken), "Application settings updated.", SettingsView.Of);

    private static async Task<IResult> AddLevelsAsync(
        Resource<Application> application, Body<NewLevels> body, Account account, LevelStore levels, CancellationToken cancellationToken)
    {
        var names = body.Value.Levels.Distinct(StringComparer.Ordinal).ToArray();
        return Replies.Done(await levels.AddAsync(account, application.Value, names, cancellationToken), "License levels created successfully");
    }

    private static async Task<IResult> DeleteLevelAsync(
        Resource<Application> application, Query<LevelQuery> query, LevelStore levels, CancellationToken cancellationToken) =>
        Replies.Done(await levels.DeleteAsync(application.Value, query.Value.Level, cancellationToken), "License level deleted successfully");

    private static async Task<IResult> RotateAsync(
        Resource<Application> application, Body<RuntimeKeyChoice> choice, ApplicationStore store, CancellationToken cancellationToken) =>
        Replies.Data(await store.RotateAsync(application.Value, choice.Value, cancellationToken), "Runtime keys updated.", RuntimeKeysView.Of);

    private static async Task<IResult> DeleteAsync(Resource<Application> application, ApplicationStore store, CancellationToken cancellationToken) =>
        Replies.Done(await store.DeleteAsync(application.Value, cancellationToken), "Application deleted successfully");
}
