using Microsoft.Extensions.DependencyInjection;

namespace Lintel.AspNetCore;

/// <summary>
/// The call of a request's scope, so that the framework binds the caller's records as parameters: it takes a type that is a service from the services of the
/// request. Filled for operations with such a parameter alone, because the scope of a request is made when it is first asked for.
/// </summary>
internal sealed class CurrentCall
{
    private static readonly HashSet<Type> Bound = [typeof(ApiKey), typeof(Account), typeof(Session), typeof(ClientApplication)];

    private ApiCall? _call;

    /// <summary>Adds the types that are bound. Transient, because a stage that asks early must not settle that there is no key.</summary>
    public static void Add(IServiceCollection services)
    {
        services.AddScoped<CurrentCall>();
        services.AddTransient(provider => Of(provider, typeof(ApiCall)));
        services.AddTransient(provider => Of(provider, typeof(ApiKey)).KeyOrNull!);
        services.AddTransient(provider => Of(provider, typeof(Account)).AccountOrNull!);
        services.AddTransient(provider => Of(provider, typeof(Session)).SessionOrNull!);
        services.AddTransient(provider => Of(provider, typeof(ClientApplication)).ApplicationOrNull!);
    }

    public static bool Binds(Type type) => Bound.Contains(type);

    public static void Fill(ApiCall call)
    {
        var services = call.Http.RequestServices;
        services.GetRequiredService<CurrentCall>()._call = call;
        if (services is not CallerServices)
        {
            call.Http.RequestServices = new CallerServices(services);
        }
    }

    private static ApiCall Of(IServiceProvider services, Type type) => services.GetRequiredService<CurrentCall>()._call
        ?? throw new InvalidOperationException(
            $"{type.Name} is bound as a parameter of handlers and stage delegates of an API, and cannot be taken from services otherwise. Pass it on from "
                + "there.");
}
