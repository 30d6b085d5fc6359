using Lintel.AspNetCore;
using Lintel.Keys;
using Lintel.Requests;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Lintel.Management.Keys;

/// <summary>Keys: issue, look up, edit, disable, enable, rotate, revoke, delete. Each change holds on the very next request.</summary>
internal static class KeyEndpoints
{
    private const string Reading = "keys:read";
    private const string Writing = "keys:write";
    private const string CreationLimit = "key-creation";

    public static void MapKeys(this RouteGroupBuilder management)
    {
        management.MapGet("/keys", List).RequireScope(Reading).Query(KeyBodies.ReadQuery);
        management.MapPost("/keys", Issue).RequireScope(Writing).CountedUnder(CreationLimit).Body(KeyBodies.ReadNew);

        // A body, because paths and queries end in logs and histories.
        management.MapPost("/keys/find", Find).RequireScope(Reading).Body(KeyBodies.ReadSearch);
        management.MapGet("/keys/{id}", (ApiCall call) => Answer.Ok(KeyShape.Of(call.Resource<ApiKey>()))).RequireScope(Reading).Resource(Load);
        management.MapPatch("/keys/{id}", Edit).RequireScope(Writing).Body(KeyBodies.ReadChange);
        management.MapDelete("/keys/{id}", Delete).RequireScope(Writing);
        management.MapPost("/keys/{id}/rotate", Rotate).RequireScope(Writing).CountedUnder(CreationLimit).Body(KeyBodies.ReadRotation);
        MapMove(management, "disable", (service, id, version, cancel) => service.DisableAsync(id, version, cancel));
        MapMove(management, "enable", (service, id, version, cancel) => service.EnableAsync(id, version, cancel));
        MapMove(management, "revoke", (service, id, version, cancel) => service.RevokeAsync(id, version, cancel));
    }

    private static void MapMove(RouteGroupBuilder management, string verb, Func<KeyService, string, long?, CancellationToken, Task<KeyResult>> move) =>
        management.MapPost($"/keys/{{id}}/{verb}", async (ApiCall call, KeyService service) =>
        {
            var id = call.RouteText("id");
            return Show("Key", id, await move(service, id, null, call.Aborted));
        }).RequireScope(Writing);

    private static async Task<IResult> List(ApiCall call, ILintelStores stores)
    {
        var query = call.Body<KeyQuery>();
        var keys = await stores.Keys.ListAsync(query, call.Aborted);
        return Answer.Ok(new Page<KeyShape>([.. keys.Select(KeyShape.Of)], keys.Count < query.Limit ? null : keys[^1].Id));
    }

    private static async Task<IResult> Issue(ApiCall call, KeyService service)
    {
        var request = call.Body<NewKey>();
        return Show("Account", request.AccountId, await service.IssueAsync(request, call.Aborted));
    }

    private static async Task<IResult> Find(ApiCall call, KeyFinder finder) =>
        await finder.FindAsync(call.Body<KeySearch>().Text, call.Aborted) is { State: not KeyState.Deleted } key
            ? Answer.Ok(KeyShape.Of(key))
            : new ErrorResult(Refusal.For(Contracts.Condition.ResourceMissing, new("problem", "No key has this text."), new("resource", "Key"), new("id", string.Empty)));

    private static async Task<IResult> Edit(ApiCall call, KeyService service)
    {
        var change = call.Body<KeyChange>();
        var id = call.RouteText("id");
        return Show("Key", id, await service.EditAsync(id, change.Edit, change.Version, call.Aborted));
    }

    private static async Task<IResult> Rotate(ApiCall call, KeyService service)
    {
        var rotation = call.Body<Rotation>();
        var id = call.RouteText("id");
        return Show("Key", id, await service.RotateAsync(id, rotation.Overlap, rotation.Version, call.Aborted));
    }

    private static async Task<IResult> Delete(ApiCall call, KeyService service)
    {
        var id = call.RouteText("id");
        var result = await service.DeleteAsync(id, null, call.Aborted);
        return result is KeyResult.Changed ? Results.NoContent() : Show("Key", id, result);
    }

    private static async ValueTask<Outcome<ApiKey>> Load(ApiCall call)
    {
        var id = call.RouteText("id");
        return await call.Service<ILintelStores>().Keys.FindAsync(id, call.Aborted) is { State: not KeyState.Deleted } key ? key : Refusal.Missing("Key", id);
    }

    private static IResult Show(string resource, string id, KeyResult result) => result switch
    {
        KeyResult.Changed changed => Answer.Ok(KeyShape.Of(changed.Key)),
        KeyResult.Issued issued => Answer.Created(IssuedShape.Of(issued.New), $"{ManagementApi.BasePath}/keys/{issued.New.Key.Id}"),
        KeyResult.Missing => new ErrorResult(Refusal.Missing(resource, id)),
        KeyResult.Stale stale => new ErrorResult(Conflicts.Stale("Key", id, stale.Current.Version)),
        KeyResult.Impossible impossible => new ErrorResult(Conflicts.Of($"Key {id} is {impossible.Current.State.ToString().ToLowerInvariant()}, which does not admit this.")),
        KeyResult.Invalid invalid => new ErrorResult(Refusal.Invalid(invalid.Faults)),
        _ => throw new InvalidOperationException($"No answer for {result}."),
    };
}
