using Lintel.AspNetCore;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Puts the guards of the APIs into an application, and maps their endpoints.</summary>
public static class LintelApplicationBuilderExtensions
{
    /// <summary>
    /// Puts the guards of every API before everything that comes after it. Requests outside the base paths pass untouched. Routing must come before, as
    /// it does by itself in a <c>WebApplication</c>. CORS should come before, so that refusals carry its header fields too; after it, preflights and the
    /// answers to admitted requests have them. Authentication, authorization and a rate limiter may come before, where their refusals are their own, or after,
    /// where inside an API they are the contract's. An output cache must come after.
    /// </summary>
    /// <exception cref="InvalidOperationException">
    /// Called twice, or where no endpoint can be known. An order that cannot work is refused when the application starts.
    /// </exception>
    public static IApplicationBuilder UseLintel(this IApplicationBuilder app)
    {
        var services = app.ApplicationServices;
        var order = services.GetService<PipelineOrder>()
            ?? throw new InvalidOperationException("UseLintel needs the services of Lintel. Call builder.Services.AddLintel(…).");
        order.Note(app);
        order.Endpoints!.DataSources.Add(services.GetRequiredService<UnmatchedRoutes>());
        return app.Use(next =>
        {
            order.Check();
            var policies = services.GetService<IAuthorizationPolicyProvider>();
            var walk = new StageWalk(
                next,
                policies is null ? null : new EndpointAuthorization(policies),
                services.GetRequiredService<IdempotencyRecords>(),
                services.GetRequiredService<RequestMetrics>());
            var shadow = ActivatorUtilities.CreateInstance<ShadowWalk>(services, next);
            var door = ActivatorUtilities.CreateInstance<FrontDoor>(services, next, walk, shadow);
            services.GetRequiredService<InnerPipeline>().Note(door.InvokeAsync);
            return door.InvokeAsync;
        });
    }

    /// <summary>A group for the endpoints of one API, under its contract's base path.</summary>
    /// <param name="endpoints">The application.</param>
    /// <param name="api">The contract's name.</param>
    /// <param name="configure">What the API tells beyond its contract.</param>
    /// <exception cref="InvalidOperationException">No contract of this name was added.</exception>
    public static RouteGroupBuilder MapApi(this IEndpointRouteBuilder endpoints, string api, Action<ApiOptions>? configure = null)
    {
        var runtime = endpoints.ServiceProvider.GetRequiredService<ApiDirectory>().Named(api);
        configure?.Invoke(runtime.Options);
        var group = (runtime.IsShadow ? endpoints : new ApiEndpoints(endpoints)).MapGroup(runtime.Contract.BasePath);
        group.WithMetadata(new ApiMembership(runtime.Served));
        ((IEndpointConventionBuilder)group).Finally(OperationCollector.Describe);
        return group;
    }
}
