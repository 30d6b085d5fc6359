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
        var applications = panel.MapGroup(string.Empty).WithTags("Applications");
        MapApplications(applications);
        MapSettings(applications);
    }

    private static void MapApplications(RouteGroupBuilder applications)
    {
        applications.MapGet("/get-applications", ListAsync).WithName("panel.applications.list").WithSummary("Lists the applications that the key is for")
            .RequireScope(PanelScopes.ReadApplications).Produces<DataReply<IReadOnlyList<ApplicationView>>>();
        applications.MapPost("/create-application", CreateAsync).WithName("panel.applications.create").WithSummary("Creates an application")
            .WithDescription("The key must be for all applications.").RequireScope(PanelScopes.CreateApplications).ForAllApplications()
            .Body<NewApplication>().RaisesError(Condition.StateConflict).Produces<MessageReply>();
        applications.MapDelete("/delete-application", DeleteAsync).WithName("panel.applications.delete")
            .WithSummary("Deletes an application with everything in it").RequireScope(PanelScopes.DeleteApplications).OfApplication()
            .Produces<MessageReply>();
    }

    private static void MapSettings(RouteGroupBuilder applications)
    {
        applications.MapGet("/get-application-settings", ShowSettingsAsync).WithName("panel.settings.get")
            .WithSummary("Shows the settings of an application").RequireScope(PanelScopes.ReadApplications).OfApplication()
            .Produces<DataReply<SettingsView>>();
        applications.MapPatch("/edit-application-settings", EditAsync).WithName("panel.settings.update")
            .WithSummary("Changes settings of an application").RequireScope(PanelScopes.UpdateApplications).OfApplication().Body(SettingsBodies.Read)
            .Accepts<SettingsDocument>(PanelOperations.Json).Produces<DataReply<SettingsView>>();
        applications.MapPost("/create-application-license-levels", AddLevelsAsync).WithName("panel.levels.create")
            .WithSummary("Adds license levels to an application").RequireScope(PanelScopes.UpdateApplications).OfApplication().Body<NewLevels>()
            .RaisesError(Condition.StateConflict).Produces<MessageReply>();
        applications.MapDelete("/delete-application-license-level", DeleteLevelAsync).WithName("panel.levels.delete")
            .WithSummary("Deletes a license level that nothing uses").RequireScope(PanelScopes.UpdateApplications).OfApplication<LevelQuery>()
            .AcceptsQuery<LevelParameters>().RaisesError(Condition.StateConflict).Produces<MessageReply>();
        applications.MapPatch("/update-api-keys", RotateAsync).WithName("panel.runtime-keys.rotate")
            .WithSummary("Replaces the keys that an application's own programs present").RequireScope(PanelScopes.UpdateApplications)
            .CountedUnder(RotationLimit).OfApplication().Body<RuntimeKeyChoice>().Produces<DataReply<RuntimeKeysView>>();
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
