using Lintel.Stores;
using Lintel.Telemetry;
using Microsoft.Extensions.Logging;

namespace Lintel.AspNetCore;

/// <summary>
/// Removes sessions that are over every minute, a bounded number in a transaction. Not while somebody signs in: of many who do at once each would remove the
/// same ones.
/// </summary>
internal sealed partial class SessionSweep(
    ILintelStores stores, LintelOptions options, TimeProvider time, BackgroundLoops loops, ILogger<SessionSweep> logger)
    : MinuteSweep("session_sweep", time, loops)
{
    protected override IEnumerable<Func<DateTimeOffset, CancellationToken, ValueTask<bool>>> Trims() =>
        [(now, cancellationToken) => stores.Sessions.TrimSessionsAsync(now - options.SessionRetention, cancellationToken)];

    [LoggerMessage(
        LogLevel.Error,
        "Sessions that are over could not be removed. They open nothing any more, and the next minute tries again. {LeftOut} lines like this one were left "
            + "out.")]
    protected override partial void LogNotRemoved(Exception exception, int leftOut);
}
