namespace Lintel.Requests;

/// <summary>Wakes one waiter; a signal that nobody waits for is kept, and many are one.</summary>
internal sealed class WakeUp
{
    private readonly Lock _gate = new();
    private TaskCompletionSource? _waiter;
    private bool _isSignalled;

    /// <summary>Wakes the waiter, or lets the next one pass.</summary>
    public void Signal()
    {
        TaskCompletionSource? waiter;
        lock (_gate)
        {
            waiter = _waiter;
            _waiter = null;
            _isSignalled = waiter is null;
        }

        waiter?.TrySetResult();
    }

    /// <summary>Waits for a signal, at most for a time; ends without an exception in each case.</summary>
    public async Task WaitAsync(TimeSpan timeout, TimeProvider time, CancellationToken stop)
    {
        TaskCompletionSource waiter;
        lock (_gate)
        {
            if (_isSignalled || timeout <= TimeSpan.Zero)
            {
                _isSignalled = false;
                return;
            }

            waiter = _waiter = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        await waiter.Task.WaitAsync(timeout, time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        lock (_gate)
        {
            _waiter = null;
            _isSignalled = false;
        }
    }
}
