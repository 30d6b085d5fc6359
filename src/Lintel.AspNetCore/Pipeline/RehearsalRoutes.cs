using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Primitives;

namespace Lintel.AspNetCore;

/// <summary>
/// Selects the endpoint of a request that is only thought of, by the framework's own routing over the application's endpoints, and runs none. Made when the
/// first such request comes, because the tables take their memory.
/// </summary>
internal sealed class RehearsalRoutes(PipelineOrder order, IServiceProvider services)
{
    private const string GlobalRouting = "__GlobalEndpointRouteBuilder";

    private readonly Lazy<RequestDelegate> _route = new(() => Build(order, services));

    /// <summary>Selects the endpoint, which the request has afterwards.</summary>
    public Task SelectAsync(HttpContext http) => _route.Value(http);

    private static RequestDelegate Build(PipelineOrder order, IServiceProvider services)
    {
        var app = new ApplicationBuilder(services);
        var endpoints = order.Endpoints ?? throw new InvalidOperationException("UseLintel was not called.");
        app.Properties[GlobalRouting] = new Routes(services, [.. endpoints.DataSources.Select(source => new WithoutShortCircuits(source))]);
        app.UseRouting();
        app.Run(static _ => Task.CompletedTask);
        return app.Build();
    }

    private sealed class Routes(IServiceProvider services, ICollection<EndpointDataSource> sources) : IEndpointRouteBuilder
    {
        public IServiceProvider ServiceProvider => services;

        public ICollection<EndpointDataSource> DataSources => sources;

        public IApplicationBuilder CreateApplicationBuilder() => new ApplicationBuilder(services);
    }

    /// <summary>Leaves out the endpoints that routing would run itself. They are in no contract: an operation may not short-circuit.</summary>
    private sealed class WithoutShortCircuits(EndpointDataSource source) : EndpointDataSource
    {
        public override IReadOnlyList<Endpoint> Endpoints => [.. source.Endpoints.Where(endpoint => !EndpointCatalog.ShortCircuits(endpoint))];

        public override IChangeToken GetChangeToken() => source.GetChangeToken();
    }
}
