using Lintel.AspNetCore;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Lintel.Otp;

/// <summary>The projects of the one who signed in.</summary>
internal static class ProjectEndpoints
{
    private const string One = "/projects/{id}";

    public static void Map(RouteGroupBuilder console)
    {
        console.MapGet("/projects", (ApiCall call, ProjectStore store) => Replies.List(store.List(call.Account.Id, call.Body<PageQuery>()))).Query(PageQuery.Read);
        console.MapPost("/projects", AddAsync).Body(ProjectBodies.ReadNew);
        console.MapGet(One, (ApiCall call) => Replies.Ok(call.Resource<Project>())).Resource(Find);
        console.MapPatch(One, EditAsync).Resource(Find).Body(ProjectBodies.ReadChange);
        console.MapDelete(One, DeleteAsync).Resource(Find);
    }

    /// <summary>The project of the path, where it is the caller's.</summary>
    public static ValueTask<Outcome<Project>> Find(ApiCall call) =>
        CallExtensions.Found(call.Service<ProjectStore>().Find(call.Account.Id, call.PathId()), Missing.Project(call.PathId()));

    private static async Task<IResult> AddAsync(ApiCall call, ProjectStore store)
    {
        var outcome = await store.AddAsync(call.Account.Id, call.Body<NewProject>(), call.Aborted);
        return outcome.TryGet(out var project) ? Replies.Created(project) : new ErrorResult(outcome.Refusal!);
    }

    private static async Task<IResult> EditAsync(ApiCall call, ProjectStore store) =>
        Replies.Of(await store.EditAsync(call.Account.Id, call.PathId(), call.Body<ProjectChange>(), call.Aborted), project => project);

    private static async Task<IResult> DeleteAsync(ApiCall call, ProjectStore store)
    {
        var outcome = await store.DeleteAsync(call.Account.Id, call.PathId(), call.Aborted);
        return outcome.TryGet(out var project) ? Replies.Deleted(project.Id) : new ErrorResult(outcome.Refusal!);
    }
}
