using Microsoft.Data.Sqlite;

namespace Lintel.Sqlite;

/// <summary>Keeps the session of a path: notices when the file is gone or another, and opens it again when it is back.</summary>
internal sealed class SqliteFile : IDisposable
{
    private readonly Lock _gate = new();
    private readonly IReadOnlyList<string> _migrations;
    private SqliteSession _session;
    private bool _disposed;

    /// <summary>Opens the file, which must be there.</summary>
    public SqliteFile(string path, IReadOnlyList<string> migrations)
    {
        Path = path;
        _migrations = migrations;
        _session = OpenSession(FileOrigin.StartUp);
    }

    /// <summary>The path.</summary>
    public string Path { get; }

    /// <summary>Whether reads meet the locks of others.</summary>
    public LockMemory Reading { get; } = new();

    /// <summary>Whether writes meet the locks of others.</summary>
    public LockMemory Writing { get; } = new();

    /// <summary>The session of the file as it is now; the caller leaves it afterwards.</summary>
    /// <exception cref="StoreUnavailableException">The file is missing or cannot be opened.</exception>
    public SqliteSession Enter()
    {
        var session = Volatile.Read(ref _session);
        return session.Inspect() == FileCondition.Same && session.TryEnter() ? session : EnterSlowly();
    }

    /// <summary>Gives up a session whose connections failed in a way that new ones may mend.</summary>
    public void Retire(SqliteSession session) => session.Dispose();

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
            _session.Dispose();
        }
    }

    private SqliteSession EnterSlowly()
    {
        if (!_gate.TryEnter(Writing.SlotTimeout))
        {
            throw new StoreUnavailableException($"{Path} is being opened.");
        }

        try
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            var condition = _session.Inspect();
            if (condition == FileCondition.Missing)
            {
                // The session stays: a file that was moved away and comes back is still the one that is open.
                throw new StoreUnavailableException($"{Path} is missing.");
            }

            if (condition == FileCondition.Same && _session.TryEnter())
            {
                return _session;
            }

            Reopen();
            return _session.TryEnter() ? _session : throw new StoreUnavailableException($"{Path} was closed.");
        }
        finally
        {
            _gate.Exit();
        }
    }

    private void Reopen()
    {
        var origin = new WatchedFile(Path).Look() == _session.Identity ? FileOrigin.Reopened : FileOrigin.Replacement;
        _session.Dispose();
        if (!_session.IsClosed)
        {
            throw new StoreUnavailableException($"{Path} was replaced; the old one is still being closed.");
        }

        Volatile.Write(ref _session, OpenSession(origin));
    }

    private SqliteSession OpenSession(FileOrigin origin)
    {
        try
        {
            return new SqliteSession(Path, _migrations, Writing.BusyTimeout, origin);
        }
        catch (SqliteException exception) when (SqliteFailure.IsOfStore(exception))
        {
            Writing.Note(exception);
            throw SqliteFailure.ToUnavailable(Path, exception);
        }
    }
}
