using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;
using Microsoft.Extensions.DependencyInjection;

namespace Lintel.AspNetCore;

/// <summary>Registers the part of authorization that is Lintel's. No scheme is registered, so that the application's default one stays what it is.</summary>
internal static class AuthorizationServices
{
    private static readonly Type Handler = typeof(IAuthorizationMiddlewareResultHandler);

    /// <summary>The key of the application's own handler.</summary>
    private static readonly object Application = new();

    /// <summary>
    /// Puts Lintel's handler of results around the application's, which keeps its lifetime and stays the container's to dispose of; around the framework's
    /// where the application has registered none so far.
    /// </summary>
    public static void Add(IServiceCollection services)
    {
        var application = services.LastOrDefault(IsHandler);
        var own = application is null
            ? ServiceDescriptor.Transient<IAuthorizationMiddlewareResultHandler>(_ => new AdmittedResultHandler(new AuthorizationMiddlewareResultHandler()))
            : new ServiceDescriptor(
                Handler,
                provider => new AdmittedResultHandler(provider.GetRequiredKeyedService<IAuthorizationMiddlewareResultHandler>(Application)),
                application.Lifetime);
        if (application is null)
        {
            services.Add(own);
        }
        else
        {
            services[services.IndexOf(application)] = own;
            services.Add(Keyed(application));
        }

        services.AddSingleton(new ResultHandlerOrder(services, own));
        services.AddSingleton(new AuthorizationRehearsal(services));
    }

    public static bool IsHandler(ServiceDescriptor service) => service.ServiceType == Handler && !service.IsKeyedService;

    private static ServiceDescriptor Keyed(ServiceDescriptor application) => application switch
    {
        { ImplementationInstance: { } instance } => new ServiceDescriptor(Handler, Application, instance),
        { ImplementationFactory: { } factory } => new ServiceDescriptor(Handler, Application, (provider, _) => factory(provider), application.Lifetime),
        _ => new ServiceDescriptor(Handler, Application, application.ImplementationType!, application.Lifetime),
    };
}
