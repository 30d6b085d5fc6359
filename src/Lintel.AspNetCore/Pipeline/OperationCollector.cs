using Lintel.Contracts;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;

namespace Lintel.AspNetCore;

/// <summary>Makes the operation of an endpoint from its conventions and routing metadata.</summary>
internal static class OperationCollector
{
    public static void Describe(EndpointBuilder endpoint)
    {
        if (endpoint is not RouteEndpointBuilder route || endpoint.Metadata.OfType<Operation>().Any())
        {
            return;
        }

        var methods = WithHead(endpoint.Metadata.OfType<IHttpMethodMetadata>().LastOrDefault()?.HttpMethods ?? []);
        var pattern = "/" + route.RoutePattern.RawText?.Trim('/');
        var name = endpoint.Metadata.OfType<IEndpointNameMetadata>().LastOrDefault()?.EndpointName ?? $"{methods.FirstOrDefault()} {pattern}";
        var operation = new Operation(name, pattern, methods)
        {
            Anonymous = endpoint.Metadata.OfType<IAllowAnonymous>().Any(),
        };
        foreach (var convention in endpoint.Metadata.OfType<OperationConvention>())
        {
            convention.Describe(operation);
        }

        ReplaceMethods(endpoint, operation);
        endpoint.Metadata.Add(operation);
    }

    /// <summary>RFC 9110 section 9.1: whoever has GET has HEAD.</summary>
    private static string[] WithHead(IReadOnlyList<string> methods) =>
        methods.Contains("GET") && !methods.Contains("HEAD") ? [.. methods, "HEAD"] : [.. methods];

    /// <summary>
    /// The framework's matcher takes the methods of a path as a whole; where query parameters choose the operation, methods belong to each
    /// operation and <see cref="OperationSelector"/> matches them.
    /// </summary>
    private static void ReplaceMethods(EndpointBuilder endpoint, Operation operation)
    {
        foreach (var old in endpoint.Metadata.OfType<IHttpMethodMetadata>().ToArray())
        {
            endpoint.Metadata.Remove(old);
        }

        if (operation.QueryConditions.Count == 0)
        {
            endpoint.Metadata.Add(new HttpMethodMetadata(operation.Methods));
        }
    }
}
