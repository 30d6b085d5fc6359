using Lintel.Reference;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Maps the OpenAPI document of an API at an address of its own.</summary>
public static class OpenApiDocumentRouteBuilderExtensions
{
    /// <summary>
    /// Maps the OpenAPI document of an API that <c>MapReference</c> maps under the reference, for an API that publishes it at another address. Needs
    /// <c>AddReference</c>, and no credential.
    /// </summary>
    /// <param name="endpoints">The application, or a group of it.</param>
    /// <param name="pattern">The path, such as <c>/openapi.yaml</c>: YAML where it ends with <c>.yaml</c> or <c>.yml</c>, and JSON otherwise.</param>
    /// <param name="api">The name of the API.</param>
    /// <returns>The endpoint.</returns>
    public static RouteHandlerBuilder MapOpenApiDocument(this IEndpointRouteBuilder endpoints, string pattern, string api)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentNullException.ThrowIfNull(pattern);
        ArgumentException.ThrowIfNullOrEmpty(api);
        var isYaml = pattern.EndsWith(".yaml", StringComparison.OrdinalIgnoreCase) || pattern.EndsWith(".yml", StringComparison.OrdinalIgnoreCase);
        var type = isYaml ? OpenApiEndpoints.YamlType : OpenApiEndpoints.JsonType;
        return endpoints.MapGet(pattern, (HttpContext http, ApiDocuments documents) => OpenApiEndpoints.AnswerAsync(http, documents, api, type))
            .AllowAnonymous()
            .Produces(StatusCodes.Status200OK, contentType: type.Split(';')[0]);
    }
}
