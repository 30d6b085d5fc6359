using System.Data.Common;
using Dapper;
using Lintel.Storage;

namespace Lintel.Webhooks;

/// <summary>What waits to be delivered, and what became of it.</summary>
/// <param name="database">The database.</param>
/// <param name="keepFor">The time for which deliveries are kept after their end; null for the default of the options.</param>
internal sealed class DeliveryQueue(IDatabase database, TimeSpan? keepFor = null)
{
    private const int MaxWaiting = 1000;
    private const int MaxWaitingOfTenant = 64;
    private const int PruneLimit = 1000;

    // Jumps from one endpoint with a pending delivery to the next in the index, so that the backlog of one costs the others nothing. The first of each
    // endpoint come before the second, and the first of each tenant before the second, so that no backlog fills the bounded list alone.
    private const string Waiting =
        """
        WITH RECURSIVE waiting (id) AS (
            SELECT MIN(webhook_id) FROM webhook_deliveries WHERE state = 'pending'
            UNION ALL
            SELECT (SELECT MIN(webhook_id) FROM webhook_deliveries WHERE state = 'pending' AND webhook_id > waiting.id) FROM waiting WHERE waiting.id IS NOT NULL),
        due AS (
            SELECT d.seq, d.webhook_id, d.due_at, w.tenant, ROW_NUMBER() OVER (PARTITION BY d.webhook_id ORDER BY d.due_at, d.seq) AS place
            FROM waiting
            JOIN webhooks w ON w.id = waiting.id
            JOIN webhook_deliveries d ON d.seq IN (
                SELECT e.seq FROM webhook_deliveries e
                WHERE e.state = 'pending' AND e.webhook_id = waiting.id AND e.due_at <= @now AND (e.leased_until IS NULL OR e.leased_until <= @time)
                ORDER BY e.due_at, e.seq LIMIT @perEndpoint)),
        turns AS (
            SELECT seq, webhook_id, due_at, tenant, ROW_NUMBER() OVER (PARTITION BY tenant ORDER BY place, due_at, seq) AS turn FROM due)
        SELECT seq AS Seq, webhook_id AS WebhookId, tenant AS Tenant FROM turns WHERE turn <= @perTenant ORDER BY turn, due_at, seq LIMIT @limit
        """;

    private const string Load =
        """
        SELECT d.seq AS Seq, d.webhook_id AS WebhookId, d.event_id AS EventId, d.attempts AS Attempts, d.is_test AS IsTest, o.body AS Body,
            w.url AS Url, w.sealed_secret AS SealedSecret
        FROM webhook_deliveries d JOIN webhook_outbox o ON o.id = d.event_id JOIN webhooks w ON w.id = d.webhook_id
        WHERE d.seq = @seq
        """;

    /// <summary>
    /// Claims what is due. Where one writer does all writes, this waits in line behind the transaction that raised the event which woke the dispatcher, and so
    /// sees it committed or gone. Elsewhere the dispatcher is woken after the commit.
    /// </summary>
    public async Task<DueWork> TakeDueAsync(DateTimeOffset now, DeliverySlots slots, CancellationToken cancellationToken)
    {
        var taken = new List<long>();
        try
        {
            return await database.WriteAsync(connection => TakeDueAsync(connection, now.ToUnixTimeMilliseconds(), slots, taken), cancellationToken);
        }
        catch
        {
            taken.ForEach(slots.Return);
            throw;
        }
    }

    /// <summary>Writes down an attempt and what follows from it, and gives the claim back.</summary>
    /// <returns>false, and nothing is written, if the endpoint was deleted or another dispatcher has claimed the delivery since; otherwise, true.</returns>
    public Task<bool> RecordAsync(DueDelivery delivery, AttemptOutcome outcome, AttemptTimes times, CancellationToken cancellationToken) => database.WriteAsync(
        async connection =>
        {
            if (await DeliveryClaims.GiveBackAsync(connection, delivery) is not { } state)
            {
                return false;
            }

            // Written before, where the store failed after it had committed and this is the second try.
            if (await WriteAttemptAsync(connection, delivery, outcome, times))
            {
                await FollowAsync(connection, delivery, outcome, state == DeliveryStates.Pending, times);
            }

            return true;
        },
        cancellationToken);

