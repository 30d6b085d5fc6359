using System.Text.Json.Nodes;
using Lintel.AspNetCore;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.ApiExplorer;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;

namespace Lintel.Reference;

/// <summary>An application's own document, to whose operations the contracts' are added. Not thread-safe: the framework makes a document in one flow.</summary>
/// <param name="document">The document.</param>
/// <param name="name">The name of the document.</param>
/// <param name="services">The services of the application.</param>
internal sealed class GuestDocument(OpenApiDocument document, string name, IServiceProvider services)
{
    private static readonly string[] Added = ["parameters", "requestBody", "responses", "security", "x-lintel-reserved"];

    private readonly DescribedEndpoints _endpoints = new(services, name);
    private readonly Dictionary<ApiRuntime, ApiParts> _parts = [];

    /// <summary>Adds what the contract says of an operation, where the operation lies in an API.</summary>
    public async Task AddAsync(OpenApiOperation operation, ApiDescription description)
    {
        if (_endpoints.Find(description) is not { } endpoint)
        {
            return;
        }

        var parts = PartsOf(endpoint.Runtime);
        var item = await parts.ItemOfAsync(endpoint);
        var told = parts.Components.Read<OpenApiOperation>(new JsonObject(
            item.Where(member => Added.Contains(member.Key)).Select(member => KeyValuePair.Create(member.Key, member.Value?.DeepClone()))));
        operation.Security = told.Security;
        GuestOperation.AddParameters(operation, told);
        if (endpoint.Operations.Count > 1)
        {
            // The framework describes the last of them alone.
            (operation.Summary, operation.Description) = ((string?)item["summary"], (string?)item["description"]);
            (operation.RequestBody, operation.Responses) = (told.RequestBody, told.Responses);
        }
        else
        {
            GuestOperation.AddBody(operation, told);
            GuestOperation.AddResponses(operation, told);
        }

        foreach (var (name, extension) in told.Extensions ?? new Dictionary<string, IOpenApiExtension>())
        {
            operation.AddExtension(name, extension);
        }
    }

    /// <summary>Takes away the components that were added for parts of which the framework's own were kept.</summary>
    public void RemoveUnused()
    {
        var used = UsedComponents.Of(document);
        foreach (var parts in _parts.Values)
        {
            parts.Components.RemoveAllBut(used);
        }
    }

    private ApiParts PartsOf(ApiRuntime runtime)
    {
        if (!_parts.TryGetValue(runtime, out var parts))
        {
            _parts.Add(runtime, parts = new ApiParts(document, runtime, services.GetRequiredService<LintelOptions>(), Origin()));
        }

        return parts;
    }

    /// <summary>The configured address; otherwise the prefix that the document itself tells its readers of, where it is made for a request.</summary>
    private PublicOrigin Origin()
    {
        var server = document.Servers is [{ Url: { } url }, ..] && Uri.TryCreate(url, UriKind.Absolute, out var address) ? address.AbsolutePath : string.Empty;
        return services.GetRequiredService<PublicOrigins>().Of(
            remote: null, new HeaderDictionary(), new PublicOrigin(Uri.UriSchemeHttps, string.Empty, server.TrimEnd('/')));
    }
}
