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
        console.MapGet(OfOneProject, ListAsync).OfProject().Query(PageQuery.Read);
        console.MapPost(OfOneProject, AddAsync).OfProject().Body<NewApplication>().RaisesError(Condition.StateConflict);
        console.MapGet(One, Get).OfApplication();
        console.MapPatch(One, EditAsync).OfApplication().Body(ApplicationBodies.ReadChange).RaisesError(Condition.StateConflict);
        console.MapDelete(One, DeleteAsync).OfApplication();
        console.MapPost($"{One}/suspend", SuspendAsync).OfApplication().RaisesError(Condition.StateConflict);
        console.MapPost($"{One}/resume", ResumeAsync).OfApplication().RaisesError(Condition.StateConflict);
        console.MapPost($"{One}/credentials/rotate", RotateAsync).OfApplication().Body<Rotation>();
    }

    /// <summary>The operation is about the application that the path names as <c>{id}</c>, where it is the caller's.</summary>
    public static RouteHandlerBuilder OfApplication(this RouteHandlerBuilder operation) => operation.Resource(FindAsync, "Application");

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
