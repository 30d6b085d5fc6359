using Lintel.Accounts;
using Lintel.AspNetCore;
using Lintel.Keys;
using Lintel.Management.Audit;
using Lintel.Management.Nodes;
using Lintel.Management.Operators;
using Lintel.Management.Rights;
using Lintel.Requests;
using Lintel.Stores;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Lintel.Management.Keys;

/// <summary>Keys: issue, import, look up, edit, disable, enable, rotate, revoke, delete. Each change holds on the very next request.</summary>
/// <remarks>A change is finished also when the caller hangs up: who cannot know whether it happened asks again.</remarks>
internal static class KeyEndpoints
{
    private const string Reading = "keys:read";
    private const string Writing = "keys:write";
    private const string CreationLimit = "key-creation";

    private static readonly Dictionary<string, KeyUse> NoUses = [];

    public static void MapKeys(this RouteGroupBuilder management)
    {
        var keys = management.MapGroup(string.Empty).WithTags("Keys");
        MapReads(keys);
        MapNew(keys);
        keys.MapPatch("/keys/{id}", Edit)
            .WithName("lintel.keys.edit")
            .WithSummary("Changes a key")
            .Accepts<KeyChangeDocument>("application/json")
            .Produces<KeyShape>()
            .TellsReceipt<KeyShape>()
            .RequireScope(Writing)
            .Body(KeyBodies.ReadChange)
            .HasEntityTag()
            .RaisesError(Condition.PermissionDenied, Condition.ResourceMissing, Condition.StateConflict);
        keys.MapDelete("/keys/{id}", Delete)
            .WithName("lintel.keys.delete")
            .WithSummary("Deletes a key")
            .WithDescription("The key is unknown to callers from then on.")
            .Produces<DeletedShape>()
            .TellsReceipt<DeletedShape>()
            .RequireScope(Writing)
            .HasEntityTag()
            .RaisesError(Condition.ResourceMissing, Condition.StateConflict);
        MapMove(keys, "disable", "Disables a key", ManagementRights.ToEnd, (service, id, version) => service.DisableAsync(id, version, CancellationToken.None));
        MapMove(keys, "enable", "Enables a key", ManagementRights.ToUse, (service, id, version) => service.EnableAsync(id, version, CancellationToken.None))
            .RaisesError(Condition.PermissionDenied);
        MapMove(
            keys,
            "revoke",
            "Revokes a key, which never works again",
            ManagementRights.ToEnd,
            (service, id, version) => service.RevokeAsync(id, version, CancellationToken.None));
        keys.MapPost("/keys/{id}/end-old-secrets", EndOldSecrets)
            .WithName("lintel.keys.end-old-secrets")
            .WithSummary("Ends old secrets of a key before their overlap is over")
            .WithDescription("The body may be an empty object, which ends all of them.")
            .Accepts<OldSecretsDocument>("application/json")
            .Produces<KeyShape>()
            .TellsReceipt<KeyShape>()
            .RequireScope(Writing)
            .Body(KeyBodies.ReadOldSecrets)
            .HasEntityTag()
            .RaisesError(Condition.ResourceMissing, Condition.StateConflict);
        keys.MapPost("/keys/revocations", KeyRevocations.RevokeAsync)
            .WithName("lintel.keys.revoke-many")
            .WithSummary("Revokes all keys that filters find, at most 1,000 at once")
            .WithDescription("Keys of the management API are among them only where api or accountId names it, and the key that asks never is.")
            .Accepts<KeyRevocationDocument>("application/json")
            .Produces<KeyRevocationShape>()
            .TellsReceipt<KeyRevocationShape>()
            .RequireScope(Writing)
            .Body(KeyBodies.ReadRevocation)
            .Unaudited(call => call.Body<KeyRevocation>().DryRun)
            .RaisesError(Condition.StateConflict);
    }

    private static void MapReads(RouteGroupBuilder keys)
    {
        keys.MapGet("/keys", List)
            .WithName("lintel.keys.list")
            .WithSummary("Lists keys, never their secrets")
            .AcceptsQuery<KeyQueryDocument>()
            .Produces<Page<KeyShape>>()
            .RequireScope(Reading)
            .Query(KeyBodies.ReadQuery);
        keys.MapGet("/keys/{id}", (ApiCall call) => ShowAsync(call, call.Resource<ApiKey>()))
            .WithName("lintel.keys.get")
            .WithSummary("Shows a key, never its secret")
            .Produces<KeyShape>()
            .RequireScope(Reading)
            .Resource(Load)
            .HasEntityTag()
            .RaisesError(Condition.ResourceMissing);

        // A body, because paths and queries end in logs and histories.
        keys.MapPost("/keys/find", Find)
            .WithName("lintel.keys.find")
            .WithSummary("Finds a key by its whole text")
            .Accepts<KeySearchDocument>("application/json")
            .Produces<KeyShape>()
            .NotIdempotent()
            .Unaudited()
            .RequireScope(Reading)
            .Body(KeyBodies.ReadSearch)
            .RaisesError(Condition.ResourceMissing);
    }

