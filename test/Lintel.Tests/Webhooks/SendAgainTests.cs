using System.Text;
using Dapper;
using Lintel.Sqlite;
using Lintel.Tests.Storage;
using Lintel.Webhooks;

namespace Lintel.Tests.Webhooks;

/// <summary>Deliveries that an owner asks for.</summary>
public sealed class SendAgainTests : IAsyncDisposable
{
    private static readonly AttemptOutcome Failure = new AttemptOutcome.Refused(500, string.Empty);
    private static readonly AttemptOutcome Success = new AttemptOutcome.Delivered(204, string.Empty);

    private readonly WebhookBase _base = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _base.DisposeAsync();

    [Fact]
    public async Task Resent_event_has_its_id_and_body_and_a_new_delivery_with_the_whole_schedule()
    {
        var webhook = await _base.AddAsync();
        var id = await _base.RaiseAsync();
        await _base.RecordAsync((await _base.TakeAsync()).Due[0], Success);
        var first = (await _base.Deliveries.ListAsync(webhook.Id, cancellationToken: Token))[0];

        var queued = Assert.IsType<WebhookSendResult.Queued>(await _base.Deliveries.ResendAsync(webhook.Id, first.Id, Token));

        Assert.NotEqual(first.Id, queued.Delivery.Id);
        Assert.Equal((id, WebhookDeliveryState.Pending, 0), (queued.Delivery.EventId, queued.Delivery.State, queued.Delivery.Attempt));
        var due = Assert.Single((await _base.TakeAsync()).Due);
        Assert.Equal((id, 0, $$"""{"id":"{{id}}"}"""), (due.EventId, due.Attempts, Encoding.UTF8.GetString(due.Body)));
        await _base.RecordAsync(due, Failure);
        Assert.NotNull((await _base.Deliveries.ListAsync(webhook.Id, cancellationToken: Token))[0].NextAttemptAt);
        Assert.Equal(
            [WebhookDeliveryState.Pending, WebhookDeliveryState.Delivered],
            (await _base.Deliveries.ListAsync(webhook.Id, cancellationToken: Token)).Select(line => line.State));
    }

    [Fact]
    public async Task Event_that_still_waits_is_not_sent_twice()
    {
        var webhook = await _base.AddAsync();
        await _base.RaiseAsync();
        var pending = (await _base.Deliveries.ListAsync(webhook.Id, cancellationToken: Token))[0];

        Assert.IsType<WebhookSendResult.StillPending>(await _base.Deliveries.ResendAsync(webhook.Id, pending.Id, Token));
        Assert.Single(await _base.Deliveries.ListAsync(webhook.Id, cancellationToken: Token));
    }

    [Fact]
    public async Task Delivery_of_another_endpoint_is_unknown_and_a_disabled_endpoint_gets_nothing()
    {
        var webhook = await _base.AddAsync();
        var other = await _base.AddAsync("app_2");
        await _base.RaiseAsync(owner: "app_2");
        await _base.RecordAsync((await _base.TakeAsync()).Due[0], Success);
        var delivery = (await _base.Deliveries.ListAsync(other.Id, cancellationToken: Token))[0].Id;

        Assert.IsType<WebhookSendResult.UnknownDelivery>(await _base.Deliveries.ResendAsync(webhook.Id, delivery, Token));
        Assert.IsType<WebhookSendResult.UnknownDelivery>(await _base.Deliveries.ResendAsync(other.Id, "dlv_unknown", Token));
        Assert.IsType<WebhookSendResult.UnknownWebhook>(await _base.Deliveries.ResendAsync("whk_unknown", delivery, Token));
        await _base.Store.EditAsync(other.Id, new WebhookChange(Enabled: false), Token);
        Assert.IsType<WebhookSendResult.Disabled>(await _base.Deliveries.ResendAsync(other.Id, delivery, Token));
        Assert.IsType<WebhookSendResult.Disabled>(await _base.Deliveries.SendTestAsync(other.Id, _ => [1], Token));
    }

    [Fact]
    public async Task Test_event_goes_to_one_endpoint_whatever_it_subscribed_to_and_is_tried_once()
    {
        var webhook = await _base.AddAsync();
        await _base.AddAsync();

        var queued = Assert.IsType<WebhookSendResult.Queued>(await _base.Deliveries.SendTestAsync(webhook.Id, id => Encoding.UTF8.GetBytes(id), Token));
        Assert.IsType<WebhookSendResult.StillPending>(await _base.Deliveries.SendTestAsync(webhook.Id, _ => [1], Token));

        var due = Assert.Single((await _base.TakeAsync()).Due);
        Assert.Equal((webhook.Id, queued.Delivery.EventId), (due.WebhookId, Encoding.UTF8.GetString(due.Body)));
        await _base.RecordAsync(due, Failure);
        var line = Assert.Single(await _base.Deliveries.ListAsync(webhook.Id, cancellationToken: Token));
        Assert.Equal(("webhook.test", WebhookDeliveryState.Failed, 1), (line.EventType, line.State, line.Attempt));
    }

    [Fact]
    public async Task Failed_test_events_disable_nothing()
    {
        var webhook = await _base.AddAsync();
        foreach (var outcome in Enumerable.Repeat(Failure, 30).Append(new AttemptOutcome.Gone(string.Empty)))
        {
            await _base.Deliveries.SendTestAsync(webhook.Id, _ => [1], Token);
            await _base.RecordAsync(Assert.Single((await _base.TakeAsync()).Due), outcome);
        }

        Assert.True((await _base.Store.FindAsync(webhook.Id, Token))!.Enabled);
    }

    [Fact]
    public async Task Tables_of_the_release_before_are_brought_up_to_date_with_what_they_hold()
    {
        using var folder = new TemporaryFolder();
        await using (var old = SqliteDatabase.Open(folder.File("api.db"), [WebhookTables.Migrations[0]]))
        {
            await old.WriteAsync(
                connection => connection.ExecuteAsync(
                    """
                    INSERT INTO webhooks VALUES ('whk_1', 'app_1', 'http://127.0.0.1:9/', ' otp.sent ', x'00', 1, 1, NULL, 0, 0);
                    INSERT INTO webhook_outbox VALUES ('evt_1', 'otp.sent', x'00', 0);
                    INSERT INTO webhook_deliveries (event_id, webhook_id, state, attempts, due_at, finished_at) VALUES ('evt_1', 'whk_1', 'delivered', 1, 0, 0), ('evt_1', 'whk_1', 'pending', 0, 0, NULL);
                    """),
                Token);
        }

        await using var database = SqliteDatabase.Open(folder.File("api.db"), WebhookTables.Migrations);
        var log = await new WebhookDeliveries(database, new DeliverySignal(), _base.Clock).ListAsync("whk_1", cancellationToken: Token);
        var due = (await new DeliveryQueue(database).TakeDueAsync(_base.Clock.GetUtcNow(), new DeliverySlots(), Token)).Due;

        Assert.Equal(2, log.Select(line => line.Id).Distinct().Count());
        Assert.All(log, line => Assert.Matches("^dlv_[0-9a-f]{20}$", line.Id));
        Assert.Equal("whk_1", Assert.Single(due).WebhookId);
    }
}
