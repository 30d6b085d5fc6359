using System.Data;
using Dapper;
using Lintel.Storage;

namespace Lintel.Webhooks;

/// <summary>What waits to be delivered, and what became of it.</summary>
internal sealed class DeliveryQueue(IDatabase database)
{
    /// <summary>How long the log remembers.</summary>
    public static readonly TimeSpan Retention = TimeSpan.FromDays(30);

    private const int CandidateLimit = 1000;
    private const int PruneLimit = 1000;

    // Jumps from one endpoint that something waits for to the next in the index, so that the backlog of one costs the others nothing.
    private const string Candidates =
        """
        WITH RECURSIVE waiting (id) AS (
            SELECT MIN(webhook_id) FROM webhook_deliveries WHERE state = 'pending'
            UNION ALL
            SELECT (SELECT MIN(webhook_id) FROM webhook_deliveries WHERE state = 'pending' AND webhook_id > waiting.id) FROM waiting WHERE waiting.id IS NOT NULL)
        SELECT d.seq AS Seq, d.webhook_id AS WebhookId
        FROM waiting
        JOIN webhook_deliveries d ON d.seq IN (
            SELECT e.seq FROM webhook_deliveries e
            WHERE e.state = 'pending' AND e.webhook_id = waiting.id AND e.due_at <= @now ORDER BY e.due_at, e.seq LIMIT @perEndpoint)
        ORDER BY d.due_at, d.seq LIMIT @limit
        """;

    private const string Load =
        """
        SELECT d.seq AS Seq, d.webhook_id AS WebhookId, d.event_id AS EventId, d.attempts AS Attempts, o.body AS Body,
            w.url AS Url, w.sealed_secret AS SealedSecret, w.allow_loopback AS AllowLoopback
        FROM webhook_deliveries d JOIN webhook_outbox o ON o.id = d.event_id JOIN webhooks w ON w.id = d.webhook_id
        WHERE d.seq = @seq
        """;

    /// <summary>
    /// Takes what is due. A write, although it changes nothing: it waits in line behind the transaction that raised the event which woke the dispatcher,
    /// and so sees it committed or gone.
    /// </summary>
    public async Task<DueWork> TakeDueAsync(DateTimeOffset now, DeliverySlots slots, CancellationToken cancellationToken)
    {
        var taken = new List<long>();
        try
        {
            return await database.WriteAsync(connection => TakeDue(connection, now.ToUnixTimeMilliseconds(), slots, taken), cancellationToken);
        }
        catch
        {
            taken.ForEach(slots.Free);
            throw;
        }
    }

    /// <summary>Writes down an attempt and what follows from it.</summary>
    public Task<bool> RecordAsync(DueDelivery delivery, AttemptOutcome outcome, AttemptTimes times, CancellationToken cancellationToken) => database.WriteAsync(
        connection =>
        {
            var state = connection.QuerySingleOrDefault<string>("SELECT state FROM webhook_deliveries WHERE seq = @Seq", new { delivery.Seq });
            if (state is null)
            {
                // The endpoint was deleted meanwhile.
                return false;
            }

            // Written before, where the store failed after it had committed and this is the second try.
            if (WriteAttempt(connection, delivery, outcome, times))
            {
                Follow(connection, delivery, outcome, state == DeliveryStates.Pending, times);
            }

            return true;
        },
        cancellationToken);

    /// <summary>Forgets what is older than the log remembers, some at a time.</summary>
    /// <returns>Whether there may be more.</returns>
    public Task<bool> PruneAsync(DateTimeOffset now, CancellationToken cancellationToken) => database.WriteAsync(
        connection =>
        {
            var before = (now - Retention).ToUnixTimeMilliseconds();
            var deliveries = connection.Execute(
                "DELETE FROM webhook_deliveries WHERE seq IN (SELECT seq FROM webhook_deliveries WHERE finished_at < @before LIMIT @limit)",
                new { before, limit = PruneLimit });
            var events = connection.Execute(
                """
                DELETE FROM webhook_outbox WHERE id IN (
                    SELECT o.id FROM webhook_outbox o
                    WHERE o.created_at < @before AND NOT EXISTS (SELECT 1 FROM webhook_deliveries d WHERE d.event_id = o.id) LIMIT @limit)
                """,
                new { before, limit = PruneLimit });
            return deliveries == PruneLimit || events == PruneLimit;
        },
        cancellationToken);

    /// <summary>Disables an endpoint and cancels what waits for it.</summary>
    public static void Disable(IDbConnection connection, string webhookId, string? reason, long now)
    {
        connection.Execute("UPDATE webhooks SET enabled = 0, disabled_reason = @reason WHERE id = @webhookId AND enabled = 1", new { webhookId, reason });
        connection.Execute(
            "UPDATE webhook_deliveries SET state = 'cancelled', finished_at = @now WHERE webhook_id = @webhookId AND state = 'pending'",
            new { webhookId, now });
    }

