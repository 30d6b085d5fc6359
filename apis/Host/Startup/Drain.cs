namespace Lintel.Host.Startup;

/// <summary>
/// Keeps the port open for a while after the process was asked to stop, so that load balancers see <c>/readyz</c> fail before connections are refused.
/// </summary>
/// <param name="delay">How long.</param>
/// <param name="time">The clock.</param>
internal sealed class Drain(TimeSpan delay, TimeProvider time) : IHostedLifecycleService
{
    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    // Every service is asked before the first one stops, the server included.
    public async Task StoppingAsync(CancellationToken cancellationToken) =>
        await Task.Delay(delay, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
