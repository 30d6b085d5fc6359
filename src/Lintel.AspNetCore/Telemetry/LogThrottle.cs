using System.Collections.Concurrent;

namespace Lintel.AspNetCore;

/// <summary>Bounds how often failures of one kind are logged, so that callers who provoke one cannot fill the disk. Thread-safe.</summary>
/// <param name="time">The clock that minutes are counted by.</param>
internal sealed class LogThrottle(TimeProvider time)
{
    /// <summary>The lines of one kind in a minute.</summary>
    public const int PerMinute = 10;

    /// <summary>The kinds that are counted apart; all others share one count.</summary>
    private const int MostKinds = 1000;

    private readonly ConcurrentDictionary<string, Minute> _kinds = new(StringComparer.Ordinal);

    /// <summary>Asks whether one more line of a kind may be logged.</summary>
    /// <param name="kind">The kind: what the program says of itself, and nothing of a request.</param>
    /// <param name="leftOut">The lines of the kind that were left out before this one.</param>
    public bool Admits(string kind, out int leftOut)
    {
        if (!_kinds.TryGetValue(kind, out var minute))
        {
            minute = _kinds.GetOrAdd(_kinds.Count < MostKinds ? kind : string.Empty, static _ => new Minute());
        }

        return minute.Admits(time.GetUtcNow().UtcTicks / TimeSpan.TicksPerMinute, out leftOut);
    }

    private sealed class Minute
    {
        private readonly Lock _lock = new();
        private long _number;
        private int _logged;
        private int _leftOut;

        public bool Admits(long number, out int leftOut)
        {
            lock (_lock)
            {
                if (number != _number)
                {
                    (_number, _logged) = (number, 0);
                }

                if (_logged == PerMinute)
                {
                    _leftOut++;
                    leftOut = 0;
                    return false;
                }

                _logged++;
                (leftOut, _leftOut) = (_leftOut, 0);
                return true;
            }
        }
    }
}
