using System.Data.Common;
using Dapper;
using Lintel.Storage;
using Lintel.Webhooks;

namespace Lintel.Tests.Webhooks;

/// <summary>Several dispatchers work on one database.</summary>
public abstract class ClaimTests : IAsyncLifetime
{
    private static readonly AttemptOutcome Failure = new AttemptOutcome.Refused(500, string.Empty);
    private protected static readonly AttemptOutcome Success = new AttemptOutcome.Delivered(204, string.Empty);

    private WebhookBase? _base;

    private protected WebhookBase Base => _base!;

    private protected static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _base = await OpenAsync();

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await Base.DisposeAsync();
    }

    [Fact]
    public void Lease_is_longer_than_an_attempt_that_begins_last() =>
        Assert.True(DeliveryClaims.LatestStart + WebhookSender.Timeout < DeliveryClaims.Lease);

    [Fact]
    public async Task Delivery_is_claimed_by_one_of_three_dispatchers()
    {
        const int Endpoints = 12;
        for (var i = 0; i < Endpoints; i++)
        {
            await Base.AddAsync($"app_{i}");
            await Base.RaiseAsync(owner: $"app_{i}");
            await Base.RaiseAsync(owner: $"app_{i}");
        }

        DeliverySlots[] dispatchers = [await Base.QuickSlotsAsync(), await Base.QuickSlotsAsync(), await Base.QuickSlotsAsync()];
        var claimed = await Task.WhenAll(dispatchers.Select(slots => TakeAsync(slots)));

        var all = claimed.SelectMany(due => due).Select(due => due.Seq).ToList();
        Assert.Equal(2 * Endpoints, all.Count);
        Assert.Distinct(all);
        Assert.Empty(await TakeAsync(await Base.QuickSlotsAsync()));
    }

    [Fact]
    public async Task Claim_that_lapsed_is_taken_over_with_the_same_event()
    {
        await Base.AddAsync();
        var id = await Base.RaiseAsync();
        var first = Assert.Single((await Base.TakeAsync()).Due);
        Assert.Empty((await Base.TakeAsync()).Due);
        await LapseAsync(DeliveryClaims.Lease - TimeSpan.FromSeconds(1));
        Assert.Empty((await Base.TakeAsync()).Due);

        await LapseAsync(TimeSpan.FromSeconds(1));

        var second = Assert.Single((await Base.TakeAsync()).Due);
        Assert.Equal((id, id), (first.EventId, second.EventId));
        Assert.True(second.Claim > first.Claim);
        Assert.Equal(first.Attempts, second.Attempts);
    }

    [Fact]
    public async Task Late_result_of_the_dispatcher_before_is_refused()
    {
        var webhook = await Base.AddAsync();
        await Base.RaiseAsync();
        var late = Assert.Single((await Base.TakeAsync()).Due);
        await LapseAsync(DeliveryClaims.Lease);
        var current = Assert.Single((await Base.TakeAsync()).Due);

        Assert.False(await Base.RecordAsync(late, Failure));

        Assert.Equal(0, Assert.Single(await Base.Deliveries.ListAsync(webhook.Id, cancellationToken: Token)).Attempt);
        Assert.Empty((await Base.TakeAsync()).Due);
        Assert.True(await Base.RecordAsync(current, Success));
        Assert.False(await Base.RecordAsync(late, new AttemptOutcome.Gone(string.Empty)));
        var line = Assert.Single(await Base.Deliveries.ListAsync(webhook.Id, cancellationToken: Token));
        Assert.Equal((WebhookDeliveryState.Delivered, 1, 204), (line.State, line.Attempt, line.Status));
        Assert.True((await Base.Store.FindAsync(webhook.Id, Token))!.Enabled);
    }

    [Fact]
    public async Task Late_result_counts_where_nobody_has_taken_over()
    {
        var webhook = await Base.AddAsync();
        await Base.RaiseAsync();
        var late = Assert.Single((await Base.TakeAsync()).Due);
        await LapseAsync(DeliveryClaims.Lease);

        Assert.True(await Base.RecordAsync(late, Success));

        Assert.Empty((await Base.TakeAsync()).Due);
        Assert.Equal(WebhookDeliveryState.Delivered, Assert.Single(await Base.Deliveries.ListAsync(webhook.Id, cancellationToken: Token)).State);
    }

    [Fact]
    public async Task Claim_that_is_given_back_is_due_at_once_and_one_that_lapsed_gives_nothing_back()
    {
        await Base.AddAsync();
        await Base.RaiseAsync();
        var first = Assert.Single((await Base.TakeAsync()).Due);

        await Base.Queue.GiveBackAsync(first, Token);

        Assert.Single((await Base.TakeAsync()).Due);
        await Base.Queue.GiveBackAsync(first, Token);
        Assert.Empty((await Base.TakeAsync()).Due);
    }

    private protected abstract Task<WebhookBase> OpenAsync();

    /// <summary>Lets time pass for leases.</summary>
    private protected abstract Task LapseAsync(TimeSpan time);

    private async Task<IReadOnlyList<DueDelivery>> TakeAsync(DeliverySlots slots)
    {
        // One that lost a race for a delivery finds the others at its next look.
        var all = new List<DueDelivery>();
        while ((await new DeliveryQueue(Base.Database).TakeDueAsync(Base.Clock.GetUtcNow(), slots, Token)).Due is { Count: > 0 } due)
        {
            all.AddRange(due);
        }

        return all;
    }
}

