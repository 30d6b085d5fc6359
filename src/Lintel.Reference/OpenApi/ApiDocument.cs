using System.Reflection;
using System.Text.Json.Nodes;
using Lintel.AspNetCore;
using Lintel.Contracts;
using Microsoft.OpenApi;

namespace Lintel.Reference;

/// <summary>Makes the OpenAPI document of an API from its contract and its operations.</summary>
/// <param name="runtime">The API.</param>
/// <param name="settings">The application's settings.</param>
/// <param name="reference">The settings of the reference.</param>
internal sealed class ApiDocument(ApiRuntime runtime, LintelOptions settings, ReferenceOptions reference)
{
    private const string Version = "3.1.1";
    private const string UnknownVersion = "1";

    private static readonly string[] KnownMethods = ["GET", "PUT", "POST", "DELETE", "OPTIONS", "HEAD", "PATCH", "TRACE"];

    private Contract Contract => runtime.Contract;

    private ReferencePaths Paths => new(runtime.ErrorPages.Root);

    private IEnumerable<Operation> Described => DescribedOperations.Of(runtime);

    /// <summary>Writes the document for callers who reach the application at an address.</summary>
    /// <exception cref="InvalidOperationException">The document is not valid, because what operations say of themselves contradicts itself.</exception>
    public async Task<DocumentTexts> WriteAsync(PublicOrigin origin)
    {
        var document = await MakeAsync(origin);
        return new DocumentTexts(
            await document.SerializeAsJsonAsync(OpenApiSpecVersion.OpenApi3_1),
            await document.SerializeAsYamlAsync(OpenApiSpecVersion.OpenApi3_1));
    }

    private async Task<OpenApiDocument> MakeAsync(PublicOrigin origin)
    {
        var (document, diagnostic) = OpenApiDocument.Parse((await DescribeAsync(origin)).ToJsonString(), OpenApiConstants.Json);
        if (document is null || diagnostic is { Errors.Count: > 0 })
        {
            var faults = diagnostic?.Errors.Select(error => error.ToString()) ?? [];
            throw new InvalidOperationException($"The OpenAPI document of '{Contract.Api}' is not valid: {string.Join("; ", faults)}");
        }

        SingleValues.WriteIn(document);
        RemoveUnusedHeaders(document);
        reference.CompleteDocument?.Invoke(document, Contract);
        return document;
    }

    /// <summary>Takes away the header fields that none of the API's answers has: linters refuse components that nobody uses.</summary>
    private static void RemoveUnusedHeaders(OpenApiDocument document)
    {
        var used = UsedComponents.Of(document);
        var headers = document.Components?.Headers ?? new Dictionary<string, IOpenApiHeader>();
        foreach (var name in headers.Keys.Where(name => !used.Contains($"headers/{name}")).ToArray())
        {
            headers.Remove(name);
        }
    }

    private async Task<JsonObject> DescribeAsync(PublicOrigin origin)
    {
        var root = settings.PublicAddress is null ? origin.Prefix : origin.Address;
        var schemas = new JsonObject();
        var errors = new ErrorResponses(runtime, origin, new ErrorSchemas(Contract, schemas), code => root + Paths.Of(Contract, code));
        var types = TypeSchemas.Of(runtime, schemas);
        var items = new OperationItems(runtime, settings, types, new SchemaExamples(schemas, types.Given), errors);
        var document = new JsonObject
        {
            ["openapi"] = Version,
            ["info"] = Info(),
            ["servers"] = new JsonArray(new JsonObject { ["url"] = root + Contract.BasePath is { Length: > 0 } server ? server : "/" }),
            ["tags"] = Tags(),
            ["paths"] = await PathsAsync(items),
        };
        document["components"] = Components(schemas, errors.Components);
        if (settings.PublicAddress is not null)
        {
            // A relative address is none that the schema of OpenAPI takes here.
            document["externalDocs"] = new JsonObject { ["description"] = "The errors of the API, each with a page.", ["url"] = root + Paths.Of(Contract) };
        }

        var early = OperationErrors.WithoutOperation(runtime);
        document[ErrorEntries.Name] = ErrorEntries.Of(early, Contract, code => root + Paths.Of(Contract, code), withStatus: true);
        return document;
    }

    private JsonObject Info()
    {
        var info = new JsonObject { ["title"] = Contract.Title, ["version"] = Contract.Version ?? VersionOf(Assembly.GetEntryAssembly()) };
        if (Contract.Guide.Length > 0)
        {
            info["description"] = Contract.Guide;
        }

        return info;
    }

    /// <summary>The version of the application, without the commit that a build puts behind a plus.</summary>
    private static string VersionOf(Assembly? application) =>
        application?.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? UnknownVersion;

    private JsonArray Tags() => new(
    [
        .. Described.SelectMany(operation => OperationItems.TagsOf(operation, PathOf(operation)).Select(tag => (Tag: tag, operation.Name)))
            .GroupBy(pair => pair.Tag, pair => pair.Name, StringComparer.Ordinal)
            .OrderBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => new JsonObject
            {
                ["name"] = group.Key,
                ["description"] = $"The operations {string.Join(", ", group.Select(name => $"`{name}`"))}.",
            }),
    ]);

    private async Task<JsonObject> PathsAsync(OperationItems items)
    {
        var described = new JsonObject();
        foreach (var path in Described.GroupBy(operation => OperationPaths.WithoutNames(PathOf(operation)), StringComparer.OrdinalIgnoreCase)
            .OrderBy(group => PathOf(group.First()), StringComparer.Ordinal))
        {
            var spelled = PathOf(path.First());
            var item = new JsonObject();
            foreach (var method in path.SelectMany(MethodsOf).Distinct(StringComparer.Ordinal))
            {
                Operation[] answering = [.. path.Where(operation => MethodsOf(operation).Contains(method))];
                item[method.ToLowerInvariant()] = await items.OfAsync(method, spelled, answering);
            }

            if (item.Count > 0)
            {
                described[spelled] = item;
            }
        }

        return described;
    }

    /// <summary>
    /// GET brings HEAD along, which OpenAPI need not be told. An operation for every method is described as GET. OpenAPI 3.1 has no place for methods beyond
    /// its own.
    /// </summary>
    private static IEnumerable<string> MethodsOf(Operation operation) => operation.Methods.Count == 0
        ? ["GET"]
        : operation.Methods.Where(method => KnownMethods.Contains(method) && (method != "HEAD" || !operation.Methods.Contains("GET")));

    /// <summary>The path below the base path.</summary>
    private string PathOf(Operation operation) => OperationPaths.Below(Contract, operation);

    private JsonObject Components(JsonObject schemas, JsonObject responses)
    {
        var components = new JsonObject();
        if (schemas.Count > 0)
        {
            components["schemas"] = schemas;
        }

        if (responses.Count > 0)
        {
            components["responses"] = responses;
        }

        components["headers"] = new JsonObject(ResponseHeaderSchemas.Components(Contract));
        var schemes = SecuritySchemes.Of(Contract, inQuery: Described.Any(operation => operation.AcceptsCredentialInQuery));
        if (schemes.Count > 0)
        {
            components["securitySchemes"] = schemes;
        }

        return components;
    }
}
