using Lintel.AspNetCore;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.ApiExplorer;
using Microsoft.AspNetCore.Mvc.Controllers;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Lintel.Reference;

/// <summary>The endpoints inside APIs that one of the application's own documents describes.</summary>
internal sealed class DescribedEndpoints
{
    private readonly EndpointCatalog _catalog;
    private readonly EndpointDataSource _endpoints;
    private readonly (ApiDescription Description, ApiRuntime Runtime, Operation Operation)[] _included;

    /// <param name="services">The services of the application.</param>
    /// <param name="document">The name of the document.</param>
    public DescribedEndpoints(IServiceProvider services, string document)
    {
        _catalog = services.GetRequiredService<EndpointCatalog>();
        _endpoints = services.GetRequiredService<EndpointDataSource>();
        var options = services.GetRequiredService<IOptionsMonitor<OpenApiOptions>>().Get(document);
        _included =
        [
            .. from all in services.GetRequiredService<IApiDescriptionGroupCollectionProvider>().ApiDescriptionGroups.Items
               from description in all.Items
               where options.ShouldInclude(description)
               let guarded = EndpointOf(description) is { } endpoint ? _catalog.PlaceOf(endpoint).Guarded : null
               where guarded is not null
               select (description, guarded.Runtime, guarded.Operation),
        ];
    }

    /// <summary>
    /// Finds what an operation of the document stands for: the operations of an API that have its path and method, several where query parameters choose
    /// between them. Null for an endpoint outside the APIs.
    /// </summary>
    public DescribedEndpoint? Find(ApiDescription description)
    {
        if (Array.Find(_included, one => one.Description == description) is not { Operation: { } operation, Runtime: var runtime })
        {
            return null;
        }

        var path = OperationPaths.Of(operation);
        return new DescribedEndpoint(
            runtime,
            description.HttpMethod ?? HttpMethods.Get,
            [
                .. _included.Where(one => one.Description.HttpMethod == description.HttpMethod && OperationPaths.Of(one.Operation) == path)
                    .Select(one => one.Operation),
            ]);
    }

    /// <summary>
    /// The endpoint that a description was made of. One of an action is found by its id, because conventions of <c>MapControllers</c>, and the prefix of the
    /// group that it was called on, are known to the endpoint alone. The description of another has all that it was mapped with.
    /// </summary>
    private RouteEndpoint? EndpointOf(ApiDescription description)
    {
        if (description.ActionDescriptor is ControllerActionDescriptor action)
        {
            var path = PathOf(RoutePatternFactory.Parse(description.RelativePath ?? string.Empty));
            RouteEndpoint[] routes =
            [
                .. _endpoints.Endpoints.OfType<RouteEndpoint>()
                    .Where(endpoint => endpoint.Metadata.GetMetadata<ControllerActionDescriptor>()?.Id == action.Id),
            ];
            return routes is [var only] ? only : Array.Find(routes, endpoint => PathOf(endpoint.RoutePattern) == path);
        }

        return new RouteEndpoint(
            _ => Task.CompletedTask,
            RoutePatternFactory.Parse(description.RelativePath ?? string.Empty),
            order: 0,
            new EndpointMetadataCollection(description.ActionDescriptor.EndpointMetadata),
            description.ActionDescriptor.DisplayName);
    }

    private static string PathOf(RoutePattern pattern) => OperationPaths.WithoutNames(OperationPaths.Of(pattern));
}

/// <summary>The operations of an API that an operation of a document stands for.</summary>
/// <param name="Runtime">The API.</param>
/// <param name="Method">The method.</param>
/// <param name="Operations">The operations, at least one.</param>
internal sealed record DescribedEndpoint(ApiRuntime Runtime, string Method, IReadOnlyList<Operation> Operations);
