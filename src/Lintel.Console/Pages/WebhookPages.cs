using System.Text.Json.Nodes;
using AspNetCoreGeneratedDocument;
using Lintel.Events;
using Lintel.Management;
using Lintel.Management.Webhooks;
using Microsoft.AspNetCore.Http;

namespace Lintel.Console;

/// <summary>The endpoints that events are sent to, and what was sent to each.</summary>
internal static class WebhookPages
{
    public static void Map(ConsoleRoutes routes)
    {
        routes.Page("/webhooks", call => ListAsync(call, FormState.Fresh));
        routes.Form("/webhooks", AddAsync);
        routes.Page("/webhooks/{id}", call => OneAsync(call, notice: null));
        routes.Form("/webhooks/{id}", ChangeAsync);
    }

    private static async Task<ConsoleView> ListAsync(ConsoleCall call, FormState form)
    {
        var page = await call.ReadAsync<Page<WebhookShape>>("/webhooks");
        return new ConsoleView("Webhooks", Section.Webhooks, new Views_Webhooks { Model = new WebhooksModel(call, page.Data, form) })
        {
            Notice = form.Notice,
            Status = form.Problem?.Status ?? StatusCodes.Status200OK,
        };
    }

    private static async Task<ConsoleView> AddAsync(ConsoleCall call, ConsoleForm form)
    {
        var body = new JsonObject
        {
            ["url"] = form.Text("url"),
            ["description"] = DescriptionOf(form),
            ["events"] = new JsonArray([.. form.Texts("events").Select(name => JsonValue.Create(name))]),
        };
        var reply = await call.ChangeAsync(HttpMethods.Post, "/webhooks", form, body);
        return reply.IsRefused
            ? await ListAsync(call, new FormState(form, reply.Refusal()))
            : await ShowSecretAsync(call, reply.Read<WebhookSecretShape>(), "The webhook was created.");
    }

    private static async Task<ConsoleView> ChangeAsync(ConsoleCall call, ConsoleForm form) => form.Action switch
    {
        "rotate" => await RotateAsync(call, form),
        "test" => await MoveAsync(call, form, "/test", null, "A test event is on its way."),
        "resend" => await MoveAsync(
            call, form, $"/deliveries/{Uri.EscapeDataString(form.Text("delivery"))}/resend", null, "The event is on its way once more."),
        "disable" => await MoveAsync(call, form, string.Empty, Enabled(value: false), "The webhook gets no events. What waited was cancelled."),
        "enable" => await MoveAsync(call, form, string.Empty, Enabled(value: true), "The webhook gets events again."),
        "describe" => await MoveAsync(
            call, form, string.Empty, new JsonObject { ["description"] = DescriptionOf(form) }, "The description was changed."),
        "delete" => await DeleteAsync(call, form),
        _ => ErrorViews.Missing(),
    };

    private static string? DescriptionOf(ConsoleForm form) => form.Text("description") is { Length: > 0 } text ? text : null;

    private static JsonObject Enabled(bool value) => new() { ["enabled"] = value };

    private static async Task<ConsoleView> MoveAsync(ConsoleCall call, ConsoleForm form, string path, JsonObject? body, string done)
    {
        var reply = await call.ChangeAsync(body is null ? HttpMethods.Post : HttpMethods.Patch, PathOf(call.Route("id")) + path, form, body);
        return reply.IsRefused ? await RefuseAsync(call, form, reply) : await OneAsync(call, new Notice(IsGood: true, done));
    }

    private static async Task<ConsoleView> RotateAsync(ConsoleCall call, ConsoleForm form)
    {
        var body = new JsonObject { ["overlapSeconds"] = ConsoleForm.NumberOf(form.Text("overlapSeconds")) };
        var reply = await call.ChangeAsync(HttpMethods.Post, PathOf(call.Route("id")) + "/rotate", form, body);
        return reply.IsRefused
            ? await RefuseAsync(call, form, reply)
            : await ShowSecretAsync(call, reply.Read<WebhookSecretShape>(), "The webhook has a new secret.");
    }

    private static async Task<ConsoleView> DeleteAsync(ConsoleCall call, ConsoleForm form)
    {
        var reply = await call.ChangeAsync(HttpMethods.Delete, PathOf(call.Route("id")), form);
        return reply.IsRefused
            ? await RefuseAsync(call, form, reply)
            : await ListAsync(call, FormState.Fresh) with { Notice = new Notice(IsGood: true, "The webhook was deleted, with its delivery log.") };
    }

    private static async Task<ConsoleView> RefuseAsync(ConsoleCall call, ConsoleForm form, ManagementReply reply)
    {
        var state = new FormState(form, reply.Refusal());
        return await OneAsync(call, state.Notice) with { Status = state.Problem!.Status };
    }

    private static async Task<ConsoleView> ShowSecretAsync(ConsoleCall call, WebhookSecretShape made, string done) =>
        await OneAsync(call, new Notice(IsGood: true, done), made.Webhook.Id, made.Secret);

    private static async Task<ConsoleView> OneAsync(ConsoleCall call, Notice? notice, string? id = null, string? secret = null)
    {
        var path = PathOf(id ?? call.Route("id"));
        var webhook = await call.ReadAsync<WebhookShape>(path);
        var deliveries = await call.ReadAsync<Page<DeliveryShape>>(path + "/deliveries");
        return new ConsoleView(
            webhook.Url, Section.Webhooks, new Views_Webhook { Model = new WebhookModel(call, webhook, deliveries.Data, secret) })
        {
            Notice = notice,
        };
    }

    private static string PathOf(string id) => "/webhooks/" + Uri.EscapeDataString(id);
}

/// <summary>The list of webhooks.</summary>
internal sealed record WebhooksModel(ConsoleCall Call, IReadOnlyList<WebhookShape> Webhooks, FormState Form)
{
    /// <summary>The types of events.</summary>
    public static IReadOnlyList<string> Events => EventTypes.All;
}

/// <summary>One webhook.</summary>
internal sealed record WebhookModel(ConsoleCall Call, WebhookShape Webhook, IReadOnlyList<DeliveryShape> Deliveries, string? Secret)
{
    /// <summary>The id: the secret belongs in no log.</summary>
    public override string ToString() => Webhook.Id;
}
