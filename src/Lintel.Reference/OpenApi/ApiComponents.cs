using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using Microsoft.OpenApi.Reader;

namespace Lintel.Reference;

/// <summary>
/// Adds components of an API to a document that has others, each when something first refers to it, under a name that begins with the API's: neither another
/// API nor the application has one that begins so.
/// </summary>
/// <param name="document">The document.</param>
/// <param name="api">The name of the API.</param>
/// <param name="components">The components by kind and name, as the API's own document has them.</param>
internal sealed class ApiComponents(OpenApiDocument document, string api, JsonObject components)
{
    private const string Pointer = "#/components/";
    private const string Security = "securitySchemes";

    private readonly HashSet<(string Kind, string Name)> _added = [];

    /// <summary>Reads a part of the API's own document as one of the other document, and adds what it refers to.</summary>
    /// <exception cref="InvalidOperationException">The part is not valid, because what operations say of themselves contradicts itself.</exception>
    public T Read<T>(JsonObject part)
        where T : IOpenApiElement
    {
        if (part["security"] is JsonArray security)
        {
            part["security"] = new JsonArray([.. security.Select(Requirement)]);
        }

        Adopt(part);
        var read = OpenApiModelFactory.Parse<T>(part.ToJsonString(), OpenApiSpecVersion.OpenApi3_1, document, out var diagnostic, OpenApiConstants.Json);

        // Those of validation are about whole documents: a parameter of a path is a fault where the path is not there.
        var faults = diagnostic.Errors.Where(error => error is not OpenApiValidatorError);
        return read is not null && !faults.Any()
            ? read
            : throw new InvalidOperationException($"What the contract '{api}' adds to an OpenAPI document is not valid: {string.Join("; ", faults)}");
    }

    /// <summary>Takes away the schemas, responses and header fields that were added and are none of the given ones.</summary>
    public void RemoveAllBut(IReadOnlySet<string> used)
    {
        foreach (var (kind, name) in _added.Where(added => !used.Contains($"{added.Kind}/{api}.{added.Name}")))
        {
            _ = kind switch
            {
                "schemas" => document.Components!.Schemas!.Remove($"{api}.{name}"),
                "responses" => document.Components!.Responses!.Remove($"{api}.{name}"),
                "headers" => document.Components!.Headers!.Remove($"{api}.{name}"),
                _ => false,
            };
        }
    }

    private void Adopt(JsonNode? node)
    {
        if (node is JsonArray list)
        {
            foreach (var item in list)
            {
                Adopt(item);
            }
        }
        else if (node is JsonObject members)
        {
            foreach (var (name, value) in members.ToArray())
            {
                if (name == "$ref" && value is JsonValue text && (string?)text is { } meant && meant.StartsWith(Pointer, StringComparison.Ordinal))
                {
                    var place = meant[Pointer.Length..].Split('/');
                    members[name] = $"{Pointer}{place[0]}/{Add(place[0], place[1])}";
                }
                else
                {
                    Adopt(value);
                }
            }
        }
    }

    private JsonObject Requirement(JsonNode? requirement) => new(
        requirement!.AsObject().Select(scheme => KeyValuePair.Create(Add(Security, scheme.Key), scheme.Value?.DeepClone())));

    private string Add(string kind, string name)
    {
        var full = $"{api}.{name}";
        if (_added.Add((kind, name)))
        {
            var component = components[kind]![name]!.DeepClone().AsObject();
            _ = kind switch
            {
                "schemas" => document.AddComponent<IOpenApiSchema>(full, Read<OpenApiSchema>(component)),
                "responses" => document.AddComponent<IOpenApiResponse>(full, Read<OpenApiResponse>(component)),
                "headers" => document.AddComponent<IOpenApiHeader>(full, Read<OpenApiHeader>(component)),
                _ => document.AddComponent<IOpenApiSecurityScheme>(full, Read<OpenApiSecurityScheme>(component)),
            };
        }

        return full;
    }
}
