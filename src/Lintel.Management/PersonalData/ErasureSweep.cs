using Lintel.AspNetCore;
using Lintel.Stores;
using Lintel.Telemetry;
using Microsoft.Extensions.Logging;

namespace Lintel.Management.PersonalData;

/// <summary>
/// Starts every minute the erasures that were interrupted or have waited, on whichever node. It does not wait for them: one that takes long holds up no other.
/// </summary>
internal sealed partial class ErasureSweep(
    ILintelStores stores, ErasureRunner runner, TimeProvider time, BackgroundLoops loops, ILogger<ErasureSweep> logger)
    : MinuteSweep("erasure_sweep", time, loops)
{
    protected override IEnumerable<Func<DateTimeOffset, CancellationToken, ValueTask<bool>>> Trims() =>
        [(_, cancellationToken) => GoOnAsync(cancellationToken)];

    [LoggerMessage(
        LogLevel.Error,
        "Erasures that were interrupted could not be read. The next minute tries again. {LeftOut} lines like this one were left out.")]
    protected override partial void LogNotRemoved(Exception exception, int leftOut);

    private async ValueTask<bool> GoOnAsync(CancellationToken cancellationToken)
    {
        foreach (var subjectId in await stores.Erasures.ListFreeAsync(cancellationToken))
        {
            runner.Start(subjectId);
        }

        return false;
    }
}
