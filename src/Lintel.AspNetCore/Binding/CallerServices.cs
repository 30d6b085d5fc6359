using Microsoft.Extensions.DependencyInjection;

namespace Lintel.AspNetCore;

/// <summary>
/// The services of a request whose handler takes a record of the caller. The framework asks for the service of a parameter as for one that must be there,
/// also where the parameter is nullable; a record that the caller lacks is null here, and not an exception.
/// </summary>
internal sealed class CallerServices(IServiceProvider services) : ForwardedServices(services), ISupportRequiredService
{
    public object GetRequiredService(Type serviceType) =>
        CurrentCall.Binds(serviceType) ? Services.GetService(serviceType)! : Services.GetRequiredService(serviceType);
}
