using Lintel.Reference;
using Microsoft.AspNetCore.OpenApi;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds what contracts say to an application's own OpenAPI documents.</summary>
public static class OpenApiOptionsExtensions
{
    /// <summary>
    /// Adds to each operation inside an API what its contract says: the error responses with their codes, examples and header fields, the security, and the
    /// parameters and bodies that Lintel reads. Operations outside the APIs stay as they are. The components that it adds are named after the API, such as
    /// <c>shop.NotFound</c>.
    /// </summary>
    /// <example><code>builder.Services.AddOpenApi(options => options.AddLintel());</code></example>
    /// <remarks>Transformers that are added after this one, and those of single endpoints, find what it has added and may change it.</remarks>
    /// <param name="options">The options of one document.</param>
    /// <returns>The options.</returns>
    public static OpenApiOptions AddLintel(this OpenApiOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var transformer = new ContractTransformer();
        return options.AddOperationTransformer(transformer).AddDocumentTransformer(transformer);
    }
}
