using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;

namespace Lintel.Sqlite;

/// <summary>
/// The connections to one file as it was when they were opened. A session that is retired because its file is gone closes with its last user; only
/// then may another be opened, because SQLite's shared memory belongs to the file and not to the session.
/// </summary>
internal sealed class SqliteSession : IDisposable
{
    /// <summary>How many snapshots may be read at the same time.</summary>
    public const int Readers = 8;

    private readonly Lock _gate = new();
    private readonly WatchedFile _file;
    private readonly WatchedFile _log;
    private readonly FileIdentity? _fileIdentity;
    private readonly FileIdentity? _logIdentity;
    private readonly ConcurrentBag<SqliteConnection> _idleReaders = [];
    private readonly SemaphoreSlim _readerSlots = new(Readers, Readers);
    private int _users;
    private bool _retired;
    private bool _closed;

    /// <summary>Opens an existing file and brings its tables up to date.</summary>
    public SqliteSession(string path, IReadOnlyList<string> migrations, TimeSpan busyTimeout, FileOrigin origin)
    {
        _file = new WatchedFile(path);
        _log = new WatchedFile(path + "-wal");
        Writer = SqliteConnections.OpenWriter(path, busyTimeout);
        try
        {
            SqliteMigrator.Migrate(Writer, path, migrations, origin);
            _fileIdentity = _file.Look();
            _logIdentity = _log.Look();
        }
        catch
        {
            Writer.Dispose();
            throw;
        }
    }

    /// <summary>The one connection that writes; only the writer's thread uses it.</summary>
    public SqliteConnection Writer { get; }

    /// <summary>What the path led to when the session was opened.</summary>
    public FileIdentity? Identity => _fileIdentity;

    /// <summary>Whether every connection is closed.</summary>
    public bool IsClosed => Volatile.Read(ref _closed);

    /// <summary>How the file and its write-ahead log stand.</summary>
    public FileCondition Inspect()
    {
        var file = _file.Look();
        if (file is null)
        {
            return FileCondition.Missing;
        }

        return file == _fileIdentity && _log.Look() == _logIdentity ? FileCondition.Same : FileCondition.Replaced;
    }

    /// <summary>Counts a user; the session stays open until the user leaves.</summary>
    /// <returns>False where the session is retired.</returns>
    public bool TryEnter()
    {
        lock (_gate)
        {
            if (_retired)
            {
                return false;
            }

            _users++;
            return true;
        }
    }

    /// <summary>Ends what <see cref="TryEnter"/> began.</summary>
    public void Leave()
    {
        lock (_gate)
        {
            _users--;
            CloseIfUnused();
        }
    }

    /// <summary>Lets nobody in any more, and closes as soon as nobody is in.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _retired = true;
            CloseIfUnused();
        }
    }

    /// <summary>Lends a reader.</summary>
    /// <exception cref="StoreUnavailableException">All are in use for longer than the time-out.</exception>
    public async ValueTask<SqliteConnection> RentAsync(TimeSpan timeout, TimeSpan busyTimeout, CancellationToken cancellationToken)
    {
        if (!await _readerSlots.WaitAsync(timeout, cancellationToken))
        {
            throw new StoreUnavailableException($"All {Readers} readers of {_file.Path} are busy.");
        }

        try
        {
            if (_idleReaders.TryTake(out var idle))
            {
                idle.WaitForLocks(busyTimeout);
                return idle;
            }

            return SqliteConnections.OpenReader(_file.Path, busyTimeout);
        }
        catch
        {
            _readerSlots.Release();
            throw;
        }
    }

    /// <summary>Takes a reader back.</summary>
    public void Return(SqliteConnection reader, bool isHealthy)
    {
        if (isHealthy)
        {
            _idleReaders.Add(reader);
        }
        else
        {
            reader.Dispose();
        }

        _readerSlots.Release();
    }

    private void CloseIfUnused()
    {
        if (!_retired || _users > 0 || _closed)
        {
            return;
        }

        while (_idleReaders.TryTake(out var reader))
        {
            reader.Dispose();
        }

        // The last connection to close moves the write-ahead log into the file, unless the file is no longer where it was.
        Writer.Dispose();
        _readerSlots.Dispose();
        _closed = true;
    }
}

/// <summary>How a file stands against what was opened.</summary>
internal enum FileCondition
{
    /// <summary>The path leads to the file that is open.</summary>
    Same,

    /// <summary>The path leads to another file, or its write-ahead log is another.</summary>
    Replaced,

    /// <summary>The path leads nowhere.</summary>
    Missing,
}

/// <summary>Where a file that is being opened comes from.</summary>
internal enum FileOrigin
{
    /// <summary>It is opened at start-up and may be new.</summary>
    StartUp,

    /// <summary>It stands, while the process runs, where another one stood.</summary>
    Replacement,

    /// <summary>It is the file that was open before.</summary>
    Reopened,
}
