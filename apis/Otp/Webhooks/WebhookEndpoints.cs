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
        console.MapGet(OfOneApplication, List).OfApplication().Query(PageQuery.Read);
        console.MapPost(OfOneApplication, AddAsync).OfApplication().Body(WebhookBodies.ReadNew);
        console.MapGet(One, Get).Resource(Find);
        console.MapPatch(One, EditAsync).Resource(Find).Body(WebhookBodies.ReadChange);
        console.MapDelete(One, DeleteAsync).Resource(Find);
        console.MapGet($"{One}/deliveries", ListDeliveries).Resource(Find).Query<LogQuery>();
        console.MapPost($"{One}/deliveries/{{deliveryId}}/resend", ResendAsync).Resource(Find);
        console.MapPost($"{One}/test", SendTestAsync).Resource(Find);
        console.MapPost($"{One}/secret/rotate", RotateSecretAsync).Resource(Find).Body(WebhookBodies.ReadOverlap);
    }

    // Names the id itself: in the path of a delivery, the last one is not the webhook's.
    private static Outcome<OwnedWebhook> Find(string id, Account account, ApplicationWebhooks webhooks) =>
        webhooks.Find(account.Id, id) is { } owned ? owned : Missing.Webhook(id);

    // Ten at most, so that their places in the list serve as positions.
    private static IResult List(Resource<Application> application, Query<PageQuery> query, ApplicationWebhooks webhooks)
    {
        var page = query.Value;
        var rows = webhooks.List(application.Value.Id).Index().Reverse().Where(row => row.Index < page.Before).Take(page.Limit + 1).ToList();
        return Replies.List(Page<WebhookShape>.Of(rows, page.Limit, row => row.Index, row => WebhookShape.Of(row.Item)));
    }

    private static IResult Get(Resource<OwnedWebhook> owned) => Show(owned.Value.Webhook);

    private static IResult ListDeliveries(Resource<OwnedWebhook> owned, Query<LogQuery> query, ApplicationWebhooks webhooks)
    {
        var lines = webhooks.ListDeliveries(owned.Value, query.Value.Limit);
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
