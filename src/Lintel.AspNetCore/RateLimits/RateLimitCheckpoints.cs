using Lintel.RateLimits;
using Lintel.Telemetry;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Lintel.AspNetCore;

/// <summary>Writes the counts of limits that are checkpointed: every second, and once more when the server has taken its last request.</summary>
internal sealed partial class RateLimitCheckpoints(
    RateLimiters limiters, TimeProvider time, BackgroundLoops loops, ILogger<RateLimitCheckpoints> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestLastSave = TimeSpan.FromSeconds(2);

    private readonly LogThrottle _throttle = new(time);
    private readonly BackgroundLoop _loop = loops.Add("rate_limit_checkpoints");

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);

        // Not by the token: requests that did not end in time have used it up, and the counts are saved all the same.
        using var limit = new CancellationTokenSource(LongestLastSave, TimeProvider.System);
        try
        {
            await SaveAsync(limit.Token);
        }
        catch (OperationCanceledException exception) when (limit.IsCancellationRequested)
        {
            LogLastNotSaved(exception);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await SaveAsync(stoppingToken);
                _loop.Turn();
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The last checkpoint follows.
        }
    }

    private async Task SaveAsync(CancellationToken cancellationToken)
    {
        foreach (var limiter in limiters.All)
        {
            try
            {
                await limiter.CheckpointAsync(cancellationToken).WaitAsync(cancellationToken);
            }
            catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
            {
                if (_throttle.Admits(exception.GetType().Name, out var leftOut))
                {
                    LogNotSaved(exception, leftOut);
                }
            }
        }
    }

    [LoggerMessage(
        LogLevel.Error,
        "Counts of rate limits could not be saved. They stand in memory, and are saved with the next checkpoint. {LeftOut} lines like this one were left out.")]
    private partial void LogNotSaved(Exception exception, int leftOut);

    [LoggerMessage(LogLevel.Error, "The last counts of rate limits could not be saved within two seconds, and the process stops without them.")]
    private partial void LogLastNotSaved(Exception exception);
}
