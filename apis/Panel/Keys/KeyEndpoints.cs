using Lintel.AspNetCore;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Lintel.Panel;

/// <summary>Management keys, in the dashboard only: a key must not make keys.</summary>
internal static class KeyEndpoints
{
    public const string CreationLimit = "key-creations";

    private const string Route = "/api-keys";

    public static void Map(RouteGroupBuilder panel)
    {
        panel.MapGet(Route, ListAsync).RequireSession();
        panel.MapPost(Route, CreateAsync).RequireSession().CountedUnder(CreationLimit).Body(KeyBodies.ReadNew)
            .RaisesError(Condition.ResourceMissing, Condition.StateConflict);
        panel.MapPatch(Route + "/{id}", EditAsync).RequireSession().Body(KeyBodies.ReadEdit).RaisesError(Condition.ResourceMissing, Condition.StateConflict);
        panel.MapPost(Route + "/{id}/revoke", RevokeAsync).RequireSession().RaisesError(Condition.ResourceMissing, Condition.StateConflict);
    }

    private static async Task<IResult> ListAsync(Account account, ManagementKeys keys, CancellationToken cancellationToken) =>
        Replies.Data("Successfully fetched API keys.", (await keys.ListAsync(account.Id, cancellationToken)).Select(KeyView.Of).ToList());

    private static async Task<IResult> CreateAsync(
        Body<NewManagementKey> wanted, Account account, HttpResponse response, ManagementKeys keys, CancellationToken cancellationToken)
    {
        // The one answer with a secret in it.
        response.Headers.CacheControl = "no-store";
        return Replies.Data(await keys.CreateAsync(account, wanted.Value, cancellationToken), "API key created.", NewKeyView.Of);
    }

    private static async Task<IResult> EditAsync(
        RecordId id, Body<ManagementKeyEdit> edit, Account account, ManagementKeys keys, CancellationToken cancellationToken) =>
        Replies.Data(await keys.EditAsync(account, id.Number, edit.Value, cancellationToken), "API key updated.", KeyView.Of);

    private static async Task<IResult> RevokeAsync(RecordId id, Account account, ManagementKeys keys, CancellationToken cancellationToken) =>
        Replies.Data(await keys.RevokeAsync(account, id.Number, cancellationToken), "API key revoked.", KeyView.Of);
}
