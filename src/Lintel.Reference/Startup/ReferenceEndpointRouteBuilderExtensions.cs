using Lintel.AspNetCore;
using Lintel.Contracts;
using Lintel.Keys;
using Lintel.Reference;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Maps the reference portal.</summary>
public static class ReferenceEndpointRouteBuilderExtensions
{
    /// <summary>
    /// Maps the reference portal at <see cref="ReferenceOptions.Path"/>: an index, and for each contract a home, a page for each error code, the same pages as
    /// Markdown, and the OpenAPI document. They need no credential, a fallback policy of the application or not, unless <c>RequireAuthorization</c> is said of
    /// them; no API description has them. From then on every error of these APIs names the page of its code in the field <c>Link</c>.
    /// </summary>
    /// <param name="endpoints">The application, or a group of it whose prefix has no parameters and comes before <see cref="ReferenceOptions.Path"/>.</param>
    /// <returns>All endpoints of the portal, for conventions such as <c>RequireHost</c> and <c>RequireAuthorization</c>.</returns>
    /// <exception cref="InvalidOperationException"><c>AddReference</c> was not called.</exception>
    public static IEndpointConventionBuilder MapReference(this IEndpointRouteBuilder endpoints)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        var services = endpoints.ServiceProvider;
        if (services.GetService<ReferenceMarker>() is null)
        {
            throw new InvalidOperationException("The reference portal is not among the services. Call AddReference() on what AddLintel(...) returns.");
        }

        var paths = new ReferencePaths(services.GetRequiredService<IOptions<ReferenceOptions>>().Value.Path);
        var directory = services.GetRequiredService<ApiDirectory>();
        var options = services.GetRequiredService<LintelOptions>();

        // Customers read of their own APIs first.
        string[] names =
        [
            .. options.Contracts.OrderBy(contract => contract.Api == Contract.Default.Api)
                .ThenBy(contract => contract.Title, StringComparer.Ordinal)
                .Select(contract => contract.Api),
        ];
        var apis = new PortalApis(directory, names, options, canBeTried: services.GetService<ITryPages>() is not null);
        var seal = new Lazy<ExplanationSeal>(services.GetRequiredService<ExplanationSeal>);
        Tell(paths.Root);
        var portal = endpoints.MapGroup(string.Empty).ExcludeFromDescription().OutsideContract();
        ((IEndpointConventionBuilder)portal).Finally(OpenPages.OpenUnlessAuthorized);
        portal.AddEndpointFilter(static (context, next) =>
        {
            context.HttpContext.Features.Set(QuietRequest.ForPage);
            return next(context);
        });
        OpenApiEndpoints.Map(portal, paths, apis.Select(api => api.Contract));
        PortalEndpoints.Map(portal, new MappedReference(paths, Tell), apis);
        return portal;

        void Tell(string root)
        {
            foreach (var api in apis)
            {
                api.Runtime.ErrorPages.MapAt(root, seal);
            }
        }
    }
}
