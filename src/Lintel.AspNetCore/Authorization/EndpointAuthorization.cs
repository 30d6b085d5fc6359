using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;

namespace Lintel.AspNetCore;

/// <summary>
/// Evaluates an operation's policies after the guards where the authorization middleware stands before <c>UseLintel</c>, as <c>WebApplication</c> puts it by
/// itself; there it saw only the surrogate, which asks for nothing.
/// </summary>
internal sealed class EndpointAuthorization(IAuthorizationPolicyProvider policies)
{
    // The mark that the middleware leaves on each request, and that the framework asks for before it runs an endpoint with policies.
    private const string Mark = "__AuthorizationMiddlewareWithEndpointInvoked";

    /// <summary>True where the middleware has come before; where it comes later, it evaluates the policies itself.</summary>
    public bool RanBefore(HttpContext http) => http.Feature<IItemsFeature>() is { } items && items.Items.ContainsKey(Mark);

    public async ValueTask<Decision> CheckAsync(HttpContext http, GuardedEndpoint endpoint)
    {
        if (await PolicyOfAsync(endpoint) is not { } policy)
        {
            return Decision.Pass;
        }

        var evaluator = http.RequestServices.GetRequiredService<IPolicyEvaluator>();
        var authenticated = await evaluator.AuthenticateAsync(policy, http);
        if (endpoint.Original.Metadata.GetMetadata<IAllowAnonymous>() is not null)
        {
            return Decision.Pass;
        }

        var result = await evaluator.AuthorizeAsync(policy, authenticated, http, resource: http);
        return result.Succeeded ? Decision.Pass : Refuse(result);
    }

    /// <summary>The caller has passed the contract's own checks of its credential, so it may not do this, whatever the policy would ask of it.</summary>
    public static Refusal Refuse(PolicyAuthorizationResult result)
    {
        var failed = result.AuthorizationFailure?.FailedRequirements.Select(requirement => requirement.ToString()) ?? ["not authenticated"];
        return Refusal.For(Condition.PermissionDenied).BecauseOf($"An authorization policy is not met: {string.Join(", ", failed)}");
    }

    /// <summary>The policy of an endpoint's metadata, or the fallback policy; null for none.</summary>
    public async ValueTask<AuthorizationPolicy?> PolicyOfAsync(GuardedEndpoint endpoint)
    {
        if (endpoint.Policy is { } known)
        {
            return known.Value;
        }

        var metadata = endpoint.Original.Metadata;
        var policy = await AuthorizationPolicy.CombineAsync(
            policies, metadata.GetOrderedMetadata<IAuthorizeData>(), metadata.GetOrderedMetadata<AuthorizationPolicy>());
        var requirements = metadata.GetOrderedMetadata<IAuthorizationRequirementData>().SelectMany(data => data.GetRequirements()).ToArray();
        if (requirements.Length > 0)
        {
            var own = new AuthorizationPolicy(requirements, []);
            policy = policy is null ? own : AuthorizationPolicy.Combine(policy, own);
        }

        if (policies.AllowsCachingPolicies)
        {
            endpoint.Policy = new KnownPolicy(policy);
        }

        return policy;
    }
}
