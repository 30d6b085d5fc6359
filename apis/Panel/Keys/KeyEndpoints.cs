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
        panel.MapPost(Route, CreateAsync).RequireSession().CountedUnder(CreationLimit).Body(KeyBodies.ReadNew);
        panel.MapPatch(Route + "/{id}", EditAsync).RequireSession().Query(KeyBodies.ReadId).Body(KeyBodies.ReadEdit);
        panel.MapPost(Route + "/{id}/revoke", RevokeAsync).RequireSession().Query(KeyBodies.ReadId);
    }

    private static async Task<IResult> ListAsync(ApiCall call, ManagementKeys keys) =>
        Replies.Data("Successfully fetched API keys.", (await keys.ListAsync(call.Account.Id, call.Aborted)).Select(KeyView.Of).ToList());

    private static async Task<IResult> CreateAsync(ApiCall call, ManagementKeys keys)
    {
        // The one answer with a secret in it.
        call.Http.Response.Headers.CacheControl = "no-store";
        return Replies.Data(await keys.CreateAsync(call.Account, call.Body<NewManagementKey>(), call.Aborted), "API key created.", NewKeyView.Of);
    }

    private static async Task<IResult> EditAsync(ApiCall call, ManagementKeys keys) => Replies.Data(
        await keys.EditAsync(call.Account, call.Query<KeyId>().Number, call.Body<ManagementKeyEdit>(), call.Aborted), "API key updated.", KeyView.Of);

    private static async Task<IResult> RevokeAsync(ApiCall call, ManagementKeys keys) =>
        Replies.Data(await keys.RevokeAsync(call.Account, call.Query<KeyId>().Number, call.Aborted), "API key revoked.", KeyView.Of);
}
