using Microsoft.Extensions.DependencyInjection;

namespace Lintel.AspNetCore;

/// <summary>
/// The services of a request whose handler takes a record of the caller. The framework asks for the service of a parameter as for one that must be there,
/// also where the parameter is nullable; a record that the caller lacks is null here, and not an exception.
/// </summary>
internal sealed class CallerServices(IServiceProvider services) : IKeyedServiceProvider, ISupportRequiredService
{
    private IKeyedServiceProvider Keyed =>
        services as IKeyedServiceProvider ?? throw new InvalidOperationException("The application's services are not keyed.");

    public object? GetService(Type serviceType) => services.GetService(serviceType);

    public object GetRequiredService(Type serviceType) =>
        CurrentCall.Binds(serviceType) ? services.GetService(serviceType)! : services.GetRequiredService(serviceType);

    public object? GetKeyedService(Type serviceType, object? serviceKey) => Keyed.GetKeyedService(serviceType, serviceKey);

    public object GetRequiredKeyedService(Type serviceType, object? serviceKey) => Keyed.GetRequiredKeyedService(serviceType, serviceKey);
}
