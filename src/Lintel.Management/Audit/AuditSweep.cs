using Lintel.AspNetCore;
using Lintel.Audit;
using Lintel.Stores;
using Lintel.Telemetry;
using Microsoft.Extensions.Logging;

namespace Lintel.Management.Audit;

/// <summary>
/// Adds to the chain every minute what its own process could not add, such as entries of a process that was killed, and removes entries that are kept no
/// longer.
/// </summary>
internal sealed partial class AuditSweep(
    ILintelStores stores, AuditChain chain, LintelOptions options, TimeProvider time, BackgroundLoops loops, ILogger<AuditSweep> logger)
    : MinuteSweep("audit_sweep", time, loops)
{
    // No call takes as long.
    private static readonly TimeSpan LongestChange = TimeSpan.FromHours(1);

    protected override IEnumerable<Func<DateTimeOffset, CancellationToken, ValueTask<bool>>> Trims()
    {
        yield return (now, cancellationToken) => stores.Audit.SealAsync(chain, now - LongestChange, cancellationToken);
        if (options.AuditRetention is { } retention)
        {
            yield return (now, cancellationToken) => stores.Audit.TrimAsync(chain, now - retention, cancellationToken);
        }
    }

    [LoggerMessage(
        LogLevel.Error,
        "Entries of the audit log could not be added to its chain, or removed. The next minute tries again. {LeftOut} lines like this one were left out.")]
    protected override partial void LogNotRemoved(Exception exception, int leftOut);
}
