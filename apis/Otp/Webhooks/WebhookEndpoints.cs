using Lintel.AspNetCore;
using Lintel.Webhooks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Lintel.Otp;

/// <summary>The webhooks of applications.</summary>
internal static class WebhookEndpoints
{
    private const string OfApplication = "/applications/{id}/webhooks";
    private const string One = "/webhooks/{id}";

    public static void Map(RouteGroupBuilder console)
    {
        console.MapGet(OfApplication, List).Resource(ApplicationEndpoints.Find).Query(PageQuery.Read);
        console.MapPost(OfApplication, AddAsync).Resource(ApplicationEndpoints.Find).Body(WebhookBodies.ReadNew);
        console.MapGet(One, (ApiCall call) => Replies.Ok(WebhookShape.Of(call.Resource<OwnedWebhook>().Webhook))).Resource(Find);
        console.MapPatch(One, EditAsync).Resource(Find).Body(WebhookBodies.ReadChange);
        console.MapDelete(One, DeleteAsync).Resource(Find);
        console.MapGet(One + "/deliveries", ListDeliveries).Resource(Find).Query(WebhookBodies.ReadLogQuery);
        console.MapPost(One + "/deliveries/{deliveryId}/resend", ResendAsync).Resource(Find);
        console.MapPost(One + "/test", SendTestAsync).Resource(Find);
        console.MapPost(One + "/secret/rotate", RotateSecretAsync).Resource(Find).Body(WebhookBodies.ReadOverlap);
    }

    private static ValueTask<Outcome<OwnedWebhook>> Find(ApiCall call) =>
        CallExtensions.Found(call.Service<ApplicationWebhooks>().Find(call.Account.Id, call.PathId()), Missing.Webhook(call.PathId()));

    // Ten at most, so that their places in the list serve as positions.
    private static IResult List(ApiCall call, ApplicationWebhooks webhooks)
    {
        var page = call.Body<PageQuery>();
        var rows = webhooks.List(call.PathId()).Index().Reverse().Where(row => row.Index < page.Before).Take(page.Limit + 1).ToList();
        return Replies.List(Page<WebhookShape>.Of(rows, page.Limit, row => row.Index, row => WebhookShape.Of(row.Item)));
    }

    private static IResult ListDeliveries(ApiCall call, ApplicationWebhooks webhooks)
    {
        var query = call.Body<LogQuery>();
        var lines = webhooks.ListDeliveries(call.Resource<OwnedWebhook>(), query.Limit);
        return Replies.List(new Page<DeliveryShape>([.. lines.Select(DeliveryShape.Of)], query.Limit, NextCursor: null));
    }

    private static async Task<IResult> AddAsync(ApiCall call, ApplicationWebhooks webhooks)
    {
        var outcome = await webhooks.AddAsync(call.Account.Id, call.PathId(), call.Body<NewWebhook>(), call.Aborted);
        return outcome.TryGet(out var added)
            ? Replies.Secret(call, WebhookShape.Of(added.Webhook, added.Secret), StatusCodes.Status201Created)
            : new ErrorResult(outcome.Refusal!);
    }

    private static async Task<IResult> EditAsync(ApiCall call, ApplicationWebhooks webhooks) =>
        Replies.Of(await webhooks.EditAsync(call.Resource<OwnedWebhook>(), call.Body<WebhookChange>(), call.Aborted), webhook => WebhookShape.Of(webhook));

    private static async Task<IResult> DeleteAsync(ApiCall call, ApplicationWebhooks webhooks)
    {
        var owned = call.Resource<OwnedWebhook>();
        return await webhooks.DeleteAsync(owned, call.Aborted) ? Replies.Deleted(owned.Webhook.Id) : new ErrorResult(Missing.Webhook(owned.Webhook.Id));
    }

    private static async Task<IResult> ResendAsync(ApiCall call, ApplicationWebhooks webhooks)
    {
        var deliveryId = call.Http.Request.RouteValues["deliveryId"] as string ?? string.Empty;
        return Queued(await webhooks.ResendAsync(call.Resource<OwnedWebhook>(), deliveryId, call.Aborted));
    }

    private static async Task<IResult> SendTestAsync(ApiCall call, ApplicationWebhooks webhooks) =>
        Queued(await webhooks.SendTestAsync(call.Resource<OwnedWebhook>(), call.Aborted));

    private static async Task<IResult> RotateSecretAsync(ApiCall call, ApplicationWebhooks webhooks)
    {
        var owned = call.Resource<OwnedWebhook>();
        var outcome = await webhooks.RotateAsync(owned, call.Body<SecretOverlap>().Time, call.Aborted);
        return outcome.TryGet(out var rotated)
            ? Replies.Secret(call, RotatedSecretShape.Of(owned.Webhook.Id, rotated), StatusCodes.Status200OK)
            : new ErrorResult(outcome.Refusal!);
    }

    private static IResult Queued(Outcome<WebhookDelivery> outcome) =>
        outcome.TryGet(out var line) ? Replies.Created(DeliveryShape.Of(line)) : new ErrorResult(outcome.Refusal!);
}