    private static void MapNew(RouteGroupBuilder keys)
    {
        keys.MapPost("/keys", Issue)
            .WithName("lintel.keys.issue")
            .WithSummary("Issues a key")
            .WithDescription("The secret is shown this once and cannot be read back.")
            .Accepts<NewKeyDocument>("application/json")
            .Produces<IssuedShape>(StatusCodes.Status201Created)
            .RequireScope(Writing)
            .CountedUnder(CreationLimit)
            .Body(KeyBodies.ReadNew)
            .RaisesError(Condition.PermissionDenied, Condition.ResourceMissing);
        keys.MapPost("/keys/import", ImportEndpoint.Import)
            .WithName("lintel.keys.import")
            .WithSummary("Imports keys by their digests")
            .WithDescription("All keys of a request are imported or none.")
            .Accepts<ImportDocument>("application/json")
            .Produces<ImportShape>()
            .RequireScope(Writing)
            .CountedUnder(CreationLimit)
            .Body(ImportBodies.Read)
            .Unaudited(call => call.Body<KeyImportRequest>().DryRun);
        keys.MapPost("/keys/{id}/rotate", Rotate)
            .WithName("lintel.keys.rotate")
            .WithSummary("Gives a key a new secret")
            .WithDescription("The secret is shown this once and cannot be read back. The body may be an empty object.")
            .Accepts<RotationDocument>("application/json")
            .Produces<IssuedShape>(StatusCodes.Status201Created)
            .TellsReceipt<IssuedShape>()
            .RequireScope(Writing)
            .CountedUnder(CreationLimit)
            .Body(KeyBodies.ReadRotation)
            .HasEntityTag()
            .RaisesError(Condition.PermissionDenied, Condition.ResourceMissing, Condition.StateConflict);
    }

    private static RouteHandlerBuilder MapMove(
        RouteGroupBuilder keys,
        string verb,
        string summary,
        Func<ApiCall, ApiKey, Refusal?> rights,
        Func<KeyService, string, long?, Task<KeyResult>> move) =>
        keys.MapPost(
                $"/keys/{{id}}/{verb}",
                (ApiCall call, KeyService service) => Change(call, null, rights, (id, version) => move(service, id, version)))
            .WithName($"lintel.keys.{verb}")
            .WithSummary(summary)
            .Produces<KeyShape>()
            .TellsReceipt<KeyShape>()
            .RequireScope(Writing)
            .HasEntityTag()
            .RaisesError(Condition.ResourceMissing, Condition.StateConflict);

    private static async Task<IResult> List(ApiCall call, ILintelStores stores)
    {
        var query = ManagementRights.Seen(call, call.Body<KeyQuery>());
        var keys = await stores.Keys.ListAsync(query, call.Aborted);
        var uses = await stores.RequestLog.FindKeyUsesAsync([.. keys.SelectMany(KeyUse.NamesOf)], call.Aborted);

        // The last use is kept in the request log's own database, so that this filter makes pages shorter.
        var listed = keys.Select(key => KeyShape.Of(key, uses)).Where(key => !(key.LastUsedAt >= query.UnusedSince));
        return Answer.Ok(new Page<KeyShape>([.. listed], keys.Count < query.Limit ? null : keys[^1].Id));
    }

    private static async Task<IResult> Issue(ApiCall call, KeyService service, AccountCache accounts)
    {
        var request = call.Body<NewKey>();
        return await accounts.FindAsync(request.AccountId, call.Aborted) is { } account && ManagementRights.ToIssue(call, account, request) is { } refusal
            ? new ErrorResult(refusal)
            : await ShowAsync(call, "Account", request.AccountId, await service.IssueAsync(request, CancellationToken.None));
    }

    private static async Task<IResult> Find(ApiCall call, KeyFinder finder) =>
        await finder.FindAsync(call.Body<KeySearch>().Text, call.Aborted) is { State: not KeyState.Deleted } key && ManagementRights.Sees(call, key)
            ? await ShowAsync(call, key)
            : new ErrorResult(Refusal.For(Condition.ResourceMissing, ("problem", "No key has this text."), ("resource", "Key"), ("id", string.Empty)));

