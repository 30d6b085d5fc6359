using System.Globalization;
using Lintel.Keys;
using Lintel.Stores;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Lintel.AspNetCore;

/// <summary>
/// Finds versions of the pepper that keys are stored under and that this process lacks: at start, and every minute where other nodes store keys as well.
/// </summary>
internal sealed partial class PepperWatch(ILintelStores stores, Pepper pepper, TimeProvider time, ILogger<PepperWatch> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    private readonly LogThrottle _throttle = new(time);
    private volatile int[] _missing = [];

    /// <summary>The versions, in ascending order; empty where every key can be opened.</summary>
    public IReadOnlyList<int> Missing => _missing;

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await LookAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!stores.AreShared)
        {
            return;
        }

        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await LookAsync(stoppingToken);
            }
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
            var missing = await FindAsync(cancellationToken);
            if (missing.Length > 0 && !missing.AsSpan().SequenceEqual(_missing))
            {
                Log.Missing(logger, string.Join(", ", missing.Select(version => version.ToString(CultureInfo.InvariantCulture))));
            }

            _missing = missing;
        }
        catch (StoreUnavailableException exception)
        {
            // What was found before stays; the readiness check tells of the store.
            if (_throttle.Admits(exception.GetType().Name, out var leftOut))
            {
                Log.NotFound(logger, exception, leftOut);
            }
        }
    }

    /// <summary>Keys are counted only where some process has had a version that this one lacks: counting reads all of them.</summary>
    private async Task<int[]> FindAsync(CancellationToken cancellationToken)
    {
        var unknown = (await stores.PepperChecks.ReadAsync(cancellationToken)).Keys.Except(pepper.Versions.Concat(pepper.Retired)).ToHashSet();
        return unknown.Count == 0
            ? []
            : [.. (await stores.Keys.CountByPepperAsync(time.GetUtcNow(), cancellationToken)).Select(use => use.Version).Where(unknown.Contains)];
    }

    private static partial class Log
    {
        [LoggerMessage(
            1,
            LogLevel.Error,
            "Keys are stored under versions of the pepper that this process lacks, and are refused here: {Versions}. Give it all versions that the others have.")]
        public static partial void Missing(ILogger logger, string versions);

        [LoggerMessage(
            2, LogLevel.Warning, "It could not be found out whether versions of the pepper are missing. {LeftOut} lines like this one were left out.")]
        public static partial void NotFound(ILogger logger, Exception exception, int leftOut);
    }
}
