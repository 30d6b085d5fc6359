using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;

namespace Lintel.AspNetCore;

/// <summary>
/// An operation's endpoint. Routing selects its surrogate, which keeps the application's metadata for middleware before <c>UseLintel</c> and never runs
/// the handler; the endpoint to run takes its place once the guards have admitted the request.
/// </summary>
internal sealed class GuardedEndpoint : ApiEndpoint
{
    private readonly ConstrainedRoute? _route;

    /// <param name="api">The API.</param>
    /// <param name="operation">The operation.</param>
    /// <param name="original">The endpoint as the application mapped it.</param>
    /// <param name="admitted">The endpoint that an admitted request runs.</param>
    /// <param name="fault">How the operation does not fit its contract; null where it does.</param>
    /// <param name="blocked">Answers where the surrogate is run.</param>
    /// <param name="route">Matches the path where the route has constraints; null where routing's own match is enough.</param>
    public GuardedEndpoint(
        ServedApi api, Operation operation, RouteEndpoint original, Endpoint admitted, string? fault, RequestDelegate blocked, ConstrainedRoute? route)
        : base(api)
    {
        Operation = operation;
        Original = original;
        Admitted = admitted;
        Fault = fault;
        _route = route;
        Surrogate = new RouteEndpoint(
            blocked,
            original.RoutePattern,
            original.Order,
            new EndpointMetadataCollection(MetadataOfSurrogate()),
            original.DisplayName);
    }

    public Operation Operation { get; }

    public RouteEndpoint Original { get; }

    public Endpoint Admitted { get; }

    /// <summary>The faults of the operation against its contract; null where it has none. Such an operation never runs.</summary>
    public string? Fault { get; }

    public RouteEndpoint Surrogate { get; }

    /// <summary>The policy of the endpoint's authorization metadata; null before it was asked for, and where it must be asked for each time.</summary>
    public KnownPolicy? Policy { get; set; }

    /// <summary>True where routing selects this endpoint for certain once it has come to its path; false where the route has constraints.</summary>
    public bool MatchesItsPath => _route is null;

    public bool Matches(HttpContext http) => HasHost(http.Request) && (_route is null || _route.Matches(http));

    /// <summary>Takes the operation for a request that routing has selected it for.</summary>
    /// <returns>False where the operation has another method; the call has the methods of the path then.</returns>
    public bool TryTake(ApiCall call)
    {
        // The framework takes "get" for GET; methods are case-sensitive (RFC 9110 section 9.1).
        if (!Operation.Answers(call.Http.Request.Method))
        {
            call.AllowedMethods = AllowHeader.Of(call.Runtime.OperationsOf(Operation.Route).SelectMany(other => other.Methods));
            return false;
        }

        call.Operation = Operation;
        if (!Operation.AcceptsMediaType(call.Http.Request))
        {
            call.BodyDecision = MediaTypeCheck.Refuse(Operation.MediaTypes);
        }

        return true;
    }

    private bool HasHost(HttpRequest request) =>
        Original.Metadata.GetMetadata<IHostMetadata>() is not { Hosts: { Count: > 0 } hosts }
        || hosts.Select(host => new HostString(host)).Any(
            host => HostString.MatchesAny(request.Host.Value, [host.Host]) && (host.Port is null || host.Port == PortOf(request)));

    private static int PortOf(HttpRequest request) => request.Host.Port ?? (request.IsHttps ? 443 : 80);

    /// <summary>
    /// Authorization is evaluated after the guards, so what asks for it is left out, and a fallback policy does not apply. So is what is accepted: a
    /// wrong media type is refused at the contract's place for it, and the framework's own 415 endpoint would come before the guards.
    /// </summary>
    private IEnumerable<object> MetadataOfSurrogate()
    {
        foreach (var item in Original.Metadata)
        {
            if (item is not (IAuthorizeData or AuthorizationPolicy or IAuthorizationRequirementData
                or IAcceptsMetadata or IHttpMethodMetadata or Lintel.AspNetCore.Operation))
            {
                yield return item;
            }
        }

        // Where query parameters choose the operation, methods belong to each operation and OperationSelector matches them.
        if (Operation.QueryConditions.Count == 0 && Operation.Methods.Count > 0)
        {
            yield return new HttpMethodMetadata(Operation.Methods, Original.Metadata.GetMetadata<IHttpMethodMetadata>()?.AcceptCorsPreflight ?? false);
        }

        yield return new AllowAnonymousAttribute();
        yield return Operation;
        yield return this;
    }
}
