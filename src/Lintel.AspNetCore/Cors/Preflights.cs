using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Lintel.AspNetCore;

/// <summary>
/// Answers preflights inside an API by the policy that the application's CORS middleware after <c>UseLintel</c> would apply. A preflight carries no
/// credential, so no guard admits it, and it is not passed on to that middleware: others may come before.
/// </summary>
/// <param name="rules">The policies of the CORS middleware after <c>UseLintel</c>.</param>
internal sealed class Preflights(IReadOnlyList<CorsRule> rules)
{
    /// <summary>The policy of a preflight, as the middleware chooses it: the endpoint's before its own.</summary>
    /// <returns>Null where none applies.</returns>
    public async ValueTask<CorsPolicy?> PolicyOfAsync(HttpContext http)
    {
        if (http.RequestServices.GetService<ICorsPolicyProvider>() is not { } policies)
        {
            return null;
        }

        var metadata = http.GetEndpoint()?.Metadata.GetMetadata<ICorsMetadata>();
        return metadata switch
        {
            IDisableCorsAttribute => null,
            ICorsPolicyMetadata own => own.Policy,
            IEnableCorsAttribute { PolicyName: { } name } => await policies.GetPolicyAsync(http, name),
            _ when rules.Count == 0 && metadata is not null => await policies.GetPolicyAsync(http, policyName: null),
            _ => await PolicyOfMiddlewareAsync(http, policies),
        };
    }

    /// <summary>Writes the header fields by which the policy answers a preflight.</summary>
    public static void Apply(CorsPolicy policy, HttpContext http)
    {
        var service = http.RequestServices.GetRequiredService<ICorsService>();
        service.ApplyResult(service.EvaluatePolicy(http, policy), http.Response);
    }

    private async ValueTask<CorsPolicy?> PolicyOfMiddlewareAsync(HttpContext http, ICorsPolicyProvider policies)
    {
        foreach (var rule in rules)
        {
            if ((rule.Policy ?? await policies.GetPolicyAsync(http, rule.Name)) is { } policy)
            {
                return policy;
            }
        }

        return null;
    }
}
