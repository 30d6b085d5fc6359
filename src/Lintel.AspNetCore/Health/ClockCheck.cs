namespace Lintel.AspNetCore;

/// <summary>
/// Finds a clock that expiries and tokens must not be judged by: one that was never set, or that was set to another time a moment ago. Thread-safe.
/// </summary>
internal sealed class ClockCheck(TimeProvider time)
{
    // No release is older. A machine without a battery starts in 1970 or 2000.
    private static readonly DateTimeOffset Earliest = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly TimeSpan LargestStep = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Settling = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private (DateTimeOffset Wall, long Timestamp) _last = (time.GetUtcNow(), time.GetTimestamp());
    private long? _steppedAt;

    /// <summary>Looks at the clock.</summary>
    /// <returns>The fault; null for none.</returns>
    public string? FindFault()
    {
        lock (_gate)
        {
            var (wall, timestamp) = (time.GetUtcNow(), time.GetTimestamp());
            var step = wall - _last.Wall - time.GetElapsedTime(_last.Timestamp, timestamp);
            _last = (wall, timestamp);
            if (step.Duration() > LargestStep)
            {
                _steppedAt = timestamp;
            }

            return wall < Earliest ? $"The clock says {wall:yyyy-MM-dd}: it was never set."
                : _steppedAt is { } at && time.GetElapsedTime(at, timestamp) < Settling ? "The clock was set to another time within the last minute."
                : null;
        }
    }
}