    /// <summary>Gives a claim back without an attempt, so that the delivery is due at once.</summary>
    public Task GiveBackAsync(DueDelivery delivery, CancellationToken cancellationToken) =>
        database.WriteAsync(connection => DeliveryClaims.GiveBackAsync(connection, delivery), cancellationToken);

    /// <summary>
    /// Makes due what this process had claimed when it was killed, before it claims anything. Where other processes share the database it may be theirs, and
    /// is due once the claims have lapsed.
    /// </summary>
    public Task BeginAsync(CancellationToken cancellationToken) => database.WriteAsync(
        async connection => connection.IsShared() ? 0 : await DeliveryClaims.EndAllAsync(connection),
        cancellationToken);

    /// <summary>Forgets what is older than the log remembers, some at a time.</summary>
    /// <returns>true if there may be more; otherwise, false.</returns>
    public Task<bool> PruneAsync(DateTimeOffset now, CancellationToken cancellationToken) => database.WriteAsync(
        async connection =>
        {
            var before = (now - (keepFor ?? new WebhookOptions().KeepFor)).ToUnixTimeMilliseconds();
            var deliveries = await connection.ExecuteAsync(
                "DELETE FROM webhook_deliveries WHERE seq IN (SELECT seq FROM webhook_deliveries WHERE finished_at < @before LIMIT @limit)",
                new { before, limit = PruneLimit });
            var events = await connection.ExecuteAsync(
                """
                DELETE FROM webhook_outbox WHERE id IN (
                    SELECT o.id FROM webhook_outbox o
                    WHERE o.created_at < @before AND NOT EXISTS (SELECT 1 FROM webhook_deliveries d WHERE d.event_id = o.id) LIMIT @limit)
                """,
                new { before, limit = PruneLimit });
            await OldSecrets.PruneAsync(connection, now.ToUnixTimeMilliseconds());
            return deliveries == PruneLimit || events == PruneLimit;
        },
        cancellationToken);

    /// <summary>Disables an endpoint and cancels what waits for it.</summary>
    public static async Task DisableAsync(DbConnection connection, string webhookId, string? reason, long now)
    {
        await connection.ExecuteAsync("UPDATE webhooks SET enabled = FALSE, disabled_reason = @reason WHERE id = @webhookId AND enabled", new { webhookId, reason });
        await connection.ExecuteAsync(
            "UPDATE webhook_deliveries SET state = 'cancelled', finished_at = @now WHERE webhook_id = @webhookId AND state = 'pending'",
            new { webhookId, now });
    }

    private static async Task<DueWork> TakeDueAsync(DbConnection connection, long now, DeliverySlots slots, List<long> taken)
    {
        // An engine may run a write again.
        taken.ForEach(slots.Return);
        taken.Clear();
        var time = await connection.SharedTimeAsync(now);
        var limits = new { now, time, perEndpoint = DeliverySlots.PerEndpoint, perTenant = MaxWaitingOfTenant, limit = MaxWaiting };
        taken.AddRange(slots.Take(await connection.QueryAsync<WaitingDelivery>(Waiting, limits)));
        var due = new List<DueDelivery>(taken.Count);
        foreach (var seq in taken)
        {
            if (await DeliveryClaims.TakeAsync(connection, seq, time) is { } claim)
            {
                due.Add(await LoadDueAsync(connection, seq, claim, now));
            }
            else
            {
                slots.Return(seq);
            }
        }

        return new DueWork(due, await NextAsync(connection, now, time), connection.IsShared());
    }

