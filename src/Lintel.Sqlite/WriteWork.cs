using System.Data;
using System.Diagnostics;

namespace Lintel.Sqlite;

/// <summary>A piece of work that waits for the writer.</summary>
internal abstract class WriteWork
{
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
    public abstract void Run(IDbConnection connection);

    /// <summary>Tells the caller that the result is durable.</summary>
    public abstract void Complete();

    /// <summary>Tells the caller that nothing was kept.</summary>
    public abstract void Fail(Exception exception);
}

/// <inheritdoc cref="WriteWork"/>
internal sealed class WriteWork<T> : WriteWork
{
    private readonly TaskCompletionSource<T> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Func<IDbConnection, T> _work;
    private readonly CancellationTokenRegistration _registration;
    private T? _result;

    public WriteWork(Func<IDbConnection, T> work, CancellationToken cancellationToken)
    {
        _work = work;
        _registration = cancellationToken.UnsafeRegister(static (state, token) => ((WriteWork<T>)state!).Leave(token), this);
    }

    public Task<T> Task => _completion.Task;

    public override void Run(IDbConnection connection) => _result = _work(connection);

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
