using Microsoft.Extensions.DependencyInjection;

namespace Lintel.AspNetCore;

/// <summary>
/// Puts a service of Lintel before one that the application or the server has registered, which the container goes on making and disposing of.
/// </summary>
internal static class DecoratedServices
{
    /// <summary>Decorates the registrations of a service; those that come later are left alone.</summary>
    /// <param name="services">The application's services.</param>
    /// <param name="isDecorated">Tells which registrations are meant.</param>
    /// <param name="decorate">Makes the decorator of a service.</param>
    public static void Decorate<TService>(
        IServiceCollection services,
        Predicate<ServiceDescriptor> isDecorated,
        Func<IServiceProvider,
        TService,
        TService> decorate)
        where TService : class
    {
        for (var i = 0; i < services.Count; i++)
        {
            if (services[i].ServiceType == typeof(TService) && !services[i].IsKeyedService && isDecorated(services[i]))
            {
                var key = new object();
                services.Add(WithKey(services[i], key));
                services[i] = ServiceDescriptor.Singleton(provider => decorate(provider, provider.GetRequiredKeyedService<TService>(key)));
            }
        }
    }

    private static ServiceDescriptor WithKey(ServiceDescriptor service, object key) => service switch
    {
        { ImplementationInstance: { } instance } => new ServiceDescriptor(service.ServiceType, key, instance),
        { ImplementationFactory: { } factory } => new ServiceDescriptor(service.ServiceType, key, (provider, _) => factory(provider), service.Lifetime),
        _ => new ServiceDescriptor(service.ServiceType, key, service.ImplementationType!, service.Lifetime),
    };
}