    private static DueWork TakeDue(IDbConnection connection, long now, DeliverySlots slots, List<long> taken)
    {
        foreach (var candidate in connection.Query<Candidate>(Candidates, new { now, perEndpoint = DeliverySlots.PerEndpoint, limit = CandidateLimit }))
        {
            if (slots.TryTake(candidate.Seq, candidate.WebhookId))
            {
                taken.Add(candidate.Seq);
            }
        }

        var due = taken.ConvertAll(seq => connection.QuerySingle<DueDelivery>(Load, new { seq }));
        var next = connection.ExecuteScalar<long?>("SELECT MIN(due_at) FROM webhook_deliveries WHERE state = 'pending' AND due_at > @now", new { now });
        return new DueWork(due, next is { } time ? DateTimeOffset.FromUnixTimeMilliseconds(time) : null);
    }

    private static bool WriteAttempt(IDbConnection connection, DueDelivery delivery, AttemptOutcome outcome, AttemptTimes times)
    {
        var (status, reason, response) = outcome switch
        {
            AttemptOutcome.Delivered delivered => (delivered.Status, null, delivered.Response),
            AttemptOutcome.Gone gone => (410, "The endpoint answered 410 Gone.", gone.Response),
            AttemptOutcome.Refused refused => (refused.Status, $"The endpoint answered {refused.Status}.", refused.Response),
            AttemptOutcome.Unreachable unreachable => ((int?)null, unreachable.Reason, (string?)null),
            _ => throw new InvalidOperationException($"Unknown outcome {outcome}."),
        };
        return connection.Execute(
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
                duration = (long)times.Duration.TotalMilliseconds,
                status,
                reason,
                response,
            }) > 0;
    }

    private static void Follow(IDbConnection connection, DueDelivery delivery, AttemptOutcome outcome, bool isPending, AttemptTimes times)
    {
        var now = times.Ended.ToUnixTimeMilliseconds();
        if (outcome is AttemptOutcome.Delivered)
        {
            Finish(connection, delivery, DeliveryStates.Delivered, now);
            connection.Execute("UPDATE webhooks SET failures = 0 WHERE id = @WebhookId AND failures > 0", new { delivery.WebhookId });
        }
        else if (!isPending)
        {
            // Cancelled while the attempt was under way: it stays so.
            connection.Execute("UPDATE webhook_deliveries SET attempts = attempts + 1 WHERE seq = @Seq", new { delivery.Seq });
        }
        else if (outcome is not AttemptOutcome.Gone && WebhookSchedule.DelayAfter(delivery.Attempts + 1) is { } delay)
        {
            var dueAt = (times.Ended + delay).ToUnixTimeMilliseconds();
            connection.Execute("UPDATE webhook_deliveries SET attempts = attempts + 1, due_at = @dueAt WHERE seq = @Seq", new { delivery.Seq, dueAt });
        }
        else
        {
            Finish(connection, delivery, DeliveryStates.Failed, now);
            CountFailure(connection, delivery, outcome, now);
        }
    }

    private static void Finish(IDbConnection connection, DueDelivery delivery, string state, long now) => connection.Execute(
        "UPDATE webhook_deliveries SET state = @state, attempts = attempts + 1, finished_at = @now WHERE seq = @Seq",
        new { delivery.Seq, state, now });

    private static void CountFailure(IDbConnection connection, DueDelivery delivery, AttemptOutcome outcome, long now)
    {
        // Only where the endpoint is still the one that failed: its owner may have moved it meanwhile.
        var failures = connection.QuerySingleOrDefault<int>(
            "UPDATE webhooks SET failures = failures + 1 WHERE id = @WebhookId AND url = @Url AND enabled = 1 RETURNING failures",
            new { delivery.WebhookId, delivery.Url });
        if (failures > 0 && outcome is AttemptOutcome.Gone)
        {
            Disable(connection, delivery.WebhookId, "The endpoint answered 410 Gone.", now);
        }
        else if (failures >= WebhookSchedule.MaxFailures)
        {
            Disable(connection, delivery.WebhookId, $"{WebhookSchedule.MaxFailures} events in a row could not be delivered.", now);
        }
    }

    private sealed class Candidate
    {
        public long Seq { get; init; }

        public string WebhookId { get; init; } = string.Empty;
    }
}

/// <summary>A delivery whose time has come.</summary>
internal sealed class DueDelivery
{
    public long Seq { get; init; }

    public string WebhookId { get; init; } = string.Empty;

    public string EventId { get; init; } = string.Empty;

    public int Attempts { get; init; }

    public byte[] Body { get; init; } = [];

    public string Url { get; init; } = string.Empty;

    public byte[] SealedSecret { get; init; } = [];

    public bool AllowLoopback { get; init; }
}

/// <summary>What is due now, and when the next is.</summary>
internal sealed record DueWork(IReadOnlyList<DueDelivery> Due, DateTimeOffset? Next);

/// <summary>When an attempt began and ended by the clock, and how long it took, which a clock that is set meanwhile does not change.</summary>
internal sealed record AttemptTimes(DateTimeOffset Begun, DateTimeOffset Ended, TimeSpan Duration);