    private static async Task<IResult> Edit(ApiCall call, KeyService service)
    {
        var (edit, version) = call.Body<KeyChange>();
        var role = edit.Scopes is null ? null : await PersonalTokens.RoleOfAsync(call, call.RouteText("id"));
        return await Change(
            call,
            version,
            (_, key) => ManagementRights.ToEdit(call, key, edit, role),
            (id, expected) => service.EditAsync(id, edit, expected, CancellationToken.None));
    }

    private static Task<IResult> Rotate(ApiCall call, KeyService service)
    {
        var (overlap, version) = call.Body<Rotation>();
        return Change(call, version, ManagementRights.ToRotate, (id, expected) => service.RotateAsync(id, overlap, expected, CancellationToken.None));
    }

    private static Task<IResult> EndOldSecrets(ApiCall call, KeyService service)
    {
        var (hint, version) = call.Body<OldSecrets>();
        return Change(call, version, ManagementRights.ToEnd, (id, expected) => service.EndOldSecretsAsync(id, hint, expected, CancellationToken.None));
    }

    private static async Task<IResult> Delete(ApiCall call, KeyService service)
    {
        var result = await Change(call, null, ManagementRights.ToEnd, (id, version) => service.DeleteAsync(id, version, CancellationToken.None));
        if (result is ErrorResult)
        {
            return result;
        }

        // The tag is that of a key which is there no longer.
        call.Http.Response.Headers.ETag = default;
        return Answer.Ok(DeletedShape.Of(call.RouteText("id")));
    }

    private static async Task<IResult> Change(ApiCall call, long? version, Func<ApiCall, ApiKey, Refusal?> rights, Func<string, long?, Task<KeyResult>> change)
    {
        var id = call.RouteText("id");
        if (await call.Service<ILintelStores>().Keys.FindAsync(id, call.Aborted) is { State: not KeyState.Deleted } key)
        {
            if ((rights(call, key) ?? call.CheckVersion("Key", id, key.Version)) is { } refusal)
            {
                return new ErrorResult(refusal);
            }

            // The rights were checked against this version of the key; it must not become wider before it is changed.
            version = call.VersionMeant(version, key.Version) ?? (ManagementRights.IsManagement(key.Api) ? key.Version : null);
        }

        return await ShowAsync(call, "Key", id, await change(id, version));
    }

    /// <summary>The key that the path names as <c>{id}</c>.</summary>
    public static async ValueTask<Outcome<ApiKey>> Load(ApiCall call)
    {
        var id = call.RouteText("id");
        return await call.Service<ILintelStores>().Keys.FindAsync(id, call.Aborted) is { State: not KeyState.Deleted } key && ManagementRights.Sees(call, key)
            ? key
            : Refusal.Missing("Key", id);
    }

    // A change that was made is answered whatever becomes of the request log.
    private static async Task<IReadOnlyDictionary<string, KeyUse>> UsesAsync(ApiCall call, ApiKey key)
    {
        try
        {
            return await call.Service<ILintelStores>().RequestLog.FindKeyUsesAsync([.. KeyUse.NamesOf(key)], CancellationToken.None);
        }
        catch (StoreUnavailableException)
        {
            return NoUses;
        }
    }

    private static async Task<IResult> ShowAsync(ApiCall call, ApiKey key)
    {
        call.TellVersion(key.Version);
        return Answer.Ok(KeyShape.Of(key, await UsesAsync(call, key)));
    }

    private static async Task<IResult> ShowAsync(ApiCall call, KeyResult.Issued issued)
    {
        call.NoteChange(issued.Before, issued.Key);
        call.TellVersion(issued.Key.Version);
        var shape = IssuedShape.Of(issued, await UsesAsync(call, issued.Key));
        return Answer.Created(shape, $"{ManagementApi.BasePath}/keys/{issued.Key.Id}", issued.Key.Id);
    }

    private static async Task<IResult> ShowAsync(ApiCall call, string resource, string id, KeyResult result) => result switch
    {
        KeyResult.Changed changed => await ShowAsync(call, changed),
        KeyResult.Issued issued => await ShowAsync(call, issued),
        KeyResult.Missing => new ErrorResult(Refusal.Missing(resource, id)),
        KeyResult.Stale stale => new ErrorResult(call.StaleVersion("Key", id, stale.Current.Version)),
        KeyResult.Impossible impossible => new ErrorResult(Conflicts.Of($"Key {id} {impossible.Problem}")),
        KeyResult.Invalid invalid => new ErrorResult(Refusal.Invalid(invalid.Faults)),
        _ => throw new InvalidOperationException($"No answer for {result}."),
    };

    private static Task<IResult> ShowAsync(ApiCall call, KeyResult.Changed changed)
    {
        call.NoteChange(changed.Before, changed.Key);
        return ShowAsync(call, changed.Key);
    }
}
