using Lintel.Stores;
using Lintel.Telemetry;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Lintel.AspNetCore;

/// <summary>
/// Removes sessions that are over every minute, a bounded number in a transaction. Not while somebody signs in: of many who do at once each would remove the
/// same ones.
/// </summary>
internal sealed partial class SessionSweep(ILintelStores stores, TimeProvider time, BackgroundLoops loops, ILogger<SessionSweep> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    // They are over by every node's clock then, and nobody needs to hear of it.
    private static readonly TimeSpan Kept = TimeSpan.FromHours(1);

    private readonly LogThrottle _throttle = new(time);
    private readonly BackgroundLoop _loop = loops.Add("session_sweep");

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await TrimAsync(stoppingToken);
                _loop.Turn();
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The next start goes on.
        }
    }

    private async Task TrimAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (await stores.Sessions.TrimSessionsAsync(time.GetUtcNow() - Kept, cancellationToken))
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
        "Sessions that are over could not be removed. They open nothing any more, and the next minute tries again. {LeftOut} lines like this one were left "
            + "out.")]
    private partial void LogNotRemoved(Exception exception, int leftOut);
}