    private static async Task<DateTimeOffset?> NextAsync(DbConnection connection, long now, long time)
    {
        var due = await connection.ExecuteScalarAsync<long?>(
            "SELECT MIN(due_at) FROM webhook_deliveries WHERE state = 'pending' AND due_at > @now", new { now });
        var lapse = now + (await DeliveryClaims.NextEndAsync(connection, time) - time);
        return due is null && lapse is null ? null : DateTimeOffset.FromUnixTimeMilliseconds(Math.Min(due ?? long.MaxValue, lapse ?? long.MaxValue));
    }

    private static async Task<DueDelivery> LoadDueAsync(DbConnection connection, long seq, long claim, long now)
    {
        var due = await connection.QuerySingleAsync<DueDelivery>(Load, new { seq });
        return due with { Claim = claim, OldSealedSecrets = await OldSecrets.ListAsync(connection, due.WebhookId, now) };
    }

    private static async Task<bool> WriteAttemptAsync(DbConnection connection, DueDelivery delivery, AttemptOutcome outcome, AttemptTimes times)
    {
        var (status, reason, response) = outcome switch
        {
            AttemptOutcome.Delivered delivered => (delivered.Status, null, delivered.Response),
            AttemptOutcome.Gone gone => (410, "The endpoint answered 410 Gone.", gone.Response),
            AttemptOutcome.Refused refused => (refused.Status, $"The endpoint answered {refused.Status}.", refused.Response),
            AttemptOutcome.Unreachable unreachable => ((int?)null, unreachable.Reason, (string?)null),
            _ => throw new InvalidOperationException($"Unknown outcome {outcome}."),
        };
        return await connection.ExecuteAsync(
            """
            INSERT INTO webhook_attempts (delivery, attempt, at, duration, status, reason, response)
            VALUES (@Seq, @attempt, @at, @duration, @status, @reason, @response)
            ON CONFLICT DO NOTHING
            """,
            new
            {
                delivery.Seq,
                attempt = delivery.Attempts + 1,
                at = times.Begun.ToUnixTimeMilliseconds(),

                // Without an answer, the duration tells a closed port from a filtered one.
                duration = status is null ? 0 : (long)times.Duration.TotalMilliseconds,
                status,
                reason,
                response,
            }) > 0;
    }

    private static async Task FollowAsync(DbConnection connection, DueDelivery delivery, AttemptOutcome outcome, bool isPending, AttemptTimes times)
    {
        var now = times.Ended.ToUnixTimeMilliseconds();
        if (outcome is AttemptOutcome.Refused { RetryAfter: { } wait })
        {
            await HoldAsync(connection, delivery, (times.Ended + wait).ToUnixTimeMilliseconds());
        }

        if (outcome is AttemptOutcome.Delivered)
        {
            await FinishAsync(connection, delivery, DeliveryStates.Delivered, now);
            await connection.ExecuteAsync("UPDATE webhooks SET failures = 0 WHERE id = @WebhookId AND failures > 0", new { delivery.WebhookId });
        }
        else if (!isPending)
        {
            // Cancelled while the attempt was under way: it stays so.
            await connection.ExecuteAsync("UPDATE webhook_deliveries SET attempts = attempts + 1 WHERE seq = @Seq", new { delivery.Seq });
        }
        else if (NextAttempt(delivery, outcome, times) is { } next)
        {
            var dueAt = next.ToUnixTimeMilliseconds();
            await connection.ExecuteAsync(
                "UPDATE webhook_deliveries SET attempts = attempts + 1, due_at = CASE WHEN due_at > @dueAt THEN due_at ELSE @dueAt END WHERE seq = @Seq",
                new { delivery.Seq, dueAt });
        }
        else
        {
            await FinishAsync(connection, delivery, DeliveryStates.Failed, now);
            if (!delivery.IsTest)
            {
                await CountFailureAsync(connection, delivery, outcome, now);
            }
        }
    }

