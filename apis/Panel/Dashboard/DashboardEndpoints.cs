using System.ComponentModel;
using System.Globalization;
using Lintel.Accounts;
using Lintel.AspNetCore;
using Lintel.Management;
using Lintel.Shared;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Lintel.Panel;

/// <summary>Applications and licenses as an operator sees and changes them, under the management API.</summary>
internal static class DashboardEndpoints
{
    private const string OfOneAccount = "/panel/accounts/{account}/applications";
    private const string OneApplication = "/panel/applications/{id}";
    private const string OneLicense = "/panel/licenses/{id}";

    public static void Map(RouteGroupBuilder management)
    {
        var dashboard = management.MapGroup(string.Empty).WithTags("Licensing panel").WithMetadata(Replies.Json);
        dashboard.MapGet(OfOneAccount, ListAsync).WithName("panel.dashboard.applications.list")
            .WithSummary("Lists the applications of an account, newest first").WithDescription("All that the plan allows, on one page.")
            .OfAccount(PanelModule.Api, AccountOperations.ReadScope).Produces<DashboardPage<DashboardApplication>>();
        dashboard.MapPost(OfOneAccount, AddAsync).WithName("panel.dashboard.applications.add").WithSummary("Adds an application to an account")
            .OfAccount(PanelModule.Api).Body<NewApplication>().RaisesError(Condition.StateConflict).Produces(StatusCodes.Status204NoContent);
        dashboard.MapGet(OneApplication, Show).WithName("panel.dashboard.applications.get").WithSummary("Shows an application")
            .RequireScope(AccountOperations.ReadScope).Resource(FindAsync, nameof(Application)).Produces<DashboardApplication>();
        MapLicenses(dashboard);
    }

    private static void MapLicenses(RouteGroupBuilder dashboard)
    {
        dashboard.MapGet($"{OneApplication}/licenses", ListLicensesAsync).WithName("panel.dashboard.licenses.list")
            .WithSummary("Lists the licenses of an application, newest first").RequireScope(AccountOperations.ReadScope)
            .Resource(FindAsync, nameof(Application)).Query<LicensePage>().Produces<DashboardPage<LicenseView>>();
        dashboard.MapPost($"{OneApplication}/licenses", AddLicensesAsync).WithName("panel.dashboard.licenses.add")
            .WithSummary("Makes licenses of one kind").RequireScope(AccountOperations.Scope).Resource(FindAsync, nameof(Application))
            .Body(LicenseBodies.ReadNew).RaisesError(Condition.ResourceMissing, Condition.StateConflict)
            .Accepts<NewLicensesDocument>(PanelOperations.Json).Produces<CreatedLicenses>(StatusCodes.Status201Created);
        dashboard.MapGet(OneLicense, ShowLicenseAsync).WithName("panel.dashboard.licenses.get").WithSummary("Shows a license")
            .RequireScope(AccountOperations.ReadScope).Resource(RuntimeEndpoints.FindAsync, "License").RaisesError(Condition.ResourceMissing)
            .Produces<LicenseView>();
        dashboard.MapPost($"{OneLicense}/action", ActAsync).WithName("panel.dashboard.licenses.act").WithSummary("Does something with a license")
            .WithDescription("An action that does not suit the status of the license is refused.").RequireScope(AccountOperations.Scope)
            .Resource(RuntimeEndpoints.FindAsync, "License").Body(OperatorAction.Read).RaisesError(Condition.ResourceMissing, Condition.StateConflict)
            .Accepts<OperatorActionDocument>(PanelOperations.Json).Produces<LicenseView>();
    }

    private static async Task<Application?> FindAsync(
        [Id, Description("The id of the application.")] string id, ApplicationStore applications, CancellationToken cancellationToken) =>
        await applications.FindAsync(RecordId.NumberOf(id), cancellationToken);

    private static async Task<IResult> ListAsync(Resource<Account> account, ApplicationStore applications, CancellationToken cancellationToken) =>
        Results.Json(
            new DashboardPage<DashboardApplication>(
                [.. (await applications.ListAsync(account.Value.Id, cancellationToken)).Select(DashboardApplication.Of)],
                Cursor: null),
            Replies.Json);

    private static async Task<IResult> AddAsync(
        Resource<Account> account, Body<NewApplication> application, ApplicationStore applications, ApiCall call, CancellationToken cancellationToken)
    {
        call.NoteChange("name", null, application.Value.Name);
        return await applications.AddAsync(account.Value, application.Value.Name, cancellationToken) is { } refusal
            ? new ErrorResult(refusal)
            : Results.NoContent();
    }

    private static IResult Show(Resource<Application> application) => Results.Json(DashboardApplication.Of(application.Value), Replies.Json);

    private static async Task<IResult> ListLicensesAsync(
        Resource<Application> application, Query<LicensePage> query, LicenseStore licenses, CancellationToken cancellationToken)
    {
        var number = query.Value.Number();
        var page = await licenses.ListAsync(application.Value, new TableQuery(new RecordId(application.Value.Id), number), cancellationToken);
        return Results.Json(
            new DashboardPage<LicenseView>(page.Rows, number < page.TotalPages ? (number + 1).ToString(CultureInfo.InvariantCulture) : null),
            Replies.Json);
    }

    private static async Task<IResult> AddLicensesAsync(
        Resource<Application> application,
        Body<NewLicenses> wanted,
        AccountService accounts,
        LicenseStore licenses,
        ApiCall call,
        CancellationToken cancellationToken)
    {
        call.NoteChange("licenses", null, wanted.Value.Amount.ToString(CultureInfo.InvariantCulture));
        call.NoteChange("levels", null, string.Join(", ", wanted.Value.Levels));
        return await accounts.FindAsync(application.Value.AccountId, cancellationToken) is { } account
            ? (await licenses.AddAsync(account, application.Value, wanted.Value, cancellationToken))
                .Answer(texts => Results.Json(new CreatedLicenses(texts), Replies.Json, statusCode: StatusCodes.Status201Created))
            : new ErrorResult(Refusals.Missing(nameof(Application)));
    }

    private static async Task<IResult> ShowLicenseAsync(
        [Id, Description("The id of the license.")] string id, Resource<Application> application, LicenseStore licenses, TimeProvider clock,
        CancellationToken cancellationToken) =>
        await licenses.FindAsync(application.Value, RecordId.NumberOf(id), cancellationToken) is { } license
            ? Results.Json(LicenseView.Of(license, login: null, application.Value, clock.GetUtcNow()), Replies.Json)
            : new ErrorResult(Refusals.Missing("License"));

    private static async Task<IResult> ActAsync(
        [Id, Description("The id of the license.")] string id,
        Resource<Application> application,
        Body<OperatorAction> body,
        LicenseStore licenses,
        TimeProvider clock,
        ApiCall call,
        CancellationToken cancellationToken)
    {
        call.NoteChange("action", null, body.Value.Action);
        var action = new LicenseAction(new RecordId(RecordId.NumberOf(id)), body.Value.Action, body.Value.Duration, UserId: null);
        return await licenses.ActAsync(application.Value, action, cancellationToken) is { } refusal
            ? new ErrorResult(refusal)
            : await ShowLicenseAsync(id, application, licenses, clock, cancellationToken);
    }
}

/// <summary>Licenses that were made.</summary>
internal sealed record CreatedLicenses([Description("What the holders of the licenses type in.")] IReadOnlyList<string> Licenses);
