using System.ComponentModel;
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
        var keys = panel.MapGroup(string.Empty).WithTags("API keys");
        keys.MapGet(Route, ListAsync).WithName("panel.keys.list").WithSummary("Lists the API keys of the account, newest first").RequireSession()
            .Produces<DataReply<IReadOnlyList<KeyView>>>();
        keys.MapPost(Route, CreateAsync).WithName("panel.keys.create").WithSummary("Creates an API key")
            .WithDescription("The answer is the only one with the whole key in it.").RequireSession().CountedUnder(CreationLimit).Body(KeyBodies.ReadNew)
            .RaisesError(Condition.ResourceMissing, Condition.StateConflict).Accepts<NewKeyDocument>(PanelOperations.Json)
            .Produces<DataReply<NewKeyView>>();
        keys.MapPatch(Route + "/{id}", EditAsync).WithName("panel.keys.update").WithSummary("Changes an API key")
            .WithDescription("Fields that are not sent stay as they are.").RequireSession().Body(KeyBodies.ReadEdit)
            .RaisesError(Condition.ResourceMissing, Condition.StateConflict).Accepts<KeyChangeDocument>(PanelOperations.Json).Produces<DataReply<KeyView>>();
        keys.MapPost(Route + "/{id}/revoke", RevokeAsync).WithName("panel.keys.revoke").WithSummary("Revokes an API key for good").RequireSession()
            .RaisesError(Condition.ResourceMissing, Condition.StateConflict).Produces<DataReply<KeyView>>();
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
        [Id, Description("The id of the key.")] RecordId id,
        Body<ManagementKeyEdit> edit,
        Account account,
        ManagementKeys keys,
        CancellationToken cancellationToken) =>
        Replies.Data(await keys.EditAsync(account, id.Number, edit.Value, cancellationToken), "API key updated.", KeyView.Of);

    private static async Task<IResult> RevokeAsync(
        [Id, Description("The id of the key.")] RecordId id, Account account, ManagementKeys keys, CancellationToken cancellationToken) =>
        Replies.Data(await keys.RevokeAsync(account, id.Number, cancellationToken), "API key revoked.", KeyView.Of);
}
