using System.Data.Common;
using Lintel.Storage;
using Lintel.Webhooks;

namespace Lintel.HttpTests.Webhooks;

/// <summary>A database behind which the process stands still for a while, once, after deliveries were claimed.</summary>
internal sealed class StoppingDatabase(IDatabase inner, Action standStill) : IDatabase
{
    private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends when it has stood still.</summary>
    public Task Stopped => _stopped.Task;

    public async Task<T> WriteAsync<T>(Func<DbConnection, Task<T>> work, CancellationToken cancellationToken = default)
    {
        var result = await inner.WriteAsync(work, cancellationToken);
        if (result is DueWork { Due.Count: > 0 } && !_stopped.Task.IsCompleted)
        {
            standStill();
            _stopped.SetResult();
        }

        return result;
    }

    public Task<T> ReadAsync<T>(Func<DbConnection, Task<T>> query, CancellationToken cancellationToken = default) => inner.ReadAsync(query, cancellationToken);

    public ValueTask DisposeAsync() => inner.DisposeAsync();
}
