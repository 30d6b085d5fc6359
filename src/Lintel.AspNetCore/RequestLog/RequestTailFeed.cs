using Lintel.Requests;
using Lintel.Stores;
using Lintel.Telemetry;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Lintel.AspNetCore;

/// <summary>
/// Hands the entries of all nodes to those who watch the request log here, where nodes share it. Where one process has it alone, its writer does so itself.
/// </summary>
internal sealed partial class RequestTailFeed(
    ILintelStores stores, RequestTail tail, BackgroundLoops loops, TimeProvider time, ILogger<RequestTailFeed> logger) : BackgroundService
{
    private const int Most = 2_000;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(0.25);

    private readonly LogThrottle _throttle = new(time);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (stores.RequestLog is not IRequestFeed feed)
        {
            return;
        }

        var loop = loops.Add("request_tail");
        using var timer = new PeriodicTimer(Interval, time);
        string? position = null;
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                position = tail.HasReaders ? await ReadAsync(feed, position, stoppingToken) : null;
                loop.Turn();
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Nobody watches any more.
        }
    }

    private async Task<string?> ReadAsync(IRequestFeed feed, string? position, CancellationToken cancellationToken)
    {
        try
        {
            var page = await feed.ReadNewAsync(position, Most, cancellationToken);
            foreach (var entry in page.Entries)
            {
                tail.Take(entry);
            }

            if (page.Missed > 0)
            {
                tail.Miss(page.Missed);
            }

            return page.Position;
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            if (_throttle.Admits(exception.GetType().Name, out var leftOut))
            {
                Log.NotRead(logger, leftOut, exception);
            }

            return position;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(
            1, LogLevel.Warning, "What nodes have written to the request log could not be read for those who watch it ({LeftOut} such lines were left out).")]
        public static partial void NotRead(ILogger logger, int leftOut, Exception exception);
    }
}
