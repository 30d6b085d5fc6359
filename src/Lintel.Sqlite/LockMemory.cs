using Microsoft.Data.Sqlite;

namespace Lintel.Sqlite;

/// <summary>
/// Remembers that another connection held a lock for all of the time-out. While it may still do so, each caller looks again, but does not hold a
/// thread for the full time.
/// </summary>
internal sealed class LockMemory
{
    private static readonly TimeSpan Full = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan FullSlot = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(50);

    private bool _isLocked;

    /// <summary>How long a statement waits for the locks of others, as things stand.</summary>
    public TimeSpan BusyTimeout => Volatile.Read(ref _isLocked) ? Short : Full;

    /// <summary>How long a caller waits for a connection, as things stand.</summary>
    public TimeSpan SlotTimeout => Volatile.Read(ref _isLocked) ? Short : FullSlot;

    /// <summary>The store answered.</summary>
    public void Forget() => Set(value: false);

    /// <summary>The store failed.</summary>
    public void Note(Exception exception) => Set(exception is SqliteException sqlite && SqliteFailure.IsLock(sqlite));

    private void Set(bool value)
    {
        if (Volatile.Read(ref _isLocked) != value)
        {
            Volatile.Write(ref _isLocked, value);
        }
    }
}
