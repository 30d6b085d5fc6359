using Microsoft.Extensions.Hosting;

namespace Lintel.Management.Events;

/// <summary>The events of the application, where its stores have some.</summary>
/// <param name="events">The events; null where the stores are not in a database.</param>
internal sealed class EventSource(ManagementEvents? events) : IHostedService
{
    public ManagementEvents? Events => events;

    /// <summary>Does nothing: stands in for the loops where there are no events.</summary>
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Does nothing.</summary>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
