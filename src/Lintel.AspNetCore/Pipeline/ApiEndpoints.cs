using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Lintel.AspNetCore;

/// <summary>
/// The application's endpoints as the group of an API sees them. What the framework's binding cannot read is thrown there, so that the envelope can
/// name the parameter; the option is the application's own everywhere else.
/// </summary>
internal sealed class ApiEndpoints(IEndpointRouteBuilder application) : IEndpointRouteBuilder
{
    public IServiceProvider ServiceProvider { get; } = new ThrowingServices(application.ServiceProvider);

    public ICollection<EndpointDataSource> DataSources => application.DataSources;

    public IApplicationBuilder CreateApplicationBuilder() => application.CreateApplicationBuilder();

    private sealed class ThrowingServices(IServiceProvider services) : ForwardedServices(services)
    {
        private static readonly IOptions<RouteHandlerOptions> Throwing = Options.Create(new RouteHandlerOptions { ThrowOnBadRequest = true });

        public override object? GetService(Type serviceType) =>
            serviceType == typeof(IOptions<RouteHandlerOptions>) ? Throwing : base.GetService(serviceType);
    }
}
