using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.OutputCaching;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.DependencyInjection;

namespace Lintel.AspNetCore;

/// <summary>
/// Says of each endpoint whether it is an operation: it was mapped by <c>MapApi</c>, or its route begins with the literal segments of an API's base path.
/// A route that merely reaches into a base path, by a parameter, is not.
/// </summary>
internal sealed class EndpointCatalog(ApiDirectory apis, BypassedGuards bypassed, ParameterPolicyFactory policies, IServiceProvider services)
{
    private readonly ConditionalWeakTable<Endpoint, EndpointPlace> _places = [];
    private readonly (ServedApi Api, string[] Segments)[] _basePaths =
        [.. apis.All.Select(runtime => (runtime.Served, runtime.Contract.BasePath.Split('/', StringSplitOptions.RemoveEmptyEntries)))];

    private readonly bool _cachesOutput = services.GetRequiredService<IServiceProviderIsService>().IsService(typeof(IOutputCacheStore));

    public EndpointPlace PlaceOf(Endpoint endpoint) => _places.GetValue(endpoint, Find);

    private EndpointPlace Find(Endpoint endpoint)
    {
        if (endpoint is not RouteEndpoint route || endpoint.Metadata.GetMetadata<ApiEndpoint>() is not null)
        {
            return EndpointPlace.Elsewhere;
        }

        var api = endpoint.Metadata.GetMetadata<ApiMembership>()?.Api ?? ByLiteralPrefix(route.RoutePattern);
        if (endpoint.Metadata.GetMetadata<OutsideContractAttribute>() is null)
        {
            return api is null ? EndpointPlace.Elsewhere : new EndpointPlace(api, Guard(route, api));
        }

        // A fallback that is taken out of the contract answers whatever the API at the root has no operation for.
        var from = api ?? Array.Find(_basePaths, known => known.Segments.Length == 0).Api;
        return from is null ? EndpointPlace.Elsewhere : new EndpointPlace(from, null);
    }

    private GuardedEndpoint Guard(RouteEndpoint endpoint, ServedApi api)
    {
        var contract = api.Current.Contract;
        var operation = endpoint.Metadata.GetMetadata<Operation>() ?? OperationCollector.Make(endpoint.RoutePattern, endpoint.Metadata, services);
        string[] faults = [.. OperationFaults.Of(operation, contract), .. FaultsOfShortCircuits(endpoint)];
        return new GuardedEndpoint(
            api,
            operation,
            endpoint,
            BodySizeMetadata.Add(_cachesOutput ? OutputCacheMetadata.Guard(endpoint) : endpoint, operation, contract),
            faults.Length == 0 ? null : string.Join(Environment.NewLine, faults),
            bypassed.AnswerAsync,
            ConstrainedRoute.Of(endpoint.RoutePattern, policies));
    }

    /// <summary>Such an endpoint answers while routing runs, before the guards. The framework keeps the type of the metadata to itself.</summary>
    public static bool ShortCircuits(Endpoint endpoint) => endpoint.Metadata.Any(item => item.GetType().Name == "ShortCircuitMetadata");

    private static IEnumerable<string> FaultsOfShortCircuits(RouteEndpoint endpoint) => ShortCircuits(endpoint)
        ? [$"{endpoint.DisplayName} short-circuits routing, and so would answer before the guards. Take ShortCircuit away, or add .OutsideContract()."]
        : [];

    /// <summary>The APIs with the longest base paths come first.</summary>
    private ServedApi? ByLiteralPrefix(RoutePattern pattern) => Array.Find(_basePaths, known => BeginsWith(pattern, known.Segments)).Api;

    private static bool BeginsWith(RoutePattern pattern, string[] segments)
    {
        if (pattern.PathSegments.Count < segments.Length)
        {
            return false;
        }

        // At the root there is nothing to begin with; a fallback for whatever is left reaches into the API there as elsewhere.
        if (segments.Length == 0 && pattern.PathSegments is [{ IsSimple: true, Parts: [RoutePatternParameterPart { IsCatchAll: true }] }, ..])
        {
            return false;
        }

        for (var i = 0; i < segments.Length; i++)
        {
            if (pattern.PathSegments[i] is not { IsSimple: true } segment
                || segment.Parts[0] is not RoutePatternLiteralPart literal
                || !string.Equals(literal.Content, segments[i], StringComparison.OrdinalIgnoreCase))
            {
                return false;
            }
        }

        return true;
    }
}

/// <summary>The place of an endpoint.</summary>
/// <param name="Api">The API whose base path its route begins with; null for none.</param>
/// <param name="Guarded">The operation; null where the endpoint is in no API, or was taken out by <c>OutsideContract</c>.</param>
internal sealed record EndpointPlace(ServedApi? Api, GuardedEndpoint? Guarded)
{
    public static EndpointPlace Elsewhere { get; } = new(null, null);
}

/// <summary>Says to which API an endpoint belongs.</summary>
/// <param name="Api">The API.</param>
internal sealed record ApiMembership(ServedApi Api);
