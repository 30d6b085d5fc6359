using Lintel.AspNetCore;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Lintel.Otp;

/// <summary>The applications of the one who signed in.</summary>
internal static class ApplicationEndpoints
{
    private const string OfProject = "/projects/{id}/applications";
    private const string One = "/applications/{id}";

    public static void Map(RouteGroupBuilder console)
    {
        console.MapGet(OfProject, List).Resource(ProjectEndpoints.Find).Query(PageQuery.Read);
        console.MapPost(OfProject, AddAsync).Resource(ProjectEndpoints.Find).Body(ApplicationBodies.ReadNew);
        console.MapGet(One, (ApiCall call) => Replies.Ok(call.Resource<Application>())).Resource(Find);
        console.MapPatch(One, EditAsync).Resource(Find).Body(ApplicationBodies.ReadChange);
        console.MapDelete(One, DeleteAsync).Resource(Find);
        console.MapPost($"{One}/suspend", async (ApiCall call, SuspensionStore store) => Show(await store.SuspendAsync(call.Account.Id, call.PathId(), call.Aborted))).Resource(Find);
        console.MapPost($"{One}/resume", async (ApiCall call, SuspensionStore store) => Show(await store.ResumeAsync(call.Account.Id, call.PathId(), call.Aborted))).Resource(Find);
        console.MapPost($"{One}/credentials/rotate", RotateAsync).Resource(Find).Body(ApplicationBodies.ReadRotation);
    }

    /// <summary>The application of the path, where it is the caller's.</summary>
    public static ValueTask<Outcome<Application>> Find(ApiCall call) =>
        CallExtensions.Found(call.Service<ApplicationStore>().Find(call.Account.Id, call.PathId()), Missing.Application(call.PathId()));

    private static IResult List(ApiCall call, ApplicationStore store) => Replies.List(store.List(call.Account.Id, call.PathId(), call.Body<PageQuery>()));

    private static async Task<IResult> AddAsync(ApiCall call, ApplicationStore store)
    {
        var outcome = await store.AddAsync(call.Account.Id, call.PathId(), call.Body<NewApplication>(), call.Aborted);
        return outcome.TryGet(out var application) ? Replies.Secret(call, application, StatusCodes.Status201Created) : new ErrorResult(outcome.Refusal!);
    }

    private static async Task<IResult> EditAsync(ApiCall call, ApplicationStore store) =>
        Show(await store.EditAsync(call.Account.Id, call.PathId(), call.Body<ApplicationChange>(), call.Aborted));

    private static async Task<IResult> DeleteAsync(ApiCall call, ApplicationStore store)
    {
        var outcome = await store.DeleteAsync(call.Account.Id, call.PathId(), call.Aborted);
        return outcome.TryGet(out var application) ? Replies.Deleted(application.Id) : new ErrorResult(outcome.Refusal!);
    }

    private static async Task<IResult> RotateAsync(ApiCall call, ApplicationStore store)
    {
        var outcome = await store.RotateAsync(call.Account.Id, call.PathId(), call.Body<Rotation>(), call.Aborted);
        return outcome.TryGet(out var application) ? Replies.Secret(call, application, StatusCodes.Status200OK) : new ErrorResult(outcome.Refusal!);
    }

    private static IResult Show(Outcome<Application> outcome) => Replies.Of(outcome, application => application);
}
