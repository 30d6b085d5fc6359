using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Data.Sqlite;

namespace Lintel.Sqlite;

/// <summary>
/// The one thread that writes. It begins a transaction as soon as something waits, does everything that waits by then, each in a savepoint of its
/// own, and commits once: the sync to disk, which is what a commit costs, is shared. A work is done when its delegate returns; one whose task is not
/// completed by then is refused (<see cref="WorkConnection"/>).
/// </summary>
internal sealed class SqliteWriter : IAsyncDisposable
{
    /// <summary>How many works may wait.</summary>
    public const int QueueLength = 10_000;

    private const int BatchSize = 1_000;
    private static readonly TimeSpan BatchTime = TimeSpan.FromMilliseconds(50);

    private readonly BlockingCollection<WriteWork> _queue = new(QueueLength);
    private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<WriteWork> _batch = [];
    private readonly SqliteFile _file;
    private WriteWork? _leftOver;
    private long _begun;

    public SqliteWriter(SqliteFile file)
    {
        _file = file;
        new Thread(Loop) { IsBackground = true, Name = $"Writer of {file.Path}" }.Start();
    }

    /// <summary>Puts a work into the queue.</summary>
    /// <exception cref="StoreUnavailableException">The queue is full.</exception>
    public void Add(WriteWork work)
    {
        try
        {
            if (!_queue.TryAdd(work))
            {
                throw new StoreUnavailableException($"{QueueLength} writes wait for {_file.Path}.");
            }
        }
        catch (InvalidOperationException exception)
        {
            throw new StoreUnavailableException($"{_file.Path} has been closed.", exception);
        }
    }

    /// <summary>Takes no more work, does what waits, and ends.</summary>
    public async ValueTask DisposeAsync()
    {
        _queue.CompleteAdding();
        await _stopped.Task;
        _queue.Dispose();
    }

    private void Loop()
    {
        while (TryTakeFirst(out var first))
        {
            WriteBatch(first);
        }

        _stopped.SetResult();
    }

    /// <returns>False at the end: nothing waits, and nothing will come.</returns>
    private bool TryTakeFirst([NotNullWhen(true)] out WriteWork? first)
    {
        first = _leftOver;
        _leftOver = null;
        return first is not null || _queue.TryTake(out first, Timeout.Infinite);
    }

    private void WriteBatch(WriteWork first)
    {
        _begun = Stopwatch.GetTimestamp();
        SqliteSession? session = null;
        try
        {
            session = _file.Enter();
            Begin(session.Writer);
            RunAll(session.Writer, first);
            Commit(session);
            _file.Writing.Forget();
            _batch.ForEach(work => work.Complete());
        }
        catch (Exception exception)
        {
            Abandon(session, exception, first);
        }
        finally
        {
            session?.Leave();
            _batch.Clear();
        }
    }

    private void Begin(SqliteConnection connection)
    {
        connection.WaitForLocks(_file.Writing.BusyTimeout);
        connection.Run("BEGIN IMMEDIATE");
    }

    private void RunAll(SqliteConnection connection, WriteWork first)
    {
        var started = Stopwatch.GetTimestamp();
        var next = first;
        do
        {
            if (next.TryBegin())
            {
                RunOne(connection, next);
            }
        }
        while (_batch.Count < BatchSize && Stopwatch.GetElapsedTime(started) < BatchTime && _queue.TryTake(out next));
    }

    private void RunOne(SqliteConnection connection, WriteWork work)
    {
        _batch.Add(work);
        connection.Run("SAVEPOINT work");
        var own = new WorkConnection(connection);
        try
        {
            work.Run(own);
        }
        catch (Exception exception)
        {
            own.End();
            if (!connection.IsInTransaction())
            {
                throw new StoreUnavailableException($"{_file.Path} rolled everything back: {exception.Message}", exception);
            }

            connection.Run("ROLLBACK TO work");
            connection.Run("RELEASE work");
            _batch.RemoveAt(_batch.Count - 1);
            work.Fail(Translate(exception));
            return;
        }

        own.End();
        connection.Run("RELEASE work");
    }

    private void Commit(SqliteSession session)
    {
        ThrowIfMoved(session);
        session.Writer.Run("COMMIT");

        // Once more: between the first look and the commit the file may have been unlinked, and then the commit went nowhere.
        ThrowIfMoved(session);
    }

    private void ThrowIfMoved(SqliteSession session)
    {
        if (session.Inspect() != FileCondition.Same)
        {
            throw new StoreUnavailableException($"{_file.Path} is missing or was replaced.");
        }
    }

    private void Abandon(SqliteSession? session, Exception exception, WriteWork first)
    {
        var reason = Translate(exception);
        if (session is not null)
        {
            RollBack(session, exception);
        }

        if (first.TryBegin())
        {
            first.Fail(reason);
        }

        _batch.ForEach(work => work.Fail(reason));
        if (reason is StoreUnavailableException && _batch.Count == 0)
        {
            FailWaiting(reason);
        }
    }

    // Nothing could be begun, perhaps after a long wait. Those who waited all that time are not made to wait once more each; who came later may have
    // come when the reason was over, and gets a try.
    private void FailWaiting(Exception reason)
    {
        while (_queue.TryTake(out var work))
        {
            if (work.Since > _begun)
            {
                _leftOver = work;
                return;
            }

            if (work.TryBegin())
            {
                work.Fail(reason);
            }
        }
    }

    private void RollBack(SqliteSession session, Exception exception)
    {
        try
        {
            if (session.Writer.IsInTransaction())
            {
                session.Writer.Run("ROLLBACK");
            }
        }
        catch (SqliteException)
        {
            _file.Retire(session);
            return;
        }

        _file.Writing.Note(exception);
        if (exception is SqliteException sqlite && !SqliteFailure.IsLock(sqlite))
        {
            _file.Retire(session);
        }
    }

    private Exception Translate(Exception exception) =>
        exception is SqliteException sqlite && SqliteFailure.IsOfStore(sqlite) ? SqliteFailure.ToUnavailable(_file.Path, sqlite) : exception;
}
