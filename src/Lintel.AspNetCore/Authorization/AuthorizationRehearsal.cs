using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Infrastructure;
using Microsoft.AspNetCore.Authorization.Policy;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Lintel.AspNetCore;

/// <summary>
/// Evaluates an operation's policies for a request that is only thought of, by the framework's own evaluator with the principal that Lintel makes. Of the
/// application only those handlers run that are marked free of side effects; its registrations tell which there are, and none is made to find out.
/// </summary>
/// <param name="services">The application's registrations.</param>
internal sealed class AuthorizationRehearsal(IServiceCollection services)
{
    private static readonly Type[] Machinery =
    [
        typeof(IAuthorizationPolicyProvider),
        typeof(IPolicyEvaluator),
        typeof(IAuthorizationService),
        typeof(IAuthorizationHandlerProvider),
        typeof(IAuthorizationHandlerContextFactory),
        typeof(IAuthorizationEvaluator),
    ];

    private static readonly Type[] TypedHandlers = [typeof(AuthorizationHandler<>), typeof(AuthorizationHandler<,>)];

    /// <summary>Evaluates the policies of an operation.</summary>
    /// <returns>Null where it has none, or admits anonymous callers.</returns>
    public async ValueTask<RehearsedPolicy?> CheckAsync(ApiCall call, GuardedEndpoint endpoint)
    {
        var provider = call.Http.RequestServices;
        var metadata = endpoint.Original.Metadata;
        if (provider.GetService<IAuthorizationPolicyProvider>() is not { } policies || metadata.GetMetadata<IAllowAnonymous>() is not null)
        {
            return null;
        }

        if (Array.Find(Machinery, IsReplaced) is { } replaced)
        {
            return AsksForPolicy(metadata) ? RehearsedPolicy.Open([], $"The application has its own {replaced.Name}.") : null;
        }

        if (await new EndpointAuthorization(policies).PolicyOfAsync(endpoint) is not { } policy)
        {
            return null;
        }

        string[] requirements = [.. policy.Requirements.Select(TextOf)];
        if (policy.AuthenticationSchemes.Count > 0)
        {
            return RehearsedPolicy.Open(requirements, $"The policy asks the application's scheme {string.Join(", ", policy.AuthenticationSchemes)}.");
        }

        var handlers = services.Where(service => service.ServiceType == typeof(IAuthorizationHandler) && !service.IsKeyedService).Where(IsForeign);
        var asked = handlers.Where(service => Concerns(service, policy)).ToArray();
        return WhyOpen(policy, asked) is { } reason
            ? RehearsedPolicy.Open(requirements, reason)
            : new RehearsedPolicy(requirements, await EvaluateAsync(call, policy, policies, [.. asked.Select(ClassOf).OfType<Type>()]), NotEvaluated: null);
    }

    private static async ValueTask<Refusal?> EvaluateAsync(
        ApiCall call, AuthorizationPolicy policy, IAuthorizationPolicyProvider policies, IReadOnlyCollection<Type> marked)
    {
        var provider = call.Http.RequestServices;
        var options = provider.GetRequiredService<IOptions<AuthorizationOptions>>();
        IAuthorizationHandler[] handlers =
        [
            new PassThroughAuthorizationHandler(options),
            .. marked.Count == 0 ? [] : provider.GetServices<IAuthorizationHandler>().Where(handler => marked.Contains(handler.GetType())),
        ];
        var evaluator = new PolicyEvaluator(new DefaultAuthorizationService(
            policies,
            new DefaultAuthorizationHandlerProvider(handlers),
            provider.GetRequiredService<ILogger<DefaultAuthorizationService>>(),
            new DefaultAuthorizationHandlerContextFactory(),
            new DefaultAuthorizationEvaluator(),
            options));
        CallerIdentity.Attach(call);
        var authenticated = await evaluator.AuthenticateAsync(policy, call.Http);
        var result = await evaluator.AuthorizeAsync(policy, authenticated, call.Http, resource: call.Http);
        return result.Succeeded ? null : EndpointAuthorization.Refuse(result);
    }

    private static string? WhyOpen(AuthorizationPolicy policy, IReadOnlyList<ServiceDescriptor> asked)
    {
        foreach (var service in asked)
        {
            if (ClassOf(service) is not { } type)
            {
                return "The application makes a handler by a factory, so that its class is not known.";
            }

            if (!IsMarked(type))
            {
                return $"The handler {type.Name} is not marked [WithoutSideEffects].";
            }
        }

        foreach (var type in policy.Requirements.Select(requirement => requirement.GetType()))
        {
            if (type == typeof(AssertionRequirement))
            {
                return "An assertion is code of the application, which cannot be marked.";
            }

            if (IsForeign(type) && typeof(IAuthorizationHandler).IsAssignableFrom(type) && !IsMarked(type))
            {
                return $"The requirement {type.Name} is not marked [WithoutSideEffects].";
            }
        }

        return null;
    }

    /// <summary>Tells whether a handler may decide on a policy: one for another kind of requirement never does.</summary>
    private static bool Concerns(ServiceDescriptor service, AuthorizationPolicy policy)
    {
        for (var type = ClassOf(service); type is not null; type = type.BaseType)
        {
            if (type.IsGenericType && TypedHandlers.Contains(type.GetGenericTypeDefinition()))
            {
                return policy.Requirements.Any(type.GetGenericArguments()[0].IsInstanceOfType);
            }
        }

        return true;
    }

    private static Type? ClassOf(ServiceDescriptor service) => service.ImplementationType ?? service.ImplementationInstance?.GetType();

    private static bool AsksForPolicy(EndpointMetadataCollection metadata) =>
        metadata.GetMetadata<IAuthorizeData>() is not null
        || metadata.GetMetadata<AuthorizationPolicy>() is not null
        || metadata.GetMetadata<IAuthorizationRequirementData>() is not null;

    // What the text of a foreign requirement is made of is code of the application.
    private static string TextOf(IAuthorizationRequirement requirement) =>
        IsForeign(requirement.GetType()) ? requirement.GetType().Name : requirement.ToString() ?? requirement.GetType().Name;

    private static bool IsMarked(Type type) => type.IsDefined(typeof(WithoutSideEffectsAttribute), inherit: false);

    private static bool IsForeign(ServiceDescriptor service) => ClassOf(service) is not { } type || IsForeign(type);

    private static bool IsForeign(Type type) => type.Assembly != typeof(AuthorizationPolicy).Assembly && type.Assembly != typeof(PolicyEvaluator).Assembly;

    private bool IsReplaced(Type service) =>
        services.LastOrDefault(registered => registered.ServiceType == service && !registered.IsKeyedService) is { } last && IsForeign(last);
}

/// <summary>The decision of an operation's policies on a request that is only thought of.</summary>
/// <param name="Requirements">What they require.</param>
/// <param name="Refusal">The refusal; null where they are met, and where they were not evaluated.</param>
/// <param name="NotEvaluated">The reason why they were not evaluated; null where they were.</param>
internal sealed record RehearsedPolicy(IReadOnlyList<string> Requirements, Refusal? Refusal, string? NotEvaluated)
{
    /// <summary>Policies whose evaluation would run code of the application.</summary>
    public static RehearsedPolicy Open(IReadOnlyList<string> requirements, string reason) => new(requirements, Refusal: null, reason);
}
