using Lintel.Telemetry;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Lintel.Otp;

/// <summary>Looks every few seconds for requests whose time is over, so that webhooks learn of it where nobody asks for the request.</summary>
internal sealed partial class ExpiryService(
    OtpExpiry expiry, TimeProvider time, BackgroundLoops loops, ILogger<ExpiryService> logger) : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(5);

    private readonly BackgroundLoop _loop = loops.Add("otp_expiry");

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Off the thread that starts the process.
        await Task.Yield();
        using var timer = new PeriodicTimer(Period, time);
        try
        {
            do
            {
                await LookAsync(stoppingToken);
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The process ends.
        }
    }

    private async Task LookAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (await expiry.ExpireAllAsync(cancellationToken) == OtpExpiry.Batch)
            {
                // There may be more.
            }

            await expiry.ForgetAsync(cancellationToken);
            _loop.Turn();
        }
        catch (StoreUnavailableException exception)
        {
            Log.StoreUnavailable(logger, exception);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "Requests whose time is over could not be marked; the next look comes in a few seconds.")]
        public static partial void StoreUnavailable(ILogger logger, Exception exception);
    }
}
