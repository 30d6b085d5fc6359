using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.OutputCaching;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.DependencyInjection;

namespace Lintel.AspNetCore;

/// <summary>
/// The output cache policies of an endpoint, in the order in which the framework asks for them: the last policy, then the last attribute. An attribute
/// that names a policy of the application is taken apart, since the framework would ask for that policy after Lintel's; one without a name has the
/// framework's default policy alone and stays.
/// </summary>
internal static class OutputCacheMetadata
{
    /// <summary>The endpoint with Lintel's policy around its own.</summary>
    public static RouteEndpoint Guard(RouteEndpoint endpoint)
    {
        var attribute = endpoint.Metadata.GetMetadata<OutputCacheAttribute>() is { PolicyName: not null } named ? named : null;
        var policies = new List<IOutputCachePolicy>();
        if (endpoint.Metadata.GetMetadata<IOutputCachePolicy>() is { } own)
        {
            policies.Add(own);
        }

        if (attribute is not null)
        {
            policies.AddRange(PoliciesOf(attribute));
        }

        return new RouteEndpoint(
            endpoint.RequestDelegate!,
            endpoint.RoutePattern,
            endpoint.Order,
            new EndpointMetadataCollection(
                [.. endpoint.Metadata.Where(item => attribute is null || item is not OutputCacheAttribute), new ApiOutputCachePolicy(policies)]),
            endpoint.DisplayName);
    }

    private static IEnumerable<IOutputCachePolicy> PoliciesOf(OutputCacheAttribute attribute)
    {
        var conventions = new Conventions();
        conventions.CacheOutput(attribute.PolicyName!).CacheOutput(policy => Describe(policy, attribute), excludeDefaultPolicy: true);
        return conventions.Endpoint.Metadata.OfType<IOutputCachePolicy>();
    }

    private static void Describe(OutputCachePolicyBuilder policy, OutputCacheAttribute attribute)
    {
        if (attribute.NoStore)
        {
            policy.NoCache();
        }

        if (attribute.VaryByQueryKeys is { } queryKeys)
        {
            policy.SetVaryByQuery(queryKeys);
        }

        if (attribute.VaryByRouteValueNames is { } routeValues)
        {
            policy.SetVaryByRouteValue(routeValues);
        }

        if (attribute.VaryByHeaderNames is { } headers)
        {
            policy.SetVaryByHeader(headers);
        }

        if (attribute.Tags is { } tags)
        {
            policy.Tag(tags);
        }

        if (attribute.Duration > 0)
        {
            policy.Expire(TimeSpan.FromSeconds(attribute.Duration));
        }
    }

    /// <summary>Takes what <c>CacheOutput</c> says of an endpoint; the framework makes policies in no other public way.</summary>
    private sealed class Conventions : IEndpointConventionBuilder
    {
        public RouteEndpointBuilder Endpoint { get; } = new(requestDelegate: null, RoutePatternFactory.Parse("/"), order: 0);

        public void Add(Action<EndpointBuilder> convention) => convention(Endpoint);
    }
}
