using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Lintel.AspNetCore;

/// <summary>
/// Where <c>UseLintel</c> stands among routing, authentication and authorization, as far as the framework tells: each leaves a mark in the properties of
/// the application. An order that cannot work is refused at start-up.
/// </summary>
internal sealed class PipelineOrder(IServiceProviderIsService services)
{
    private const string GlobalRouting = "__GlobalEndpointRouteBuilder";
    private const string Routing = "__EndpointRouteBuilder";
    private const string Authentication = "__AuthenticationMiddlewareSet";
    private const string Authorization = "__AuthorizationMiddlewareSet";

    private IApplicationBuilder? _app;
    private bool _routingIsBefore;
    private bool _authenticationIsBefore;
    private bool _authorizationIsBefore;
    private bool _isChecked;

    /// <summary>The application's route builder; null until <c>UseLintel</c> was called.</summary>
    public IEndpointRouteBuilder? Endpoints { get; private set; }

    /// <summary>True where the application builder routes by itself, before all other middleware.</summary>
    private bool RoutesByItself => _app!.Properties.ContainsKey(GlobalRouting);

    public void Note(IApplicationBuilder app)
    {
        if (_app is not null)
        {
            throw new InvalidOperationException("UseLintel was called twice. One call serves every API: remove the second.");
        }

        // The framework gives branches, and nothing else, properties that are copied when they are written.
        if (app.Properties.GetType().Name.StartsWith("CopyOnWriteDictionary", StringComparison.Ordinal))
        {
            throw new InvalidOperationException(
                "UseLintel stands in a branch of the pipeline (Map, MapWhen, UseWhen), and a request that does not take it would pass no guard. Call "
                    + "UseLintel on the application itself, after "
                + "UseRouting: it leaves everything outside the base paths of its APIs alone.");
        }

        _app = app;
        _routingIsBefore = app.Properties.ContainsKey(Routing);
        _authenticationIsBefore = app.Properties.ContainsKey(Authentication);
        _authorizationIsBefore = app.Properties.ContainsKey(Authorization);
        Endpoints = (app.Properties.TryGetValue(GlobalRouting, out var routes) || app.Properties.TryGetValue(Routing, out routes))
            && routes is IEndpointRouteBuilder builder
            ? builder
            : throw new InvalidOperationException("UseLintel needs to know the endpoint of a request. Call UseRouting before UseLintel.");
    }

    /// <summary>Refuses what cannot work. The first call counts: after it the builder may add middleware of its own, in front.</summary>
    public void Check()
    {
        if (_isChecked)
        {
            return;
        }

        _isChecked = true;
        var properties = _app!.Properties;
        if (!_routingIsBefore && properties.ContainsKey(Routing))
        {
            throw new InvalidOperationException(
                "UseRouting comes after UseLintel, which needs to know the endpoint of a request. Call UseRouting before UseLintel, or not at all: "
                    + "WebApplication does it by itself.");
        }

        if (properties.TryGetValue(Routing, out var last)
            && !ReferenceEquals(last, Endpoints)
            && Endpoints!.DataSources.All(source => source is UnmatchedRoutes))
        {
            throw new InvalidOperationException(
                "UseRouting comes again after UseLintel, which goes by the first call and would guard none of the endpoints. Remove the second UseRouting.");
        }

        var authorizationIsAfter = !_authorizationIsBefore && properties.ContainsKey(Authorization);
        var authorizes = _authorizationIsBefore || (RoutesByItself && services.IsService(typeof(IAuthorizationHandlerProvider)));
        if (!_authenticationIsBefore && properties.ContainsKey(Authentication) && authorizes && !authorizationIsAfter)
        {
            throw new InvalidOperationException(
                "UseAuthentication comes after UseLintel and UseAuthorization before it, so that policies would be evaluated for nobody. Call "
                    + "UseAuthentication and UseAuthorization "
                + "both before UseLintel, or both after it; WebApplication puts those that are not called before everything else.");
        }
    }
}
