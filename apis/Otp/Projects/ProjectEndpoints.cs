using Lintel.AspNetCore;
using Lintel.Shared;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Lintel.Otp;

/// <summary>The projects of the one who signed in.</summary>
internal static class ProjectEndpoints
{
    private const string Collection = "/projects";
    private const string One = "/projects/{id}";

    public static void Map(RouteGroupBuilder console)
    {
        var projects = console.MapGroup(string.Empty).WithTags("Projects");
        projects.MapGet(Collection, ListAsync)
            .WithName("otp.projects.list")
            .WithSummary("Lists the projects, newest first")
            .AcceptsQuery<PageDocument>()
            .Produces<ListReply<Project>>()
            .Query(PageQuery.Read);
        projects.MapPost(Collection, AddAsync)
            .WithName("otp.projects.create")
            .WithSummary("Creates a project")
            .WithDescription($"At most {ProjectStore.MaximumProjects} for an account.")
            .Produces<Reply<Project>>(StatusCodes.Status201Created)
            .Body<NewProject>()
            .RaisesError(Condition.StateConflict);
        projects.MapGet(One, Get)
            .WithName("otp.projects.get")
            .WithSummary("Shows a project")
            .Produces<Reply<Project>>()
            .OfProject();
        projects.MapPatch(One, EditAsync)
            .WithName("otp.projects.edit")
            .WithSummary("Changes a project")
            .Accepts<ProjectChangeDocument>("application/json")
            .Produces<Reply<Project>>()
            .OfProject()
            .Body(ProjectBodies.ReadChange);
        projects.MapDelete(One, DeleteAsync)
            .WithName("otp.projects.delete")
            .WithSummary("Deletes a project without applications")
            .Produces<Reply<Deletion>>()
            .OfProject()
            .RaisesError(Condition.StateConflict);
    }

    /// <summary>The operation is about the project that the path names as <c>{id}</c>, where it is the caller's.</summary>
    public static RouteHandlerBuilder OfProject(this RouteHandlerBuilder operation) => operation.Resource(FindAsync, "Project").WithoutSideEffects();

    private static Task<Project?> FindAsync(string id, Account account, ProjectStore projects, CancellationToken cancellationToken) =>
        projects.FindAsync(account.Id, id, cancellationToken);

    private static async Task<IResult> ListAsync(Query<PageQuery> page, Account account, ProjectStore projects, CancellationToken cancellationToken) =>
        Replies.List(await projects.ListAsync(account.Id, page.Value, cancellationToken));

    private static IResult Get(Resource<Project> project) => Replies.Ok(project.Value);

    private static async Task<IResult> AddAsync(Body<NewProject> project, Account account, ProjectStore projects, CancellationToken cancellationToken) =>
        (await projects.AddAsync(account.Id, project.Value, cancellationToken)).Answer(Replies.Created);

    private static async Task<IResult> EditAsync(
        Resource<Project> project, Body<ProjectChange> change, Account account, ProjectStore projects, CancellationToken cancellationToken) =>
        (await projects.EditAsync(account.Id, project.Value.Id, change.Value, cancellationToken)).Answer(Replies.Ok);

    private static async Task<IResult> DeleteAsync(Resource<Project> project, Account account, ProjectStore projects, CancellationToken cancellationToken) =>
        (await projects.DeleteAsync(account.Id, project.Value.Id, cancellationToken)).Answer(deleted => Replies.Deleted(deleted.Id));
}
