namespace Lintel.Postgres;

/// <summary>Counts what is under way on a database, so that its end can be waited for. Thread-safe.</summary>
internal sealed class WorkCount
{
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _gate = new();
    private int _running;
    private bool _isEnding;

    /// <summary>Counts a work until the result is disposed of.</summary>
    /// <exception cref="ObjectDisposedException">The end has begun.</exception>
    public Running Begin()
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isEnding, typeof(PostgresDatabase));
            _running++;
        }

        return new Running(this);
    }

    /// <summary>Refuses further works, and waits for those that run.</summary>
    public Task EndAsync()
    {
        lock (_gate)
        {
            _isEnding = true;
            if (_running == 0)
            {
                _ended.TrySetResult();
            }
        }

        return _ended.Task;
    }

    private void End()
    {
        lock (_gate)
        {
            if (--_running == 0 && _isEnding)
            {
                _ended.TrySetResult();
            }
        }
    }

    /// <summary>A work that runs.</summary>
    public readonly struct Running(WorkCount count) : IDisposable
    {
        /// <summary>The work is over.</summary>
        public void Dispose() => count.End();
    }
}
