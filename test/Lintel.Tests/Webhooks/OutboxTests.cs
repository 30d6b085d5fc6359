using System.Text;
using Dapper;
using Lintel.Webhooks;

namespace Lintel.Tests.Webhooks;

public sealed class OutboxTests : IAsyncDisposable
{
    private readonly WebhookBase _base = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _base.DisposeAsync();

    [Fact]
    public async Task Event_goes_to_the_owners_enabled_endpoints_that_asked_for_it()
    {
        var first = await _base.AddAsync(events: ["otp.sent", "otp.failed"]);
        var second = await _base.AddAsync(events: ["otp.failed"]);
        await _base.AddAsync(events: ["otp.failed.later"]);
        await _base.AddAsync("app_2", "otp.failed");
        var disabled = await _base.AddAsync(events: ["otp.failed"]);
        await _base.Store.EditAsync(disabled.Id, new WebhookChange(Enabled: false), Token);

        var id = await _base.RaiseAsync("otp.failed");

        var due = (await _base.TakeAsync()).Due;
        Assert.Matches("^evt_[0-9A-Za-z]{20}$", id);
        Assert.Equal([first.Id, second.Id], due.Select(delivery => delivery.WebhookId));
        Assert.All(due, delivery => Assert.Equal(id, delivery.EventId));
        Assert.All(due, delivery => Assert.Equal($$"""{"id":"{{id}}"}""", Encoding.UTF8.GetString(delivery.Body)));
    }

    [Fact]
    public async Task Event_that_nobody_asked_for_is_not_kept()
    {
        await _base.AddAsync(events: ["otp.failed"]);

        Assert.Null(await _base.RaiseAsync("otp.sent"));
        Assert.Null(await _base.RaiseAsync("otp.fail"));
        Assert.Equal(0, await CountAsync("webhook_outbox"));
    }

    [Fact]
    public async Task Event_is_gone_with_the_transaction_that_raised_it()
    {
        await _base.AddAsync();

        await Assert.ThrowsAsync<InvalidOperationException>(() => _base.Database.WriteAsync<int>(
            async connection =>
            {
                await connection.ExecuteAsync("INSERT INTO facts (name) VALUES ('sent')");
                await _base.Outbox.AddAsync(connection, WebhookBase.Owner, "otp.sent", _ => [1], _base.Clock.GetUtcNow());
                throw new InvalidOperationException("the work fails after the event");
            },
            Token));

        Assert.Equal((0, 0, 0), (await CountAsync("facts"), await CountAsync("webhook_outbox"), await CountAsync("webhook_deliveries")));
        Assert.Empty((await _base.TakeAsync()).Due);
    }

    [Fact]
    public async Task Event_is_kept_with_the_transaction_that_raised_it()
    {
        await _base.AddAsync();

        await _base.Database.WriteAsync(
            async connection =>
            {
                await connection.ExecuteAsync("INSERT INTO facts (name) VALUES ('sent')");
                return await _base.Outbox.AddAsync(connection, WebhookBase.Owner, "otp.sent", _ => [1], _base.Clock.GetUtcNow());
            },
            Token);

        Assert.Equal((1, 1, 1), (await CountAsync("facts"), await CountAsync("webhook_outbox"), await CountAsync("webhook_deliveries")));
    }

    private Task<int> CountAsync(string table) =>
        _base.Database.ReadAsync(connection => connection.ExecuteScalarAsync<int>($"SELECT COUNT(*) FROM {table}"), Token);
}
