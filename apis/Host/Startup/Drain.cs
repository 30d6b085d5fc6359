namespace Lintel.Host.Startup;

/// <summary>
/// Keeps the port open for a while after the process was asked to stop, so that load balancers see <c>/readyz</c> fail before connections are refused.
/// </summary>
/// <param name="delay">How long.</param>
/// <param name="lifetime">Tells everybody that the process stops.</param>
/// <param name="time">The clock.</param>
internal sealed class Drain(TimeSpan delay, IHostApplicationLifetime lifetime, TimeProvider time) : IHostedLifecycleService
{
    private int _begun;

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Waits, once. Every service is asked before the first one stops, the server included.</summary>
    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        // By a signal it is told already; the host itself would tell it only after this.
        lifetime.StopApplication();
        if (Interlocked.Exchange(ref _begun, 1) == 0)
        {
            await Task.Delay(delay, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
