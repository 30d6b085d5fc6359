namespace Lintel.Postgres;

/// <summary>Ends waits early. Calls that come while nobody waits end the next wait together. Thread-safe; one caller waits at a time.</summary>
internal sealed class Alarm
{
    private TaskCompletionSource _rung = Silent();

    /// <summary>Ends the wait.</summary>
    public void Ring() => Volatile.Read(ref _rung).TrySetResult();

    /// <summary>Waits until it is over, or somebody rings.</summary>
    /// <param name="wait">The wait, which may be canceled without harm.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task WaitAsync(Func<CancellationToken, Task> wait, CancellationToken cancellationToken)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var waiting = wait(ending.Token);
        await Task.WhenAny(waiting, Volatile.Read(ref _rung).Task);

        // Whoever rings from here on ends the next wait; what follows this one answers all before.
        Volatile.Write(ref _rung, Silent());
        await ending.CancelAsync();
        try
        {
            await waiting;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // Rung.
        }
    }

    private static TaskCompletionSource Silent() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
