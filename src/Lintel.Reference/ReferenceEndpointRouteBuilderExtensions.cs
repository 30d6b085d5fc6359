using Lintel.AspNetCore;
using Lintel.Reference;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Maps the reference pages.</summary>
public static class ReferenceEndpointRouteBuilderExtensions
{
    /// <summary>
    /// Maps <c>&lt;basePath&gt;/errors</c> and <c>&lt;basePath&gt;/errors/&lt;code&gt;</c> for each contract, and <see cref="ReferenceOptions.IndexPath"/> if
    /// set.
    /// The pages need no credential, and no API description has them.
    /// </summary>
    /// <param name="endpoints">The application.</param>
    /// <exception cref="InvalidOperationException"><c>AddReference</c> was not called.</exception>
    public static void MapReference(this IEndpointRouteBuilder endpoints)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        var services = endpoints.ServiceProvider;
        if (services.GetService<ReferenceMarker>() is null)
        {
            throw new InvalidOperationException("The reference pages are not among the services. Call AddReference() on what AddLintel(...) returns.");
        }

        var contracts = services.GetRequiredService<LintelOptions>().Contracts.OrderBy(contract => contract.Title, StringComparer.Ordinal).ToArray();
        if (services.GetRequiredService<IOptions<ReferenceOptions>>().Value.IndexPath is { } index)
        {
            ReferencePages.MapIndex(endpoints, index, contracts);
        }

        foreach (var contract in contracts)
        {
            ReferencePages.Map(endpoints.MapApi(contract.Api).ExcludeFromDescription(), contract);
        }
    }
}
