using Microsoft.Extensions.DependencyInjection;

namespace Lintel.AspNetCore;

/// <summary>The services of a container, of which a derived type answers some otherwise.</summary>
internal abstract class ForwardedServices(IServiceProvider services) : IKeyedServiceProvider
{
    protected IServiceProvider Services => services;

    private IKeyedServiceProvider Keyed =>
        services as IKeyedServiceProvider ?? throw new InvalidOperationException("The application's services are not keyed.");

    public virtual object? GetService(Type serviceType) => services.GetService(serviceType);

    public object? GetKeyedService(Type serviceType, object? serviceKey) => Keyed.GetKeyedService(serviceType, serviceKey);

    public object GetRequiredKeyedService(Type serviceType, object? serviceKey) => Keyed.GetRequiredKeyedService(serviceType, serviceKey);
}
