using Dapper;
using Lintel.Webhooks;

namespace Lintel.Tests.Webhooks;

public sealed class QueueTests : IAsyncDisposable
{
    private static readonly AttemptOutcome Failure = new AttemptOutcome.Refused(500, string.Empty);
    private static readonly AttemptOutcome Success = new AttemptOutcome.Delivered(204, string.Empty);

    private readonly WebhookBase _base = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _base.DisposeAsync();

    [Fact]
    public async Task Failed_delivery_is_retried_by_the_schedule_never_earlier_and_then_fails()
    {
        var webhook = await _base.AddAsync();
        var id = await _base.RaiseAsync();
        foreach (var seconds in (int[])[10, 60, 300, 1800, 7200])
        {
            await FailOneAsync(id!);
            _base.Clock.Advance(TimeSpan.FromSeconds(seconds) - TimeSpan.FromMilliseconds(1));
            var work = await _base.TakeAsync();
            Assert.Empty(work.Due);
            Assert.InRange(
                work.Next!.Value - _base.Clock.GetUtcNow(),
                TimeSpan.FromMilliseconds(1),
                TimeSpan.FromSeconds(seconds * 0.1) + TimeSpan.FromMilliseconds(1));
            _base.Clock.Advance(TimeSpan.FromSeconds(seconds * 0.1) + TimeSpan.FromMilliseconds(1));
        }

        await FailOneAsync(id!);

        var end = await _base.TakeAsync();
        Assert.Empty(end.Due);
        Assert.Null(end.Next);
        var log = await _base.Deliveries.ListAsync(webhook.Id, cancellationToken: Token);
        Assert.Equal([6, 5, 4, 3, 2, 1], log.Select(line => line.Attempt));
        Assert.All(log, line => Assert.Equal(WebhookDeliveryState.Failed, line.State));
        Assert.True((await _base.Store.FindAsync(webhook.Id, Token))!.Enabled);
    }

    [Fact]
    public void Jitter_is_spread_and_only_later()
    {
        var delays = Enumerable.Range(0, 200).Select(_ => WebhookSchedule.DelayAfter(2)!.Value.TotalSeconds).ToList();

        Assert.All(delays, delay => Assert.InRange(delay, 60, 66));
        Assert.True(delays.Distinct().Count() > 20);
    }

    [Fact]
    public async Task Gone_disables_the_endpoint_at_once_and_cancels_what_waits()
    {
        var webhook = await _base.AddAsync();
        await _base.RaiseAsync();
        await _base.RaiseAsync();

        await _base.RecordAsync((await _base.TakeAsync()).Due[0], new AttemptOutcome.Gone(string.Empty));

        var after = (await _base.Store.FindAsync(webhook.Id, Token))!;
        Assert.False(after.Enabled);
        Assert.Equal("The endpoint answered 410 Gone.", after.DisabledReason);
        Assert.Empty((await _base.TakeAsync()).Due);
        Assert.Equal(
            [WebhookDeliveryState.Cancelled, WebhookDeliveryState.Failed],
            (await _base.Deliveries.ListAsync(webhook.Id, cancellationToken: Token)).Select(line => line.State));
        Assert.Null(await _base.RaiseAsync());
    }

    [Fact]
    public async Task Gone_of_an_address_that_the_owner_has_left_meanwhile_disables_nothing()
    {
        var webhook = await _base.AddAsync();
        await _base.RaiseAsync();
        var due = (await _base.TakeAsync()).Due[0];
        await _base.Store.EditAsync(webhook.Id, new WebhookChange(Url: "https://example.org"), Token);

        await _base.RecordAsync(due, new AttemptOutcome.Gone(string.Empty));

        Assert.True((await _base.Store.FindAsync(webhook.Id, Token))!.Enabled);
    }

    [Fact]
    public async Task Twenty_failed_events_in_a_row_disable_the_endpoint_and_a_delivered_one_begins_the_count_anew()
    {
        var webhook = await _base.AddAsync();
        await FailEventsAsync(19);
        await _base.RaiseAsync();
        await _base.RecordAsync((await _base.TakeAsync()).Due[0], Success);
        await FailEventsAsync(19);
        Assert.True((await _base.Store.FindAsync(webhook.Id, Token))!.Enabled);

        await FailEventsAsync(1);

        var after = (await _base.Store.FindAsync(webhook.Id, Token))!;
        Assert.False(after.Enabled);
        Assert.Equal("20 events in a row could not be delivered.", after.DisabledReason);
        var again = await _base.Store.EditAsync(webhook.Id, new WebhookChange(Enabled: true), Token);
        Assert.Null(again!.DisabledReason);
        await FailEventsAsync(19);
        Assert.True((await _base.Store.FindAsync(webhook.Id, Token))!.Enabled);
    }

