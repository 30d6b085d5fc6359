using Microsoft.Extensions.DependencyInjection;

namespace Lintel.AspNetCore;

/// <summary>Finds scoped services in the constructors of guards and readers, of which one instance serves all requests.</summary>
/// <param name="services">The application's services.</param>
internal sealed class ScopedParameters(IServiceCollection services)
{
    public IEnumerable<string> FaultsOf(LintelOptions options)
    {
        // The last registration of a type is the one that a constructor gets.
        var scoped = services.Where(service => !service.IsKeyedService)
            .GroupBy(service => service.ServiceType)
            .Where(same => same.Last().Lifetime == ServiceLifetime.Scoped)
            .Select(same => same.Key)
            .ToHashSet();
        var types = options.Guards.Select(guard => guard.Type).Concat(options.Credentials.Select(credential => credential.Reader));
        return types.Distinct().SelectMany(
            type => type.GetConstructors().SelectMany(constructor => constructor.GetParameters())
                .Where(parameter => IsScoped(parameter.ParameterType, scoped))
                .Select(parameter => parameter.ParameterType.Name)
                .Distinct()
                .Select(service =>
                    $"The constructor of {type.Name} takes {service}, a scoped service, and one {type.Name} serves all requests. Take it from call.Http.RequestServices instead."));
    }

    private static bool IsScoped(Type type, HashSet<Type> scoped) =>
        scoped.Contains(type) || (type.IsGenericType && scoped.Contains(type.GetGenericTypeDefinition()));
}
