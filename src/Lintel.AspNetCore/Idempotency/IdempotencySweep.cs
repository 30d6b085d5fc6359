using Lintel.Idempotency;
using Lintel.Telemetry;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Lintel.AspNetCore;

/// <summary>Removes expired answers every minute, a bounded number in a transaction.</summary>
internal sealed partial class IdempotencySweep(
    IdempotencyRecords records, TimeProvider time, BackgroundLoops loops, ILogger<IdempotencySweep> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    private readonly LogThrottle _throttle = new(time);
    private readonly BackgroundLoop _loop = loops.Add("idempotency_sweep");

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                foreach (var store in records.Stores)
                {
                    await TrimAsync(store, stoppingToken);
                }

                _loop.Turn();
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The next start goes on.
        }
    }

    private async Task TrimAsync(ISealedAnswerStore store, CancellationToken cancellationToken)
    {
        try
        {
            while (await store.TrimAsync(time.GetUtcNow(), cancellationToken))
            {
                // More of them are left.
            }
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            if (_throttle.Admits(exception.GetType().Name, out var leftOut))
            {
                LogNotRemoved(exception, leftOut);
            }
        }
    }

    [LoggerMessage(
        LogLevel.Error,
        "Expired answers of idempotent requests could not be removed. They are not told any more, and the next minute tries again. {LeftOut} lines like this "
            + "one were left out.")]
    private partial void LogNotRemoved(Exception exception, int leftOut);
}
