using Dapper;
using Lintel.Webhooks;

namespace Lintel.Tests.Webhooks;

public sealed class StoreTests : IAsyncDisposable
{
    private readonly WebhookBase _base = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _base.DisposeAsync();

    [Fact]
    public async Task Added_webhook_is_listed_and_found_and_its_secret_is_nowhere_in_the_database()
    {
        var added = (await _base.Store.AddAsync("app_1", new NewWebhook("https://example.com/a", ["otp.sent", "otp.failed"], "acc_1"), 10, Token))!;

        Assert.Matches("^whk_[0-9A-Za-z]{20}$", added.Webhook.Id);
        Assert.Matches("^whsec_[A-Za-z0-9+/]{43}=$", added.Secret);
        Assert.Equivalent(added.Webhook, Assert.Single(await _base.Store.ListAsync("app_1", Token)), strict: true);
        Assert.Equivalent(added.Webhook, await _base.Store.FindAsync(added.Webhook.Id, Token), strict: true);
        Assert.Equal(["otp.sent", "otp.failed"], added.Webhook.Events);
        Assert.Empty(await _base.Store.ListAsync("app_2", Token));
        Assert.Null(await _base.Store.FindAsync("whk_unknown", Token));
        var row = await _base.Database.ReadAsync(connection => connection.QuerySingleAsync<byte[]>("SELECT sealed_secret FROM webhooks"), Token);
        Assert.Equal(-1, row.AsSpan().IndexOf(WebhookSecret.Parse(added.Secret)));
    }

    [Fact]
    public async Task Parallel_additions_stop_at_the_maximum()
    {
        var added = await Task.WhenAll(
            Enumerable.Range(0, 30).Select(_ => _base.Store.AddAsync("app_1", new NewWebhook("https://example.com", ["otp.sent"], "acc_1"), 10, Token)));

        Assert.Equal(10, added.Count(webhook => webhook is not null));
        Assert.Equal(10, (await _base.Store.ListAsync("app_1", Token)).Count);
        Assert.NotNull(await _base.Store.AddAsync("app_2", new NewWebhook("https://example.com", ["otp.sent"], "acc_1"), 10, Token));
    }

    [Fact]
    public async Task Edit_changes_what_it_names_and_nothing_else()
    {
        var webhook = await _base.AddAsync();

        var moved = await _base.Store.EditAsync(webhook.Id, new WebhookChange(Url: "https://example.org"), Token);
        var other = await _base.Store.EditAsync(webhook.Id, new WebhookChange(Events: ["otp.locked"], Enabled: false), Token);

        Assert.Equivalent(webhook with { Url = "https://example.org" }, moved, strict: true);
        Assert.Equivalent(webhook with { Url = "https://example.org", Events = ["otp.locked"], Enabled = false }, other, strict: true);
        Assert.Null(await _base.Store.EditAsync("whk_unknown", new WebhookChange(Enabled: true), Token));
    }

    [Fact]
    public async Task Deleted_webhook_takes_its_deliveries_along()
    {
        var first = await _base.AddAsync();
        var second = await _base.AddAsync("app_2");
        await _base.RaiseAsync();
        await _base.RaiseAsync(owner: "app_2");

        Assert.True(await _base.Store.DeleteAsync(first.Id, Token));
        Assert.False(await _base.Store.DeleteAsync(first.Id, Token));
        Assert.Equal(second.Id, Assert.Single((await _base.TakeAsync()).Due).WebhookId);
        Assert.Equal(1, await _base.Database.WriteAsync(connection => _base.Store.DeleteAllAsync(connection, "app_2"), Token));
        Assert.Empty((await _base.TakeAsync()).Due);
    }

    [Fact]
    public async Task Tenant_that_is_removed_takes_its_deliveries_and_events_along_and_leaves_those_of_others()
    {
        await _base.AddAsync("app_1", "acct_a", []);
        await _base.AddAsync("app_1", "acct_b", []);
        await _base.AddAsync("app_2", "acct_a", []);
        await _base.RaiseAsync();
        await _base.RaiseAsync(owner: "app_2");

        await _base.Store.RemoveTenantAsync("acct_a", Token);

        Assert.Single(await _base.Store.ListAsync("app_1", Token));
        Assert.Empty(await _base.Store.ListAsync("app_2", Token));
        Assert.Single((await _base.TakeAsync()).Due);
        Assert.Equal(1, await _base.Database.ReadAsync(connection => connection.ExecuteScalarAsync<int>("SELECT COUNT(*) FROM webhook_outbox"), Token));
    }

    [Fact]
    public async Task Delivery_log_has_a_line_for_each_attempt_and_for_what_was_never_tried()
    {
        var webhook = await _base.AddAsync();
        var id = await _base.RaiseAsync();
        await _base.RecordAsync((await _base.TakeAsync()).Due[0], new AttemptOutcome.Refused(503, "busy"));
        _base.Clock.Advance(TimeSpan.FromSeconds(20));
        await _base.RecordAsync((await _base.TakeAsync()).Due[0], new AttemptOutcome.Unreachable("No answer."));
        var later = await _base.RaiseAsync();

        var log = await _base.Deliveries.ListAsync(webhook.Id, cancellationToken: Token);

        Assert.Equal(
            [(later, 0, null, null, null), (id, 2, null, "No answer.", null), (id, 1, 503, "The endpoint answered 503.", "busy")],
            log.Select(line => ((string?)line.EventId, line.Attempt, line.Status, line.Reason, line.Response)));
        Assert.All(log, line => Assert.Equal(("otp.sent", WebhookDeliveryState.Pending), (line.EventType, line.State)));
        Assert.Equal([null, null, TimeSpan.FromMilliseconds(12)], log.Select(line => line.Duration));
        Assert.Matches("^dlv_[0-9A-Za-z]{20}$", log[1].Id);
        Assert.Equal(log[2].Id, log[1].Id);
        Assert.Equal(_base.Clock.GetUtcNow(), log[1].At);
        Assert.InRange(log[1].NextAttemptAt!.Value, log[1].At.AddSeconds(65), log[1].At.AddSeconds(71));
        Assert.Single(await _base.Deliveries.ListAsync(webhook.Id, limit: 1, cancellationToken: Token));
    }
}
