using Lintel.AspNetCore;
using Lintel.Stores;
using Lintel.Telemetry;
using Microsoft.Extensions.Logging;

namespace Lintel.Management.PersonalData;

/// <summary>Goes on every minute with erasures that were interrupted, on whichever node.</summary>
internal sealed partial class ErasureSweep(
    ILintelStores stores, ErasureRunner runner, TimeProvider time, BackgroundLoops loops, ILogger<ErasureSweep> logger)
    : MinuteSweep("erasure_sweep", time, loops)
{
    // One that runs is touched after each piece.
    private static readonly TimeSpan LongestPiece = TimeSpan.FromMinutes(1);

    protected override IEnumerable<Func<DateTimeOffset, CancellationToken, ValueTask<bool>>> Trims() => [GoOnAsync];

    [LoggerMessage(
        LogLevel.Error,
        "Erasures that were interrupted could not be read. The next minute tries again. {LeftOut} lines like this one were left out.")]
    protected override partial void LogNotRemoved(Exception exception, int leftOut);

    private async ValueTask<bool> GoOnAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        foreach (var erasure in await stores.Erasures.ListOpenAsync(now - LongestPiece, cancellationToken))
        {
            await runner.RunAsync(erasure);
        }

        return false;
    }
}
