using Lintel.AspNetCore;
using Lintel.Shared;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Lintel.Otp;

/// <summary>The applications of the one who signed in.</summary>
internal static class ApplicationEndpoints
{
    private const string OfOneProject = "/projects/{id}/applications";
    private const string One = "/applications/{id}";

    public static void Map(RouteGroupBuilder console)
    {
        var applications = console.MapGroup(string.Empty).WithTags("Applications");
        MapOfProject(applications);
        applications.MapGet(One, Get)
            .WithName("otp.applications.get")
            .WithSummary("Shows an application, never its secrets")
            .Produces<Reply<Application>>()
            .OfApplication();
        applications.MapPatch(One, EditAsync)
            .WithName("otp.applications.edit")
            .WithSummary("Renames an application or moves it to another project")
            .Accepts<ApplicationChangeDocument>("application/json")
            .Produces<Reply<Application>>()
            .OfApplication()
            .Body(ApplicationBodies.ReadChange)
            .RaisesError(Condition.StateConflict);
        applications.MapDelete(One, DeleteAsync)
            .WithName("otp.applications.delete")
            .WithSummary("Deletes an application with its webhooks")
            .WithDescription("Its requests can be read for some days more.")
            .Produces<Reply<Deletion>>()
            .OfApplication();
        applications.MapPost($"{One}/suspend", SuspendAsync)
            .WithName("otp.applications.suspend")
            .WithSummary("Suspends an application, whose credentials are refused from then on")
            .Produces<Reply<Application>>()
            .OfApplication()
            .RaisesError(Condition.StateConflict);
        applications.MapPost($"{One}/resume", ResumeAsync)
            .WithName("otp.applications.resume")
            .WithSummary("Resumes an application that its owner suspended")
            .Produces<Reply<Application>>()
            .OfApplication()
            .RaisesError(Condition.StateConflict);
        applications.MapPost($"{One}/credentials/rotate", RotateAsync)
            .WithName("otp.applications.rotate-credentials")
            .WithSummary("Makes credentials of an application anew")
            .WithDescription("The old ones are refused at once. The new ones are shown this once.")
            .Produces<Reply<Application>>()
            .OfApplication()
            .Body<Rotation>();
    }

    private static void MapOfProject(RouteGroupBuilder applications)
    {
        applications.MapGet(OfOneProject, ListAsync)
            .WithName("otp.applications.list")
            .WithSummary("Lists the applications of a project, newest first")
            .AcceptsQuery<PageDocument>()
            .Produces<ListReply<Application>>()
            .OfProject()
            .Query(PageQuery.Read);
        applications.MapPost(OfOneProject, AddAsync)
            .WithName("otp.applications.create")
            .WithSummary("Creates an application with its credentials")
            .WithDescription($"The credentials are shown this once. At most {ProjectStore.MaximumApplications} for a project.")
            .Produces<Reply<Application>>(StatusCodes.Status201Created)
            .OfProject()
            .Body<NewApplication>()
            .RaisesError(Condition.StateConflict);
    }

    /// <summary>The operation is about the application that the path names as <c>{id}</c>, where it is the caller's.</summary>
    public static RouteHandlerBuilder OfApplication(this RouteHandlerBuilder operation) =>
        operation.Resource(FindAsync, "Application").WithoutSideEffects();

    private static Task<Application?> FindAsync(string id, Account account, ApplicationStore applications, CancellationToken cancellationToken) =>
        applications.FindAsync(account.Id, id, cancellationToken);

    private static async Task<IResult> ListAsync(
        Resource<Project> project, Query<PageQuery> page, Account account, ApplicationStore applications, CancellationToken cancellationToken) =>
        Replies.List(await applications.ListAsync(account.Id, project.Value.Id, page.Value, cancellationToken));

    private static IResult Get(Resource<Application> application) => Replies.Ok(application.Value);

    private static async Task<IResult> AddAsync(
        Resource<Project> project, Body<NewApplication> application, Account account, ApplicationStore applications, CancellationToken cancellationToken) =>
        (await applications.AddAsync(account.Id, project.Value.Id, application.Value, cancellationToken)).Answer(made => Replies.Secret(Replies.Created(made)));

    private static async Task<IResult> EditAsync(
        Resource<Application> application, Body<ApplicationChange> change, Account account, ApplicationStore applications,
        CancellationToken cancellationToken) =>
        (await applications.EditAsync(account.Id, application.Value.Id, change.Value, cancellationToken)).Answer(Replies.Ok);

    private static async Task<IResult> DeleteAsync(
        Resource<Application> application, Account account, ApplicationStore applications, CancellationToken cancellationToken) =>
        (await applications.DeleteAsync(account.Id, application.Value.Id, cancellationToken)).Answer(deleted => Replies.Deleted(deleted.Id));

    private static async Task<IResult> SuspendAsync(
        Resource<Application> application, Account account, SuspensionStore suspensions, CancellationToken cancellationToken) =>
        (await suspensions.SuspendAsync(account.Id, application.Value.Id, cancellationToken)).Answer(Replies.Ok);

    private static async Task<IResult> ResumeAsync(
        Resource<Application> application, Account account, SuspensionStore suspensions, CancellationToken cancellationToken) =>
        (await suspensions.ResumeAsync(account.Id, application.Value.Id, cancellationToken)).Answer(Replies.Ok);

    private static async Task<IResult> RotateAsync(
        Resource<Application> application, Body<Rotation> rotation, Account account, ApplicationStore applications, CancellationToken cancellationToken) =>
        (await applications.RotateAsync(account.Id, application.Value.Id, rotation.Value, cancellationToken)).Answer(made => Replies.Secret(Replies.Ok(made)));
}