public sealed class SqliteClaimTests : ClaimTests
{
    [Fact]
    public async Task Dispatcher_sleeps_until_a_lease_ends()
    {
        await Base.AddAsync();
        await Base.RaiseAsync();
        Assert.Single((await Base.TakeAsync()).Due);

        var work = await Base.TakeAsync();

        Assert.Equal(Base.Clock.GetUtcNow() + DeliveryClaims.Lease, work.Next);
        Assert.False(work.IsShared);
    }

    [Fact]
    public async Task Claims_of_a_process_that_was_killed_end_with_its_next_start()
    {
        await Base.AddAsync();
        await Base.RaiseAsync();
        var first = Assert.Single((await Base.TakeAsync()).Due);

        await Base.Queue.BeginAsync(Token);

        Assert.True(Assert.Single((await Base.TakeAsync()).Due).Claim > first.Claim);
        Assert.False(await Base.RecordAsync(first, Success));
    }

    private protected override Task<WebhookBase> OpenAsync() => Task.FromResult(new WebhookBase());

    private protected override Task LapseAsync(TimeSpan time)
    {
        Base.Clock.Advance(time);
        return Task.CompletedTask;
    }
}

public sealed class PostgresClaimTests(PostgresServer server) : ClaimTests
{
    [Fact]
    public async Task Delivery_that_ended_after_the_snapshot_of_the_taking_is_not_taken_again()
    {
        await Base.AddAsync();
        await Base.RaiseAsync();
        var other = Assert.Single((await Base.TakeAsync()).Due);
        await LapseAsync(DeliveryClaims.Lease);
        var late = new LateDatabase(Base.Database, () => Base.RecordAsync(other, Success));

        var work = await new DeliveryQueue(late).TakeDueAsync(Base.Clock.GetUtcNow(), await Base.QuickSlotsAsync(), Token);

        Assert.Equal(2, late.Runs);
        Assert.Empty(work.Due);
        Assert.True(work.IsShared);
    }

    [Fact]
    public async Task Delivery_that_another_dispatcher_is_claiming_is_left_out_without_a_wait()
    {
        await Base.AddAsync();
        await Base.RaiseAsync();
        var slots = await Base.QuickSlotsAsync();

        var (inner, outer) = await Base.Database.WriteAsync(
            async connection =>
            {
                var seq = await connection.QuerySingleAsync<long>("SELECT seq FROM webhook_deliveries");
                var claim = await DeliveryClaims.TakeAsync(connection, seq, time: 0);
                return ((await Base.Queue.TakeDueAsync(Base.Clock.GetUtcNow(), slots, Token)).Due, claim);
            },
            Token);

        Assert.Empty(inner);
        Assert.Equal(1, outer);
    }

    [Fact]
    public async Task Start_of_a_process_leaves_the_claims_of_others()
    {
        await Base.AddAsync();
        await Base.RaiseAsync();
        Assert.Single((await Base.TakeAsync()).Due);

        await Base.Queue.BeginAsync(Token);

        Assert.Empty((await Base.TakeAsync()).Due);
    }

    [Fact]
    public async Task Leases_follow_the_clock_of_the_server_whatever_the_nodes_clocks_say()
    {
        await Base.AddAsync();
        await Base.RaiseAsync();
        Assert.Single((await Base.TakeAsync()).Due);

        Base.Clock.Advance(2 * DeliveryClaims.Lease);

        Assert.Empty((await Base.TakeAsync()).Due);
    }

    private protected override Task<WebhookBase> OpenAsync() => WebhookBase.InPostgresAsync(server);

    private protected override Task LapseAsync(TimeSpan time) => Base.Database.WriteAsync(
        connection => connection.ExecuteAsync(
            "UPDATE webhook_deliveries SET leased_until = leased_until - @milliseconds", new { milliseconds = (long)time.TotalMilliseconds }),
        Token);

    /// <summary>A database whose next write begins, with its snapshot, and then waits for something else.</summary>
    private sealed class LateDatabase(IDatabase inner, Func<Task> meanwhile) : IDatabase
    {
        public int Runs { get; private set; }

        public Task<T> WriteAsync<T>(Func<DbConnection, Task<T>> work, CancellationToken cancellationToken = default) => inner.WriteAsync(
            async connection =>
            {
                await connection.ExecuteScalarAsync<long>("SELECT count(*) FROM webhook_deliveries");
                if (++Runs == 1)
                {
                    await meanwhile();
                }

                return await work(connection);
            },
            cancellationToken);

        public Task<T> ReadAsync<T>(Func<DbConnection, Task<T>> query, CancellationToken cancellationToken = default) =>
            inner.ReadAsync(query, cancellationToken);

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