    private static DateTimeOffset? NextAttempt(DueDelivery delivery, AttemptOutcome outcome, AttemptTimes times)
    {
        if (delivery.IsTest || outcome is AttemptOutcome.Gone || WebhookSchedule.DelayAfter(delivery.Attempts + 1) is not { } delay)
        {
            return null;
        }

        // Counted from the time-out where no answer came, so that the time of the next attempt does not tell a refused connection from an ignored one.
        return (outcome is AttemptOutcome.Unreachable ? times.Begun + WebhookSender.Timeout : times.Ended) + delay;
    }

    /// <summary>Postpones everything that waits for the endpoint, unless its owner has moved it meanwhile.</summary>
    private static async Task HoldAsync(DbConnection connection, DueDelivery delivery, long until)
    {
        if (await connection.ExecuteAsync(
            "UPDATE webhooks SET held_until = @until WHERE id = @WebhookId AND url = @Url",
            new { until, delivery.WebhookId, delivery.Url }) > 0)
        {
            await connection.ExecuteAsync(
                "UPDATE webhook_deliveries SET due_at = @until WHERE webhook_id = @WebhookId AND state = 'pending' AND due_at < @until",
                new { until, delivery.WebhookId });
        }
    }

    private static Task<int> FinishAsync(DbConnection connection, DueDelivery delivery, string state, long now) => connection.ExecuteAsync(
        "UPDATE webhook_deliveries SET state = @state, attempts = attempts + 1, finished_at = @now WHERE seq = @Seq",
        new { delivery.Seq, state, now });

    private static async Task CountFailureAsync(DbConnection connection, DueDelivery delivery, AttemptOutcome outcome, long now)
    {
        // Only where the endpoint is still the one that failed: its owner may have moved it meanwhile.
        var failures = await connection.QuerySingleOrDefaultAsync<int>(
            "UPDATE webhooks SET failures = failures + 1 WHERE id = @WebhookId AND url = @Url AND enabled RETURNING failures",
            new { delivery.WebhookId, delivery.Url });
        if (failures > 0 && outcome is AttemptOutcome.Gone)
        {
            await DisableAsync(connection, delivery.WebhookId, "The endpoint answered 410 Gone.", now);
        }
        else if (failures >= WebhookSchedule.MaxFailures)
        {
            await DisableAsync(connection, delivery.WebhookId, $"{WebhookSchedule.MaxFailures} events in a row could not be delivered.", now);
        }
    }
}

/// <summary>A delivery that is due.</summary>
internal sealed record DueDelivery
{
    public long Seq { get; init; }

    public string WebhookId { get; init; } = string.Empty;

    public string EventId { get; init; } = string.Empty;

    public int Attempts { get; init; }

    /// <summary>The number of the claim that it was taken by.</summary>
    public long Claim { get; init; }

    public byte[] Body { get; init; } = [];

    public string Url { get; init; } = string.Empty;

    public byte[] SealedSecret { get; init; } = [];

    /// <summary>Secrets that were rotated and whose overlap still runs.</summary>
    public IReadOnlyList<byte[]> OldSealedSecrets { get; init; } = [];

    /// <summary>true for a test event, which is tried once and counts as no failure; otherwise, false.</summary>
    public bool IsTest { get; init; }
}

/// <summary>The deliveries that are due now and were claimed.</summary>
/// <param name="Due">The deliveries.</param>
/// <param name="Next">When the next is due, or may be taken over; null where nothing waits.</param>
/// <param name="IsShared">true if other dispatchers may work on the same database; otherwise, false.</param>
internal sealed record DueWork(IReadOnlyList<DueDelivery> Due, DateTimeOffset? Next, bool IsShared);

/// <summary>When an attempt began and ended by the clock, and how long it took, which a clock that is set meanwhile does not change.</summary>
internal sealed record AttemptTimes(DateTimeOffset Begun, DateTimeOffset Ended, TimeSpan Duration);
