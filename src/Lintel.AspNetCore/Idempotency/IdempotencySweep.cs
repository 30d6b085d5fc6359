using Lintel.Idempotency;
using Lintel.Telemetry;
using Microsoft.Extensions.Logging;

namespace Lintel.AspNetCore;

/// <summary>Removes expired answers every minute, a bounded number in a transaction.</summary>
internal sealed partial class IdempotencySweep(
    IdempotencyRecords records, TimeProvider time, BackgroundLoops loops, ILogger<IdempotencySweep> logger) : MinuteSweep("idempotency_sweep", time, loops)
{
    protected override IEnumerable<Func<DateTimeOffset, CancellationToken, ValueTask<bool>>> Trims() =>
        [.. records.Stores.Select(store => (Func<DateTimeOffset, CancellationToken, ValueTask<bool>>)store.TrimAsync)];

    [LoggerMessage(
        LogLevel.Error,
        "Expired answers of idempotent requests could not be removed. They are not told any more, and the next minute tries again. {LeftOut} lines like this "
            + "one were left out.")]
    protected override partial void LogNotRemoved(Exception exception, int leftOut);
}