    [Fact]
    public async Task Cancelled_while_under_way_stays_cancelled_unless_it_arrived()
    {
        var webhook = await _base.AddAsync();
        await _base.RaiseAsync();
        await _base.RaiseAsync();
        var due = (await _base.TakeAsync()).Due;
        await _base.Store.EditAsync(webhook.Id, new WebhookChange(Enabled: false), Token);

        await _base.RecordAsync(due[0], Failure);
        await _base.RecordAsync(due[1], Success);

        Assert.Equal(
            [WebhookDeliveryState.Delivered, WebhookDeliveryState.Cancelled],
            (await _base.Deliveries.ListAsync(webhook.Id, cancellationToken: Token)).Select(line => line.State));
        Assert.Empty((await _base.TakeAsync()).Due);
    }

    [Fact]
    public async Task Attempt_written_down_twice_counts_once()
    {
        var webhook = await _base.AddAsync();
        await _base.RaiseAsync();
        var due = (await _base.TakeAsync()).Due[0];

        await _base.RecordAsync(due, Failure);
        await _base.RecordAsync(due, Failure);

        Assert.Single(await _base.Deliveries.ListAsync(webhook.Id, cancellationToken: Token));
        _base.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(1, (await _base.TakeAsync()).Due[0].Attempts);
    }

    [Fact]
    public async Task Backlog_of_one_endpoint_leaves_slots_for_the_others()
    {
        await _base.AddAsync();
        for (var i = 0; i < 1_200; i++)
        {
            await _base.RaiseAsync();
        }

        var other = await _base.AddAsync("app_2");
        _base.Clock.Advance(TimeSpan.FromSeconds(1));
        await _base.RaiseAsync(owner: "app_2");

        var due = (await _base.TakeAsync()).Due;

        Assert.Equal(DeliverySlots.PerEndpoint + 1, due.Count);
        Assert.Single(due, delivery => delivery.WebhookId == other.Id);
        Assert.Empty((await _base.TakeMoreAsync()).Due);
        _base.Slots.Free(due[0].Seq, TimeSpan.Zero);
        Assert.Single((await _base.TakeMoreAsync()).Due);
    }

    [Fact]
    public async Task Backlog_of_one_tenant_with_hundreds_of_endpoints_leaves_slots_for_the_others()
    {
        for (var i = 0; i < 300; i++)
        {
            await _base.AddAsync($"app_{i / 90}", "acc_big", ["otp.sent"]);
        }

        foreach (var owner in (string[])["app_0", "app_1", "app_2", "app_3"])
        {
            await _base.RaiseAsync(owner: owner);
            await _base.RaiseAsync(owner: owner);
        }

        _base.Clock.Advance(TimeSpan.FromSeconds(1));
        var others = new List<string>();
        for (var i = 0; i < 20; i++)
        {
            others.Add((await _base.AddAsync($"other_{i}")).Id);
            await _base.RaiseAsync(owner: $"other_{i}");
        }

        var due = (await _base.TakeAsync()).Due.Select(delivery => delivery.WebhookId).ToList();

        Assert.Equal(DeliverySlots.PerTenant + others.Count, due.Count);
        Assert.Equal(others.Order(), due.Intersect(others).Order());
    }

    [Fact]
    public async Task Slots_end_at_their_number()
    {
        for (var i = 0; i < DeliverySlots.Total; i++)
        {
            await _base.AddAsync($"app_{i}");
            await _base.RaiseAsync(owner: $"app_{i}");
            await _base.RaiseAsync(owner: $"app_{i}");
        }

        Assert.Equal(DeliverySlots.Total, (await _base.TakeAsync()).Due.Count);
    }

    [Fact]
    public async Task What_ended_30_days_ago_is_forgotten_and_what_waits_is_not()
    {
        var webhook = await _base.AddAsync();
        await _base.RaiseAsync();
        await _base.RecordAsync((await _base.TakeAsync()).Due[0], Success);
        var waiting = await _base.RaiseAsync();
        _base.Clock.Advance(TimeSpan.FromDays(30));
        await _base.Queue.PruneAsync(_base.Clock.GetUtcNow(), Token);
        Assert.Equal(2, (await _base.Deliveries.ListAsync(webhook.Id, cancellationToken: Token)).Count);

        _base.Clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.False(await _base.Queue.PruneAsync(_base.Clock.GetUtcNow(), Token));

        Assert.Equal(waiting, Assert.Single(await _base.Deliveries.ListAsync(webhook.Id, cancellationToken: Token)).EventId);
        Assert.Equal(0, await _base.Database.ReadAsync(connection => connection.ExecuteScalarAsync<int>("SELECT COUNT(*) FROM webhook_attempts"), Token));
        Assert.Equal(1, await _base.Database.ReadAsync(connection => connection.ExecuteScalarAsync<int>("SELECT COUNT(*) FROM webhook_outbox"), Token));
    }

    private async Task FailOneAsync(string id)
    {
        var due = Assert.Single((await _base.TakeAsync()).Due);
        Assert.Equal(id, due.EventId);
        await _base.RecordAsync(due, Failure);
    }

    private async Task FailEventsAsync(int count)
    {
        for (var i = 0; i < count; i++)
        {
            await _base.RaiseAsync();
            for (var attempt = 0; attempt < WebhookSchedule.MaxAttempts; attempt++)
            {
                await _base.RecordAsync(Assert.Single((await _base.TakeAsync()).Due), Failure);
                _base.Clock.Advance(TimeSpan.FromHours(3));
            }
        }
    }
}
