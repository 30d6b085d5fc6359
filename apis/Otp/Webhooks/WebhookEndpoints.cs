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
        var webhooks = console.MapGroup(string.Empty).WithTags("Webhooks");
        MapWebhooks(webhooks);
        MapDeliveries(webhooks);
        webhooks.MapPost($"{One}/secret/rotate", RotateSecretAsync)
            .WithName("otp.webhooks.rotate-secret")
            .WithSummary("Gives a webhook a new secret")
            .WithDescription("The secret is shown this once. The body may be an empty object.")
            .Accepts<SecretOverlapDocument>("application/json")
            .Produces<Reply<RotatedSecretShape>>()
            .OfWebhook()
            .Body(WebhookBodies.ReadOverlap)
            .RaisesError(Condition.StateConflict);
    }

    private static void MapWebhooks(RouteGroupBuilder webhooks)
    {
        webhooks.MapGet(OfOneApplication, ListAsync)
            .WithName("otp.webhooks.list")
            .WithSummary("Lists the webhooks of an application, newest first")
            .AcceptsQuery<PageDocument>()
            .Produces<ListReply<WebhookShape>>()
            .OfApplication()
            .Query(PageQuery.Read);
        webhooks.MapPost(OfOneApplication, AddAsync)
            .WithName("otp.webhooks.create")
            .WithSummary("Creates a webhook with its secret")
            .WithDescription($"The secret is shown this once. At most {ApplicationWebhooks.Most} for an application.")
            .Accepts<NewWebhookDocument>("application/json")
            .Produces<Reply<WebhookShape>>(StatusCodes.Status201Created)
            .OfApplication()
            .Body(WebhookBodies.ReadNew)
            .RaisesError(Condition.StateConflict);
        webhooks.MapGet(One, Get)
            .WithName("otp.webhooks.get")
            .WithSummary("Shows a webhook, never its secret")
            .Produces<Reply<WebhookShape>>()
            .OfWebhook();
        webhooks.MapPatch(One, EditAsync)
            .WithName("otp.webhooks.edit")
            .WithSummary("Changes a webhook")
            .Accepts<WebhookChangeDocument>("application/json")
            .Produces<Reply<WebhookShape>>()
            .OfWebhook()
            .Body(WebhookBodies.ReadChange);
        webhooks.MapDelete(One, DeleteAsync)
            .WithName("otp.webhooks.delete")
            .WithSummary("Deletes a webhook")
            .Produces<Reply<Deletion>>()
            .OfWebhook();
    }

    private static void MapDeliveries(RouteGroupBuilder webhooks)
    {
        webhooks.MapGet($"{One}/deliveries", ListDeliveriesAsync)
            .WithName("otp.webhooks.deliveries")
            .WithSummary("Lists the delivery attempts of a webhook, newest first")
            .WithDescription("Those of the last 30 days; nextCursor is always null.")
            .Produces<ListReply<DeliveryShape>>()
            .OfWebhook()
            .Query<LogQuery>();
        webhooks.MapPost($"{One}/deliveries/{{deliveryId}}/resend", ResendAsync)
            .WithName("otp.webhooks.resend")
            .WithSummary("Sends an event of the delivery log once more")
            .Produces<Reply<DeliveryShape>>(StatusCodes.Status201Created)
            .OfWebhook()
            .RaisesError(Condition.StateConflict);
        webhooks.MapPost($"{One}/test", SendTestAsync)
            .WithName("otp.webhooks.test")
            .WithSummary("Sends a test event")
            .Produces<Reply<DeliveryShape>>(StatusCodes.Status201Created)
            .OfWebhook()
            .RaisesError(Condition.StateConflict);
    }

    private static RouteHandlerBuilder OfWebhook(this RouteHandlerBuilder operation) =>
        operation.Resource(FindAsync).WithoutSideEffects().RaisesError(Condition.ResourceMissing);

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
