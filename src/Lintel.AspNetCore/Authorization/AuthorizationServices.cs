using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;
using Microsoft.Extensions.DependencyInjection;

namespace Lintel.AspNetCore;

/// <summary>Registers the part of authorization that is Lintel's. No scheme is registered, so that the application's default one stays what it is.</summary>
internal static class AuthorizationServices
{
    /// <summary>Puts Lintel's handler of results around the application's; around the framework's where the application has registered none so far.</summary>
    public static void Add(IServiceCollection services)
    {
        var application = services.LastOrDefault(service => service.ServiceType == typeof(IAuthorizationMiddlewareResultHandler) && !service.IsKeyedService);
        services.AddTransient<IAuthorizationMiddlewareResultHandler>(provider => new AdmittedResultHandler(Make(application, provider)));
    }

    private static IAuthorizationMiddlewareResultHandler Make(ServiceDescriptor? application, IServiceProvider provider) => application switch
    {
        null => new AuthorizationMiddlewareResultHandler(),
        { ImplementationInstance: IAuthorizationMiddlewareResultHandler instance } => instance,
        { ImplementationFactory: { } factory } => (IAuthorizationMiddlewareResultHandler)factory(provider),
        _ => (IAuthorizationMiddlewareResultHandler)ActivatorUtilities.GetServiceOrCreateInstance(provider, application.ImplementationType!),
    };
}
