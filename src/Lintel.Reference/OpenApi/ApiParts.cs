using System.Text.Json.Nodes;
using Lintel.AspNetCore;
using Lintel.Contracts;
using Microsoft.OpenApi;

namespace Lintel.Reference;

/// <summary>Describes the operations of one API for a document that has others as well.</summary>
internal sealed class ApiParts
{
    private readonly ApiRuntime _runtime;
    private readonly OperationItems _items;

    /// <param name="document">The document.</param>
    /// <param name="runtime">The API.</param>
    /// <param name="settings">The application's settings.</param>
    /// <param name="origin">Where callers reach the application.</param>
    public ApiParts(OpenApiDocument document, ApiRuntime runtime, LintelOptions settings, PublicOrigin origin)
    {
        var contract = runtime.Contract;
        var root = settings.PublicAddress is null ? origin.Prefix : origin.Address;
        var pages = new ReferencePaths(runtime.ErrorPages.Root);
        var schemas = new JsonObject();
        var errors = new ErrorResponses(
            runtime, origin, new ErrorSchemas(contract, schemas), code => runtime.ErrorPages.AreMapped ? root + pages.Of(contract, code) : null);
        _runtime = runtime;
        var types = TypeSchemas.Of(runtime, schemas);
        _items = new OperationItems(runtime, settings, types, new SchemaExamples(schemas, types.Given), errors);
        Components = new ApiComponents(document, contract.Api, new JsonObject
        {
            ["schemas"] = schemas,
            ["responses"] = errors.Components,
            ["headers"] = new JsonObject(ResponseHeaderSchemas.Components(contract)),
            ["securitySchemes"] = SecuritySchemes.Of(contract, inQuery: true),
        });
    }

    /// <summary>The components that the descriptions refer to.</summary>
    public ApiComponents Components { get; }

    /// <summary>The description of an operation, as the API's own document has it.</summary>
    public Task<JsonObject> ItemOfAsync(DescribedEndpoint endpoint)
    {
        var path = OperationPaths.Below(_runtime.Contract, endpoint.Operations[0]);
        return _items.OfAsync(endpoint.Method, path, endpoint.Operations);
    }
}
