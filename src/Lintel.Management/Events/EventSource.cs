using Lintel.Keys;
using Microsoft.Extensions.Hosting;

namespace Lintel.Management.Events;

/// <summary>The events of the application, where its stores have some.</summary>
/// <param name="events">The events; null where the stores are not in a database.</param>
internal sealed class EventSource(ManagementEvents? events) : IHostedService, ISealedSecrets
{
    public ManagementEvents? Events => events;

    /// <inheritdoc/>
    public Task ResealAsync(int atOnce, CancellationToken cancellationToken) =>
        events?.Webhooks.Sealed.ResealAsync(atOnce, cancellationToken) ?? Task.CompletedTask;

    /// <inheritdoc/>
    public async Task<IReadOnlyDictionary<int, long>> CountAsync(CancellationToken cancellationToken) =>
        events is null ? new Dictionary<int, long>() : await events.Webhooks.Sealed.CountAsync(cancellationToken);

    /// <summary>Does nothing: stands in for the loops where there are no events.</summary>
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Does nothing.</summary>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
