using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.DependencyInjection;

namespace Lintel.AspNetCore;

/// <summary>
/// Watches every connection that a transport of the server accepts. <c>ConfigureEndpointDefaults</c> of the application replaces what was set before it, so a
/// connection middleware alone may be lost.
/// </summary>
internal sealed class WatchedListenerFactory(IConnectionListenerFactory inner) : IConnectionListenerFactory, IConnectionListenerFactorySelector
{
    /// <summary>Watches the transports that are registered. Those that are registered later are watched by their endpoints' defaults.</summary>
    public static void Decorate(IServiceCollection services) =>
        DecoratedServices.Decorate<IConnectionListenerFactory>(services, _ => true, (_, factory) => new WatchedListenerFactory(factory));

    public bool CanBind(EndPoint endpoint) => inner is not IConnectionListenerFactorySelector selector || selector.CanBind(endpoint);

    public async ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default) =>
        new WatchedListener(await inner.BindAsync(endpoint, cancellationToken));

    private sealed class WatchedListener(IConnectionListener inner) : IConnectionListener
    {
        public EndPoint EndPoint => inner.EndPoint;

        public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default) =>
            await inner.AcceptAsync(cancellationToken) is { } connection ? new WatchedConnection(connection) : null;

        public ValueTask UnbindAsync(CancellationToken cancellationToken = default) => inner.UnbindAsync(cancellationToken);

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}
