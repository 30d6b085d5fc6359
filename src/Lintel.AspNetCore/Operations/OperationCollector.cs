using System.Text.Json;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Lintel.AspNetCore;

/// <summary>Makes the operation of an endpoint from its conventions and routing metadata.</summary>
internal static class OperationCollector
{
    /// <summary>Adds the operation to the endpoint's metadata, where the application's own tools find it.</summary>
    public static void Describe(EndpointBuilder endpoint)
    {
        if (endpoint is RouteEndpointBuilder route && !endpoint.Metadata.OfType<Operation>().Any())
        {
            endpoint.Metadata.Add(Make(route.RoutePattern, endpoint.Metadata, endpoint.ApplicationServices));
        }
    }

    public static Operation Make(RoutePattern route, IEnumerable<object> metadata, IServiceProvider services)
    {
        var methods = WithHead(metadata.OfType<IHttpMethodMetadata>().LastOrDefault()?.HttpMethods ?? []);
        var pattern = "/" + route.RawText?.TrimStart('~').Trim('/');
        var name = metadata.OfType<IEndpointNameMetadata>().LastOrDefault()?.EndpointName ?? (methods.Length == 0 ? pattern : $"{methods[0]} {pattern}");
        var operation = new Operation(name, pattern, methods)
        {
            Anonymous = metadata.OfType<IAllowAnonymous>().Any(),
            MaxBody = BodyMetadata.LimitOf(metadata),
            Metadata = new EndpointMetadataCollection(metadata),
            Json = JsonOf(metadata, services),
        };
        var delegates = new OperationDelegates(operation, route, services);
        foreach (var convention in metadata.OfType<OperationConvention>())
        {
            convention.Describe(operation, delegates);
        }

        if (operation.ReadBody is null)
        {
            // The stage reads JSON, whatever the endpoint says it accepts in order to describe itself.
            operation.MediaTypes = metadata.OfType<IAcceptsMetadata>().LastOrDefault()?.ContentTypes ?? [];
            operation.BindsBody = BodyMetadata.IsBound(metadata);
        }

        if (BoundParameters.MethodOf(metadata) is { } handler)
        {
            OperationBinding.Note(operation, handler);
            if (BoundParameters.Of(handler).Contains(typeof(FieldReader)))
            {
                operation.DelegateFaults.Add(
                    $"{operation.Name} takes a FieldReader, which reads at the stage 'body'. Say .Body((FieldReader fields) => …), and take Body<T>.");
            }
        }

        operation.IsIdempotent |= metadata.OfType<IdempotentAttribute>().Any();
        operation.HasNoSideEffects |= metadata.OfType<WithoutSideEffectsAttribute>().Any();
        operation.Scope = metadata.OfType<RequireScopeAttribute>().LastOrDefault()?.Scope ?? operation.Scope;
        operation.Codes = [.. operation.Codes, .. metadata.OfType<RaisesErrorAttribute>().SelectMany(attribute => attribute.Codes)];
        operation.Limits.AddRange(metadata.OfType<CountedUnderAttribute>().Select(attribute => new NamedLimit(attribute.Policy)));
        return operation;
    }

    private static JsonSerializerOptions JsonOf(IEnumerable<object> metadata, IServiceProvider services)
    {
        var options = metadata.OfType<JsonSerializerOptions>().LastOrDefault() ?? services.GetRequiredService<IOptions<JsonOptions>>().Value.SerializerOptions;

        // As the serializer does it when it first writes by them.
        options.MakeReadOnly(populateMissingResolver: true);
        return options;
    }

    /// <summary>RFC 9110 section 9.1: whoever has GET has HEAD.</summary>
    private static string[] WithHead(IReadOnlyList<string> methods) =>
        methods.Contains("GET") && !methods.Contains("HEAD") ? [.. methods, "HEAD"] : [.. methods];
}
