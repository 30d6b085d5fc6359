using System.Text.Json.Serialization;
using Lintel.AspNetCore;
using Lintel.Requests;
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
}

/// <summary>A webhook as its owner sees it; the secret only when it is made.</summary>
internal sealed record WebhookShape(
    string Id,
    string ApplicationId,
    string Url,
    IReadOnlyList<string> Events,
    bool Enabled,
    string? DisabledReason,
    string CreatedAt,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Secret)
{
    public static WebhookShape Of(Webhook webhook, string? secret = null) => new(
        webhook.Id,
        webhook.Owner,
        webhook.Url,
        webhook.Events,
        webhook.Enabled,
        webhook.DisabledReason,
        Moment.Show(webhook.CreatedAt),
        secret);
}

/// <summary>A line of a webhook's delivery log. What the endpoint answered beyond its status stays here: nobody is to read another server through us.</summary>
internal sealed record DeliveryShape(
    string EventId,
    string Type,
    string State,
    int Attempt,
    string At,
    long DurationMilliseconds,
    int? Status,
    string? Reason,
    string? NextAttemptAt)
{
    public static DeliveryShape Of(WebhookDelivery line) => new(
        line.EventId,
        line.EventType,
        line.State.ToString().ToLowerInvariant(),
        line.Attempt,
        Moment.Show(line.At),
        (long)line.Duration.TotalMilliseconds,
        line.Status,
        line.Reason,
        line.NextAttemptAt is { } next ? Moment.Show(next) : null);
}
