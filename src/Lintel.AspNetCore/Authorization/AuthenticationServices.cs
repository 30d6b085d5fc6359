using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.DependencyInjection;

namespace Lintel.AspNetCore;

/// <summary>Puts Lintel's service for challenges around the application's. No scheme is registered.</summary>
internal static class AuthenticationServices
{
    /// <summary>
    /// Takes the place of the application's service, with its lifetime; of the framework's where none is registered so far, for which the framework then
    /// leaves the place to this one.
    /// </summary>
    public static void Add(IServiceCollection services)
    {
        var application = Find(services);
        var framework = application ?? Find(new ServiceCollection().AddAuthenticationCore())!;
        services.Add(new ServiceDescriptor(
            typeof(IAuthenticationService),
            provider => new ContractAuthentication(application is null && !IsAdded(provider) ? null : Make(framework, provider)),
            framework.Lifetime));
    }

    private static bool IsAdded(IServiceProvider provider) => provider.GetService<IAuthenticationSchemeProvider>() is not null;

    private static ServiceDescriptor? Find(IServiceCollection services) =>
        services.LastOrDefault(service => service.ServiceType == typeof(IAuthenticationService) && !service.IsKeyedService);

    private static IAuthenticationService Make(ServiceDescriptor service, IServiceProvider provider) => service switch
    {
        { ImplementationInstance: IAuthenticationService instance } => instance,
        { ImplementationFactory: { } factory } => (IAuthenticationService)factory(provider),
        _ => (IAuthenticationService)ActivatorUtilities.CreateInstance(provider, service.ImplementationType!),
    };
}
