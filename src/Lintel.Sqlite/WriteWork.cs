using System.Data.Common;
using System.Diagnostics;

namespace Lintel.Sqlite;

/// <summary>A piece of work that waits for the writer.</summary>
internal abstract class WriteWork
{
    /// <summary>The message of a work that goes on without the writer.</summary>
    public const string AwaitsSomethingElse =
        "Work in a transaction may only await the connection it is given, and use it only in its turn. Nothing of the work was kept: await what else it needs "
            + "before the write or after it.";

    private const int Waiting = 0;
    private const int Begun = 1;
    private const int Left = 2;

    private int _state;

    /// <summary>When it began to wait.</summary>
    public long Since { get; } = Stopwatch.GetTimestamp();

    /// <summary>Takes the work out of the queue.</summary>
    /// <returns>False where its caller has given up.</returns>
    public bool TryBegin() => Interlocked.CompareExchange(ref _state, Begun, Waiting) == Waiting;

    /// <summary>The caller gives up, unless the work has begun.</summary>
    protected bool TryLeave() => Interlocked.CompareExchange(ref _state, Left, Waiting) == Waiting;

    /// <summary>Does the work and keeps its result back.</summary>
    /// <exception cref="InvalidOperationException">The work awaits something else than its connection.</exception>
    public abstract void Run(WorkConnection connection);

    /// <summary>Tells the caller that the result is durable.</summary>
    public abstract void Complete();

    /// <summary>Tells the caller that nothing was kept.</summary>
    public abstract void Fail(Exception exception);
}

/// <inheritdoc cref="WriteWork"/>
internal sealed class WriteWork<T> : WriteWork
{
    private readonly TaskCompletionSource<T> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Func<DbConnection, Task<T>> _work;
    private readonly CancellationTokenRegistration _registration;
    private T? _result;

    public WriteWork(Func<DbConnection, Task<T>> work, CancellationToken cancellationToken)
    {
        _work = work;
        _registration = cancellationToken.UnsafeRegister(static (state, token) => ((WriteWork<T>)state!).Leave(token), this);
    }

    public Task<T> Task => _completion.Task;

    // SQLite answers before a call returns, so a task that is not completed waits for something else. Waiting with it would keep everybody behind it
    // waiting, for as long as that takes.
    public override void Run(WorkConnection connection)
    {
        var task = _work(connection);
        if (!task.IsCompleted)
        {
            // It goes on by itself and fails where it asks for the connection, which nobody needs to hear of any more.
            _ = task.ContinueWith(
                static ended => _ = ended.Exception,
                CancellationToken.None,
                TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously,
                TaskScheduler.Default);
            throw new InvalidOperationException(AwaitsSomethingElse);
        }

        _result = task.GetAwaiter().GetResult();
    }

    public override void Complete()
    {
        _registration.Dispose();
        _completion.TrySetResult(_result!);
    }

    public override void Fail(Exception exception)
    {
        _registration.Dispose();
        _completion.TrySetException(exception);
    }

    private void Leave(CancellationToken cancellationToken)
    {
        if (TryLeave())
        {
            _completion.TrySetCanceled(cancellationToken);
        }
    }
}
