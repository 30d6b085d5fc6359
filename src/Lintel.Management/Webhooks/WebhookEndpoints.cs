using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Lintel.AspNetCore;
using Lintel.Events;
using Lintel.Management.Audit;
using Lintel.Management.Events;
using Lintel.Management.Nodes;
using Lintel.Webhooks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Lintel.Management.Webhooks;

/// <summary>The endpoints that operators have events sent to, and what was sent to them.</summary>
internal static class WebhookEndpoints
{
    /// <summary>The most endpoints.</summary>
    public const int Most = 20;

    private const int TagLength = 8;
    private const string Reading = "webhooks:read";
    private const string Writing = "webhooks:write";

    public static void MapWebhooks(this RouteGroupBuilder management)
    {
        var webhooks = management.MapGroup("/webhooks").WithTags("Webhooks");
        MapRecords(webhooks);
        webhooks.MapPost("/{id}/rotate", Rotate)
            .WithName("lintel.webhooks.rotate")
            .WithSummary("Gives a webhook a new secret")
            .WithDescription("The secret is told this once. The body may be an empty object.")
            .Accepts<SecretOverlapDocument>("application/json")
            .Produces<WebhookSecretShape>(StatusCodes.Status201Created)
            .RequireScope(Writing)
            .Body(WebhookBodies.ReadOverlap)
            .OfWebhook()
            .RaisesError(Condition.StateConflict);
        webhooks.MapGet("/{id}/deliveries", ListDeliveries)
            .WithName("lintel.webhooks.deliveries")
            .WithSummary("Lists the attempts to deliver events to a webhook, newest first")
            .WithDescription("Those of the last 30 days, on one page.")
            .AcceptsQuery<DeliveryQueryDocument>()
            .Produces<Page<DeliveryShape>>()
            .RequireScope(Reading)
            .Query(WebhookBodies.ReadDeliveries)
            .OfWebhook();
        webhooks.MapPost("/{id}/deliveries/{deliveryId}/resend", Resend)
            .WithName("lintel.webhooks.resend")
            .WithSummary("Sends an event of the delivery log once more")
            .Produces<DeliveryShape>(StatusCodes.Status201Created)
            .RequireScope(Writing)
            .OfWebhook()
            .RaisesError(Condition.StateConflict);
        webhooks.MapPost("/{id}/test", SendTest)
            .WithName("lintel.webhooks.test")
            .WithSummary("Sends a test event")
            .Produces<DeliveryShape>(StatusCodes.Status201Created)
            .RequireScope(Writing)
            .OfWebhook()
            .RaisesError(Condition.StateConflict);
    }

    private static void MapRecords(RouteGroupBuilder webhooks)
    {
        webhooks.MapGet(string.Empty, List)
            .WithName("lintel.webhooks.list")
            .WithSummary("Lists the webhooks, oldest first")
            .WithDescription($"All of them, at most {Most}, on one page.")
            .Produces<Page<WebhookShape>>()
            .RequireScope(Reading);
        webhooks.MapPost(string.Empty, Add)
            .WithName("lintel.webhooks.create")
            .WithSummary("Creates a webhook with its secret")
            .WithDescription($"The secret is told this once. There are at most {Most} webhooks.")
            .Accepts<NewWebhookDocument>("application/json")
            .Produces<WebhookSecretShape>(StatusCodes.Status201Created)
            .RequireScope(Writing)
            .Body(WebhookBodies.ReadNew)
            .RaisesError(Condition.StateConflict);
        webhooks.MapGet("/{id}", (ApiCall call) => Show(call, call.Resource<Webhook>()))
            .WithName("lintel.webhooks.get")
            .WithSummary("Shows a webhook")
            .Produces<WebhookShape>()
            .RequireScope(Reading)
            .OfWebhook()
            .HasEntityTag();
        webhooks.MapPatch("/{id}", Edit)
            .WithName("lintel.webhooks.change")
            .WithSummary("Changes a webhook")
            .Accepts<WebhookChangeDocument>("application/json")
            .Produces<WebhookShape>()
            .RequireScope(Writing)
            .Body(WebhookBodies.ReadChange)
            .OfWebhook()
            .HasEntityTag();
        webhooks.MapDelete("/{id}", Delete)
            .WithName("lintel.webhooks.delete")
            .WithSummary("Deletes a webhook")
            .WithDescription("What waits for it and its delivery log go with it.")
            .Produces<DeletedShape>()
            .RequireScope(Writing)
            .OfWebhook()
            .HasEntityTag();
    }

    private static RouteHandlerBuilder OfWebhook(this RouteHandlerBuilder operation) =>
        operation.Resource(LoadAsync).RaisesError(Condition.ResourceMissing);

    private static async ValueTask<Outcome<Webhook>> LoadAsync(ApiCall call)
    {
        var id = call.RouteText("id");
        return await EventsOf(call).Webhooks.Store.FindAsync(id, call.Aborted) is { } webhook ? webhook : Refusal.Missing("Webhook", id);
    }

    // Mapped only where there are events.
    private static ManagementEvents EventsOf(ApiCall call) => call.Service<EventSource>().Events!;

    private static async Task<IResult> List(ApiCall call) => Answer.Ok(new Page<WebhookShape>(
        [.. (await EventsOf(call).Webhooks.Store.ListAsync(EventOutbox.Owner, call.Aborted)).Select(WebhookShape.Of)], Cursor: null));

