using Lintel.AspNetCore;
using Lintel.Shared;
using Lintel.Webhooks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Lintel.Otp;

/// <summary>The webhooks of applications.</summary>
internal static class WebhookEndpoints
{
    private const string OfOneApplication = "/applications/{id}/webhooks";
    private const string One = "/webhooks/{id}";

    public static void Map(RouteGroupBuilder console)
    {
        console.MapGet(OfOneApplication, ListAsync).OfApplication().Query(PageQuery.Read);
        console.MapPost(OfOneApplication, AddAsync).OfApplication().Body(WebhookBodies.ReadNew).RaisesError(Condition.StateConflict);
        console.MapGet(One, Get).OfWebhook();
        console.MapPatch(One, EditAsync).OfWebhook().Body(WebhookBodies.ReadChange);
        console.MapDelete(One, DeleteAsync).OfWebhook();
        console.MapGet($"{One}/deliveries", ListDeliveriesAsync).OfWebhook().Query<LogQuery>();
        console.MapPost($"{One}/deliveries/{{deliveryId}}/resend", ResendAsync).OfWebhook().RaisesError(Condition.StateConflict);
        console.MapPost($"{One}/test", SendTestAsync).OfWebhook().RaisesError(Condition.StateConflict);
        console.MapPost($"{One}/secret/rotate", RotateSecretAsync).OfWebhook().Body(WebhookBodies.ReadOverlap).RaisesError(Condition.StateConflict);
    }

    private static RouteHandlerBuilder OfWebhook(this RouteHandlerBuilder operation) =>
        operation.Resource(FindAsync).RaisesError(Condition.ResourceMissing);

    // Names the id itself: in the path of a delivery, the last one is not the webhook's.
    private static async Task<Outcome<OwnedWebhook>> FindAsync(string id, Account account, ApplicationWebhooks webhooks, CancellationToken cancellationToken) =>
        await webhooks.FindAsync(account.Id, id, cancellationToken) is { } owned ? owned : Missing.Webhook(id);

    // Ten at most, so that their places in the list serve as positions.
    private static async Task<IResult> ListAsync(
        Resource<Application> application, Query<PageQuery> query, ApplicationWebhooks webhooks, CancellationToken cancellationToken)
    {
        var page = query.Value;
        var all = await webhooks.ListAsync(application.Value.Id, cancellationToken);
        var rows = all.Index().Reverse().Where(row => row.Index < page.Before).Take(page.Limit + 1).ToList();
        return Replies.List(Page<WebhookShape>.Of(rows, page.Limit, row => row.Index, row => WebhookShape.Of(row.Item)));
    }

    private static IResult Get(Resource<OwnedWebhook> owned) => Show(owned.Value.Webhook);

    private static async Task<IResult> ListDeliveriesAsync(
        Resource<OwnedWebhook> owned, Query<LogQuery> query, ApplicationWebhooks webhooks, CancellationToken cancellationToken)
    {
        var lines = await webhooks.ListDeliveriesAsync(owned.Value, query.Value.Limit, cancellationToken);
        return Replies.List(new Page<DeliveryShape>([.. lines.Select(DeliveryShape.Of)], query.Value.Limit, NextCursor: null));
    }

    private static async Task<IResult> AddAsync(
        Resource<Application> application, Body<NewWebhook> webhook, Account account, ApplicationWebhooks webhooks, CancellationToken cancellationToken) =>
        (await webhooks.AddAsync(account.Id, application.Value.Id, webhook.Value, cancellationToken))
            .Answer(added => Replies.Secret(Replies.Created(WebhookShape.Of(added.Webhook, added.Secret))));

    private static async Task<IResult> EditAsync(
        Resource<OwnedWebhook> owned, Body<WebhookChange> change, ApplicationWebhooks webhooks, CancellationToken cancellationToken) =>
        (await webhooks.EditAsync(owned.Value, change.Value, cancellationToken)).Answer(Show);

    private static async Task<IResult> DeleteAsync(Resource<OwnedWebhook> owned, ApplicationWebhooks webhooks, CancellationToken cancellationToken)
    {
        var id = owned.Value.Webhook.Id;
        return await webhooks.DeleteAsync(owned.Value, cancellationToken) ? Replies.Deleted(id) : new ErrorResult(Missing.Webhook(id));
    }

    private static async Task<IResult> ResendAsync(
        Resource<OwnedWebhook> owned, string deliveryId, ApplicationWebhooks webhooks, CancellationToken cancellationToken) =>
        (await webhooks.ResendAsync(owned.Value, deliveryId, cancellationToken)).Answer(Queued);

    private static async Task<IResult> SendTestAsync(Resource<OwnedWebhook> owned, ApplicationWebhooks webhooks, CancellationToken cancellationToken) =>
        (await webhooks.SendTestAsync(owned.Value, cancellationToken)).Answer(Queued);

    private static async Task<IResult> RotateSecretAsync(
        Resource<OwnedWebhook> owned, Body<SecretOverlap> overlap, ApplicationWebhooks webhooks, CancellationToken cancellationToken) =>
        (await webhooks.RotateAsync(owned.Value, overlap.Value.Time, cancellationToken))
            .Answer(rotated => Replies.Secret(Replies.Ok(RotatedSecretShape.Of(owned.Value.Webhook.Id, rotated))));

    private static IResult Show(Webhook webhook) => Replies.Ok(WebhookShape.Of(webhook));

    private static IResult Queued(WebhookDelivery line) => Replies.Created(DeliveryShape.Of(line));
}
