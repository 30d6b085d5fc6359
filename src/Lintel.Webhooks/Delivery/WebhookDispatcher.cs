using System.Collections.Concurrent;
using Lintel.Telemetry;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Lintel.Webhooks;

/// <summary>
/// Delivers what is due. It sleeps until an event is noted, a delivery ends, or the next retry is due, and where several processes share the database, for a
/// second at most. What was under way when the process stopped is due still. What it had claimed when it was killed is due with its next start, or where
/// several processes share the database, once the claims have lapsed.
/// </summary>
internal sealed partial class WebhookDispatcher(
    DeliveryQueue queue,
    DeliverySignal signal,
    WebhookSender sender,
    TimeProvider time,
    ILogger<WebhookDispatcher> logger,
    LintelMeter? meter = null,
    BackgroundLoops? loops = null,
    string loop = "webhooks") : BackgroundService
{
    private static readonly TimeSpan PruneInterval = TimeSpan.FromHours(1);
    private static readonly TimeSpan StoreRetry = TimeSpan.FromSeconds(1);

    private readonly DeliverySlots _slots = new();
    private readonly BackgroundLoop? _loop = loops?.Add(loop);
    private readonly ConcurrentDictionary<long, Task> _underWay = new();

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await RunAsync(stoppingToken);
        }
        finally
        {
            // They break off with the token, and write down what was answered before: the store must not be closed under them.
            await Task.WhenAll(_underWay.Values);
        }
    }

    private async Task RunAsync(CancellationToken stoppingToken)
    {
        // The start of the process does not wait for the first look at the queue.
        await Task.Yield();
        var hasBegun = false;
        var pruneAt = time.GetUtcNow();
        await using var alarm = time.CreateTimer(static state => ((DeliverySignal)state!).Set(), signal, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (!hasBegun)
                {
                    await queue.BeginAsync(stoppingToken);
                    hasBegun = true;
                }

                pruneAt = await PruneAsync(pruneAt, stoppingToken);
                var next = await StartDueAsync(stoppingToken);
                _loop?.Wait();
                await SleepAsync(alarm, next < pruneAt ? next.Value : pruneAt, stoppingToken);
                _loop?.Begin();
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                LogQueueUnavailable(exception);
                await SleepAsync(alarm, time.GetUtcNow() + StoreRetry, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task<DateTimeOffset> PruneAsync(DateTimeOffset pruneAt, CancellationToken stopping)
    {
        var now = time.GetUtcNow();
        if (now < pruneAt)
        {
            return pruneAt;
        }

        while (await queue.PruneAsync(now, stopping))
        {
            // Some at a time, so that writes of requests come between.
        }

        return now + PruneInterval;
    }

    /// <returns>When the next delivery is due that is not due yet.</returns>
    private async Task<DateTimeOffset?> StartDueAsync(CancellationToken stopping)
    {
        var claimed = time.GetTimestamp();
        var now = time.GetUtcNow();
        var work = await queue.TakeDueAsync(now, _slots, stopping);
        foreach (var delivery in work.Due)
        {
            _underWay[delivery.Seq] = DeliverAsync(delivery, claimed, stopping);
        }

        var poll = now + DeliveryClaims.PollInterval;
        return work.IsShared && (work.Next is null || work.Next > poll) ? poll : work.Next;
    }

    private async Task SleepAsync(ITimer alarm, DateTimeOffset until, CancellationToken stopping)
    {
        var wait = until - time.GetUtcNow();
        alarm.Change(wait > TimeSpan.Zero ? wait : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        if (time.GetUtcNow() < until)
        {
            await signal.WaitAsync(stopping);
        }
    }

    private async Task DeliverAsync(DueDelivery delivery, long claimed, CancellationToken stopping)
    {
        // Not on the dispatcher's own time, and not before it has noted the task.
        await Task.Yield();
        TimeSpan? pace = null;
        try
        {
            var begun = time.GetUtcNow();
            var timestamp = time.GetTimestamp();
            if (time.GetElapsedTime(claimed, timestamp) > DeliveryClaims.LatestStart)
            {
                // The process stood still. Another may send it by now; if none does, it is due again.
                return;
            }

            var outcome = await AttemptAsync(delivery, stopping);
            var duration = time.GetElapsedTime(timestamp);
            meter?.WebhookDeliveries.Add(1, new KeyValuePair<string, object?>(TelemetryTags.WebhookOutcome, outcome.Word));
            pace = outcome is AttemptOutcome.Unreachable ? null : duration;
            await RecordAsync(delivery, outcome, new AttemptTimes(begun, time.GetUtcNow(), duration), stopping);
        }
        catch (Exception) when (stopping.IsCancellationRequested)
        {
            await GiveBackAsync(delivery);
        }
        finally
        {
            _underWay.TryRemove(delivery.Seq, out _);
            _slots.Free(delivery.Seq, pace);
            signal.Set();
        }
    }

    private async Task<AttemptOutcome> AttemptAsync(DueDelivery delivery, CancellationToken stopping)
    {
        try
        {
            return await sender.SendAsync(delivery, stopping);
        }
        catch (Exception exception) when (!stopping.IsCancellationRequested)
        {
            // The secret does not open, or a URL that passed once does not any more: it fails by the schedule, and the operator reads why.
            LogAttemptFailed(delivery.WebhookId, delivery.EventId, exception);
            return new AttemptOutcome.Unreachable("The request could not be made.");
        }
    }

    /// <summary>Makes what was broken off, or not written down, due for whoever dispatches next. If this fails, it is due once the claim has lapsed.</summary>
    private async Task GiveBackAsync(DueDelivery delivery)
    {
        try
        {
            await queue.GiveBackAsync(delivery, CancellationToken.None);
        }
        catch (Exception exception)
        {
            LogQueueUnavailable(exception);
        }
    }

    /// <summary>
    /// Keeps the slot until the attempt is written down: what is not written down is due, and would be sent again at once. The process may stop
    /// meanwhile: what was answered is still written.
    /// </summary>
    private async Task RecordAsync(DueDelivery delivery, AttemptOutcome outcome, AttemptTimes times, CancellationToken stopping)
    {
        while (true)
        {
            try
            {
                if (!await queue.RecordAsync(delivery, outcome, times, CancellationToken.None))
                {
                    LogNotKept(delivery.WebhookId, delivery.EventId);
                }

                return;
            }
            catch (Exception exception) when (!stopping.IsCancellationRequested)
            {
                LogQueueUnavailable(exception);
                await Task.Delay(StoreRetry, TimeProvider.System, stopping);
            }
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "The webhooks that are due cannot be read or written down; trying again.")]
    private partial void LogQueueUnavailable(Exception exception);

    [LoggerMessage(2, LogLevel.Error, "Webhook {WebhookId} could not be sent event {EventId}.")]
    private partial void LogAttemptFailed(string webhookId, string eventId, Exception exception);

    [LoggerMessage(
        4,
        LogLevel.Information,
        "The attempt to send webhook {WebhookId} event {EventId} is not written down: the endpoint was deleted, or another process has claimed the delivery.")]
    private partial void LogNotKept(string webhookId, string eventId);
}
