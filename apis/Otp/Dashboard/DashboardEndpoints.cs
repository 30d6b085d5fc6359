using Lintel.AspNetCore;
using Lintel.Management;
using Lintel.Shared;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Lintel.Otp;

/// <summary>Projects of an account as the operator of the platform sees and changes them, under the management API.</summary>
internal static class DashboardEndpoints
{
    private const string OfOneAccount = "/otp/accounts/{account}";
    private const string OneProject = "/otp/projects/{id}";

    public static void Map(RouteGroupBuilder management)
    {
        var dashboard = management.MapGroup(string.Empty).WithTags("Dashboard of otp");
        dashboard.MapGet($"{OfOneAccount}/projects", ListProjectsAsync)
            .WithName("otp.dashboard.projects.list")
            .WithSummary("Lists the projects of an account, newest first")
            .AcceptsQuery<PageDocument>()
            .Produces<DashboardPage<Project>>()
            .OfAccount(OtpModule.Api, AccountOperations.ReadScope)
            .Query(PageQuery.Read);
        dashboard.MapPost($"{OfOneAccount}/projects", AddProjectAsync)
            .WithName("otp.dashboard.projects.add")
            .WithSummary("Adds a project to an account")
            .Produces<Project>(StatusCodes.Status201Created)
            .OfAccount(OtpModule.Api)
            .Body<NewProject>()
            .RaisesError(Condition.StateConflict);
        dashboard.MapGet(OneProject, ShowProject)
            .WithName("otp.dashboard.projects.get")
            .WithSummary("Shows a project")
            .Produces<Project>()
            .OfOwnedProject(AccountOperations.ReadScope);
        dashboard.MapDelete(OneProject, DeleteProjectAsync)
            .WithName("otp.dashboard.projects.delete")
            .WithSummary("Deletes a project without applications")
            .Produces(StatusCodes.Status204NoContent)
            .OfOwnedProject(AccountOperations.Scope)
            .RaisesError(Condition.StateConflict);
        MapApplications(dashboard);
    }

    private static void MapApplications(RouteGroupBuilder dashboard)
    {
        dashboard.MapGet($"{OfOneAccount}/applications", ListApplicationsAsync)
            .WithName("otp.dashboard.applications.list")
            .WithSummary("Lists the applications of an account, newest first")
            .AcceptsQuery<PageDocument>()
            .Produces<DashboardPage<Application>>()
            .OfAccount(OtpModule.Api, AccountOperations.ReadScope)
            .Query(PageQuery.Read);
        dashboard.MapGet($"{OneProject}/applications", ListOfProjectAsync)
            .WithName("otp.dashboard.projects.applications")
            .WithSummary("Lists the applications of a project, newest first")
            .AcceptsQuery<PageDocument>()
            .Produces<DashboardPage<Application>>()
            .OfOwnedProject(AccountOperations.ReadScope)
            .Query(PageQuery.Read);
        dashboard.MapPost($"{OneProject}/applications", AddApplicationAsync)
            .WithName("otp.dashboard.applications.add")
            .WithSummary("Adds an application with its credentials to a project")
            .WithDescription("The credentials are shown this once.")
            .Produces<Application>(StatusCodes.Status201Created)
            .OfOwnedProject(AccountOperations.Scope)
            .Body<NewApplication>()
            .RaisesError(Condition.StateConflict);
    }

    private static RouteHandlerBuilder OfOwnedProject(this RouteHandlerBuilder operation, string scope) =>
        operation.RequireScope(scope).Resource(FindProjectAsync, nameof(Project)).WithoutSideEffects();

    private static async Task<OwnedProject?> FindProjectAsync(string id, ProjectStore projects, CancellationToken cancellationToken) =>
        await projects.FindAccountAsync(id, cancellationToken) is { } account && await projects.FindAsync(account, id, cancellationToken) is { } project
            ? new OwnedProject(account, project)
            : null;

    private static async Task<IResult> ListProjectsAsync(
        Resource<Account> account, Query<PageQuery> page, ProjectStore projects, CancellationToken cancellationToken) =>
        Listed(await projects.ListAsync(account.Value.Id, page.Value, cancellationToken));

    private static async Task<IResult> AddProjectAsync(
        Resource<Account> account, Body<NewProject> project, ProjectStore projects, ApiCall call, CancellationToken cancellationToken)
    {
        call.NoteChange("name", null, project.Value.Name);
        call.NoteChange("description", null, project.Value.Description);
        return (await projects.AddAsync(account.Value.Id, project.Value, cancellationToken)).Answer(Created);
    }

    private static IResult ShowProject(Resource<OwnedProject> project) => Results.Json(project.Value.Project, Replies.Json);

    private static async Task<IResult> DeleteProjectAsync(
        Resource<OwnedProject> project, ProjectStore projects, ApiCall call, CancellationToken cancellationToken)
    {
        call.NoteChange("name", project.Value.Project.Name, null);
        return (await projects.DeleteAsync(project.Value.AccountId, project.Value.Project.Id, cancellationToken)).Answer(_ => Results.NoContent());
    }

    private static async Task<IResult> ListApplicationsAsync(
        Resource<Account> account, Query<PageQuery> page, ApplicationStore applications, CancellationToken cancellationToken) =>
        Listed(await applications.ListAsync(account.Value.Id, page.Value, cancellationToken));

    private static async Task<IResult> ListOfProjectAsync(
        Resource<OwnedProject> project, Query<PageQuery> page, ApplicationStore applications, CancellationToken cancellationToken) =>
        Listed(await applications.ListAsync(project.Value.AccountId, project.Value.Project.Id, page.Value, cancellationToken));

    private static async Task<IResult> AddApplicationAsync(
        Resource<OwnedProject> project,
        Body<NewApplication> application,
        ApplicationStore applications,
        ApiCall call,
        CancellationToken cancellationToken)
    {
        call.NoteChange("name", null, application.Value.Name);
        call.NoteChange("environment", null, application.Value.Environment);
        return (await applications.AddAsync(project.Value.AccountId, project.Value.Project.Id, application.Value, cancellationToken))
            .Answer(made => Replies.Secret(Created(made)));
    }

    // The management API has no envelope around what went well.
    private static IResult Listed<T>(Page<T> page) => Results.Json(new DashboardPage<T>(page.Items, page.NextCursor), Replies.Json);

    private static IResult Created<T>(T made) => Results.Json(made, Replies.Json, statusCode: StatusCodes.Status201Created);
}

/// <summary>A project with the account that it belongs to.</summary>
internal sealed record OwnedProject(string AccountId, Project Project) : IAccountOwned;
