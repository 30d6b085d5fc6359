using Lintel.Telemetry;
using Microsoft.Extensions.Hosting;

namespace Lintel.AspNetCore;

/// <summary>Removes every minute what has expired, a bounded number in a transaction, until nothing of it is left.</summary>
/// <param name="name">The name of the loop.</param>
/// <param name="time">The clock.</param>
/// <param name="loops">The loops of the process.</param>
internal abstract class MinuteSweep(string name, TimeProvider time, BackgroundLoops loops) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    private readonly LogThrottle _throttle = new(time);
    private readonly BackgroundLoop _loop = loops.Add(name);

    // Not where the loop begins, which may be after the start: minutes are counted from here.
    private readonly PeriodicTimer _timer = new(Interval, time);

    /// <summary>Lists what is to be done: each removes some by the time that it is given, and tells whether more may be left.</summary>
    protected abstract IEnumerable<Func<DateTimeOffset, CancellationToken, ValueTask<bool>>> Trims();

    /// <summary>Logs that some could not be removed. The next minute tries again.</summary>
    /// <param name="exception">What happened.</param>
    /// <param name="leftOut">The number of lines like this one that were left out before it.</param>
    protected abstract void LogNotRemoved(Exception exception, int leftOut);

    /// <inheritdoc/>
    public override void Dispose()
    {
        _timer.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (await _timer.WaitForNextTickAsync(stoppingToken))
            {
                foreach (var trim in Trims())
                {
                    await TrimAsync(trim, stoppingToken);
                }

                _loop.Turn();
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The next start goes on.
        }
    }

    private async Task TrimAsync(Func<DateTimeOffset, CancellationToken, ValueTask<bool>> trim, CancellationToken cancellationToken)
    {
        try
        {
            while (await trim(time.GetUtcNow(), cancellationToken))
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
}
