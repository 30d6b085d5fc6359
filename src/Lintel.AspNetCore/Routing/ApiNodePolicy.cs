using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Matching;

namespace Lintel.AspNetCore;

/// <summary>
/// Changes what routing may select inside an API, once, when its tables are built: operations by their surrogates, whatever merely reaches into the base
/// path by nothing, and last the endpoint for requests that no operation answers. So no request is spent on it, and the 405 and 415 endpoints of the
/// framework are never made. At each request it only keeps everything of the application from paths that lie in an API otherwise than routing reads them.
/// </summary>
internal sealed class ApiNodePolicy(ApiDirectory apis, EndpointCatalog catalog, BypassedGuards bypassed) : MatcherPolicy, INodeBuilderPolicy
{
    // Before all others: they must not see an endpoint that is not there.
    public override int Order => int.MinValue;

    public bool AppliesToEndpoints(IReadOnlyList<Endpoint> endpoints) =>
        endpoints.Any(endpoint => endpoint.Metadata.GetMetadata<ApiEndpoint>() is not null || endpoint.Metadata.GetMetadata<ApiMembership>() is not null);

    public IReadOnlyList<PolicyNodeEdge> GetEdges(IReadOnlyList<Endpoint> endpoints)
    {
        var api = ApiOf(endpoints);
        var kept = new List<Endpoint>();
        var operations = new List<GuardedEndpoint>();
        foreach (var endpoint in endpoints.Where(endpoint => !IsForMisread(endpoint)))
        {
            var place = catalog.PlaceOf(endpoint);
            if (place.Guarded is { Runtime.IsShadow: true })
            {
                kept.Add(endpoint);
            }
            else if (place.Guarded is { } guarded && (api is null || guarded.Api == api))
            {
                // What chooses another endpoint by code of its own, at each request, cannot be known beforehand.
                if (endpoint.Metadata.GetMetadata<IDynamicEndpointMetadata>() is not { IsDynamic: true })
                {
                    kept.Add(guarded.Surrogate);
                    operations.Add(guarded);
                }
            }
            else if (api is null || (place.Guarded is null && place.Api == api))
            {
                kept.Add(endpoint);
            }
        }

        if (api is not null)
        {
            kept.Add(UnmatchedRoutes.For(api, operations, bypassed));
        }

        return [new PolicyNodeEdge(false, kept), new PolicyNodeEdge(true, [.. endpoints.Where(IsForMisread)])];
    }

    public PolicyJumpTable BuildJumpTable(int exitDestination, IReadOnlyList<PolicyJumpTableEdge> edges) =>
        new ByReading(apis, Destination(edges, isMisread: false), Destination(edges, isMisread: true));

    private static int Destination(IReadOnlyList<PolicyJumpTableEdge> edges, bool isMisread) => edges.Single(edge => edge.State.Equals(isMisread)).Destination;

    private static bool IsForMisread(Endpoint endpoint) => endpoint.Metadata.GetMetadata<MisreadEndpoint>() is not null;

    /// <summary>The API with the longest base path that these paths are under.</summary>
    private static ServedApi? ApiOf(IReadOnlyList<Endpoint> endpoints) => endpoints
        .Select(endpoint => endpoint.Metadata.GetMetadata<UnmatchedEndpoint>()?.Api)
        .OfType<ServedApi>()
        .MaxBy(api => api.BasePath.Length);

    private sealed class ByReading(ApiDirectory apis, int asIs, int misread) : PolicyJumpTable
    {
        public override int GetDestination(HttpContext httpContext) => apis.IsMisread(httpContext.Request.Path) ? misread : asIs;
    }
}

/// <summary>
/// Takes the endpoint for unanswered requests away again where an operation is selected for certain: with a single candidate the framework's matcher
/// allocates nothing.
/// </summary>
internal sealed class CertainNodePolicy : MatcherPolicy, INodeBuilderPolicy
{
    // After all others, which divide operations by methods and hosts.
    public override int Order => int.MaxValue;

    public bool AppliesToEndpoints(IReadOnlyList<Endpoint> endpoints) => endpoints.Count > 1
        && endpoints.Any(endpoint => endpoint.Metadata.GetMetadata<UnmatchedEndpoint>() is not null)
        && endpoints.Any(endpoint => endpoint.Metadata.GetMetadata<GuardedEndpoint>() is { MatchesItsPath: true })
        && !OperationSelector.Chooses(endpoints);

    public IReadOnlyList<PolicyNodeEdge> GetEdges(IReadOnlyList<Endpoint> endpoints) =>
        [new PolicyNodeEdge(nameof(CertainNodePolicy), [.. endpoints.Where(endpoint => endpoint.Metadata.GetMetadata<UnmatchedEndpoint>() is null)])];

    public PolicyJumpTable BuildJumpTable(int exitDestination, IReadOnlyList<PolicyJumpTableEdge> edges) => new OnlyEdge(edges[0].Destination);
}

/// <summary>Leads to the one edge that there is.</summary>
internal sealed class OnlyEdge(int destination) : PolicyJumpTable
{
    public override int GetDestination(HttpContext httpContext) => destination;
}
