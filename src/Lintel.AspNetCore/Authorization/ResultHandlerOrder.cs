using Microsoft.Extensions.DependencyInjection;

namespace Lintel.AspNetCore;

/// <summary>
/// Refuses a handler of authorization results that was registered after Lintel's: it would replace it, and answer inside APIs in words of its own. The
/// registrations tell; no handler is made to find out.
/// </summary>
/// <param name="services">The application's registrations.</param>
/// <param name="own">Lintel's handler among them.</param>
internal sealed class ResultHandlerOrder(IServiceCollection services, ServiceDescriptor own)
{
    /// <exception cref="InvalidOperationException">Another handler is in effect.</exception>
    public void Check()
    {
        if (services.LastOrDefault(AuthorizationServices.IsHandler) is { } last && last != own)
        {
            throw new InvalidOperationException(
                $"An IAuthorizationMiddlewareResultHandler{NameOf(last)} is registered after AddLintel and would answer in its place inside APIs. Register it "
                    + "before AddLintel; "
                + "outside the APIs it then decides as ever.");
        }
    }

    private static string NameOf(ServiceDescriptor service) =>
        (service.ImplementationType ?? service.ImplementationInstance?.GetType()) is { } type ? $" ({type.Name})" : string.Empty;
}