    private static async Task<IResult> Add(ApiCall call)
    {
        var events = EventsOf(call);
        if (await events.Webhooks.Store.AddAsync(EventOutbox.Owner, call.Body<NewWebhook>(), Most, CancellationToken.None) is not { } added)
        {
            return new ErrorResult(Conflicts.Of($"There are {Most} webhooks, which is the most that there may be. Delete one first."));
        }

        call.NoteChange(before: null, added.Webhook);
        await events.ListenAsync(CancellationToken.None);
        call.TellEntityTag(TagOf(added.Webhook));
        var shape = new WebhookSecretShape(WebhookShape.Of(added.Webhook), added.Secret);
        return Answer.Created(shape, $"{ManagementApi.BasePath}/webhooks/{added.Webhook.Id}", added.Webhook.Id);
    }

    private static async Task<IResult> Edit(ApiCall call)
    {
        var (events, before) = (EventsOf(call), call.Resource<Webhook>());
        Refusal? stale = null;
        var changed = await events.Webhooks.Store.EditAsync(
            before.Id, call.Body<WebhookChange>(), present => (stale = Check(call, present)) is null, CancellationToken.None);
        if (changed is null)
        {
            return new ErrorResult(stale ?? Refusal.Missing("Webhook", before.Id));
        }

        call.NoteChange(before, changed);
        await events.ListenAsync(CancellationToken.None);
        return Show(call, changed);
    }

    private static async Task<IResult> Delete(ApiCall call)
    {
        var (events, webhook) = (EventsOf(call), call.Resource<Webhook>());
        if (Check(call, webhook) is { } stale)
        {
            return new ErrorResult(stale);
        }

        if (!await events.Webhooks.Store.DeleteAsync(webhook.Id, CancellationToken.None))
        {
            return new ErrorResult(Refusal.Missing("Webhook", webhook.Id));
        }

        call.NoteChange(webhook, after: null);
        return Answer.Ok(DeletedShape.Of(webhook.Id));
    }

    private static Refusal? Check(ApiCall call, Webhook webhook) => call.CheckEntityTag($"Webhook {webhook.Id}", TagOf(webhook));

    private static IResult Show(ApiCall call, Webhook webhook)
    {
        call.TellEntityTag(TagOf(webhook));
        return Answer.Ok(WebhookShape.Of(webhook));
    }

    // It has no version: another tag for each state that is shown.
    private static string TagOf(Webhook webhook) =>
        Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(WebhookShape.Of(webhook))).AsSpan(0, TagLength));

    private static async Task<IResult> Rotate(ApiCall call)
    {
        var webhook = call.Resource<Webhook>();
        return await EventsOf(call).Webhooks.Secrets.RotateAsync(webhook.Id, call.Body<SecretOverlap>().Time, CancellationToken.None) switch
        {
            SecretRotationResult.Rotated rotated => ShowSecret(call, webhook, rotated),
            SecretRotationResult.TooMany many => new ErrorResult(Conflicts.Of(
                $"The webhook has {SecretRotation.MaxSecrets} secrets that sign. Rotate after {many.Until:O}, or with overlapSeconds 0.")),
            _ => new ErrorResult(Refusal.Missing("Webhook", webhook.Id)),
        };
    }

    private static IResult ShowSecret(ApiCall call, Webhook webhook, SecretRotationResult.Rotated rotated)
    {
        call.NoteChange("secret", null, "set");
        return Answer.Created(
            new WebhookSecretShape(WebhookShape.Of(webhook), rotated.Secret, rotated.PreviousEndsAt),
            $"{ManagementApi.BasePath}/webhooks/{webhook.Id}",
            webhook.Id);
    }

    private static async Task<IResult> ListDeliveries(ApiCall call)
    {
        var lines = await EventsOf(call).Webhooks.Deliveries.ListAsync(call.Resource<Webhook>().Id, call.Body<DeliveryQuery>().Limit, call.Aborted);
        return Answer.Ok(new Page<DeliveryShape>([.. lines.Select(DeliveryShape.Of)], Cursor: null));
    }

    private static async Task<IResult> Resend(ApiCall call)
    {
        var delivery = call.RouteText("deliveryId");
        return Queued(
            call, await EventsOf(call).Webhooks.Deliveries.ResendAsync(call.Resource<Webhook>().Id, delivery, CancellationToken.None), delivery);
    }

    private static async Task<IResult> SendTest(ApiCall call)
    {
        var id = call.Resource<Webhook>().Id;
        var test = new LintelEvent(WebhookDeliveries.TestEventType, new JsonObject { ["webhookId"] = id });
        return Queued(
            call,
            await EventsOf(call).Webhooks.Deliveries.SendTestAsync(id, made => EventOutbox.Write(made, test, call.StartedAt), CancellationToken.None),
            id);
    }

    private static IResult Queued(ApiCall call, WebhookSendResult result, string delivery)
    {
        var id = call.Resource<Webhook>().Id;
        return result switch
        {
            WebhookSendResult.Queued queued => Answer.Created(
                DeliveryShape.Of(queued.Delivery), $"{ManagementApi.BasePath}/webhooks/{id}/deliveries", queued.Delivery.Id),
            WebhookSendResult.UnknownDelivery => new ErrorResult(Refusal.Missing("Delivery", delivery)),
            WebhookSendResult.Disabled => new ErrorResult(Conflicts.Of("The webhook is disabled. Enable it first.")),
            WebhookSendResult.StillPending => new ErrorResult(Conflicts.Of("The event is still to be delivered. Wait for its next attempt.")),
            _ => new ErrorResult(Refusal.Missing("Webhook", id)),
        };
    }
}
