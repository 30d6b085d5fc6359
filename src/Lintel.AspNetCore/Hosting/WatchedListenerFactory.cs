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
    public static void Decorate(IServiceCollection services)
    {
        for (var i = 0; i < services.Count; i++)
        {
            if (services[i].ServiceType == typeof(IConnectionListenerFactory) && !services[i].IsKeyedService)
            {
                var key = new object();
                services.Add(WithKey(services[i], key));
                services[i] = ServiceDescriptor.Singleton<IConnectionListenerFactory>(
                    provider => new WatchedListenerFactory(provider.GetRequiredKeyedService<IConnectionListenerFactory>(key)));
            }
        }
    }

    public bool CanBind(EndPoint endpoint) => inner is not IConnectionListenerFactorySelector selector || selector.CanBind(endpoint);

    public async ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default) =>
        new WatchedListener(await inner.BindAsync(endpoint, cancellationToken));

    // The container goes on making and disposing of what the application or the server has registered.
    private static ServiceDescriptor WithKey(ServiceDescriptor service, object key) => service switch
    {
        { ImplementationInstance: { } instance } => new ServiceDescriptor(service.ServiceType, key, instance),
        { ImplementationFactory: { } factory } => new ServiceDescriptor(service.ServiceType, key, (provider, _) => factory(provider), service.Lifetime),
        _ => new ServiceDescriptor(service.ServiceType, key, service.ImplementationType!, service.Lifetime),
    };

    private sealed class WatchedListener(IConnectionListener inner) : IConnectionListener
    {
        public EndPoint EndPoint => inner.EndPoint;

        public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default) =>
            await inner.AcceptAsync(cancellationToken) is { } connection ? new WatchedConnection(connection) : null;

        public ValueTask UnbindAsync(CancellationToken cancellationToken = default) => inner.UnbindAsync(cancellationToken);

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}
