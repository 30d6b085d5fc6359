using System.Text.Json;
using System.Text.Json.Nodes;

namespace Lintel.HttpTests.OpenApi;

/// <summary>An OpenAPI document whose parts are compared with those of another: references are followed and members are sorted.</summary>
internal sealed class FlatDocument(JsonObject document)
{
    public static FlatDocument Read(string json) => new(JsonNode.Parse(json)!.AsObject());

    public JsonObject Document => document;

    /// <summary>Every operation by method and path, without what stands before it in the addresses.</summary>
    public IReadOnlyDictionary<string, JsonObject> OperationsBelow(string basePath) =>
    (
        from path in document["paths"]!.AsObject()
        where path.Key.StartsWith(basePath + "/", StringComparison.Ordinal) || path.Key == basePath
        from method in path.Value!.AsObject()
        where method.Key != "head"
        select KeyValuePair.Create($"{method.Key} {(path.Key == basePath ? "/" : path.Key[basePath.Length..])}", method.Value!.AsObject()))
        .ToDictionary(StringComparer.Ordinal);

    /// <summary>A part of the document as text.</summary>
    public string Flat(JsonNode? part) => Resolve(part, depth: 0)?.ToJsonString() ?? "null";

    /// <summary>The responses of an operation that list errors of a contract, by status.</summary>
    public IReadOnlyDictionary<string, string> ErrorsOf(JsonObject operation) => operation["responses"]!.AsObject()
        .Select(response => (response.Key, Response: Resolve(response.Value, depth: 0)!.AsObject()))
        .Where(response => response.Response.ContainsKey("x-lintel-errors"))
        .ToDictionary(response => response.Key, response => response.Response.ToJsonString(), StringComparer.Ordinal);

    /// <summary>The header fields of the other responses.</summary>
    public IReadOnlyDictionary<string, string> SuccessFieldsOf(JsonObject operation) => operation["responses"]!.AsObject()
        .Select(response => (response.Key, Response: Resolve(response.Value, depth: 0)!.AsObject()))
        .Where(response => !response.Response.ContainsKey("x-lintel-errors"))
        .ToDictionary(response => response.Key, response => response.Response["headers"]?.ToJsonString() ?? string.Empty, StringComparer.Ordinal);

    /// <summary>The alternatives of an operation's security, each with what its schemes are and the scopes.</summary>
    public string SecurityOf(JsonObject operation) => string.Join('\n', operation["security"]!.AsArray().Select(alternative => string.Join(
        " and ",
        alternative!.AsObject().Select(scheme => $"{Flat(document["components"]!["securitySchemes"]![scheme.Key])} {scheme.Value!.ToJsonString()}"))));

    /// <summary>The parameters by place and name.</summary>
    public IReadOnlyDictionary<string, string> ParametersOf(JsonObject operation) => (operation["parameters"]?.AsArray() ?? [])
        .ToDictionary(parameter => $"{parameter!["in"]} {parameter["name"]}", Flat, StringComparer.OrdinalIgnoreCase);

    private JsonNode? Resolve(JsonNode? node, int depth)
    {
        // A schema that contains itself has no end.
        if (depth > 24)
        {
            return null;
        }

        return node switch
        {
            JsonObject reference when (string?)reference["$ref"] is { } pointer => Resolve(Find(pointer), depth + 1),
            JsonObject members => new JsonObject(members.Select(Spelled).OrderBy(member => member.Key, StringComparer.Ordinal)
                .Select(member => KeyValuePair.Create(member.Key, Resolve(member.Value, depth + 1)))),
            JsonArray list => new JsonArray([.. list.Select(item => Resolve(item, depth + 1))]),
            _ => node?.DeepClone(),
        };
    }

    /// <summary>The framework's documents may be of OpenAPI 3.0, which has no constants, and have lists of one value for those that are no texts.</summary>
    private static KeyValuePair<string, JsonNode?> Spelled(KeyValuePair<string, JsonNode?> member) =>
        member is { Key: "const", Value: JsonValue value } && value.GetValueKind() != JsonValueKind.String
            ? KeyValuePair.Create("enum", (JsonNode?)new JsonArray(value.DeepClone()))
            : member;

    private JsonNode Find(string pointer)
    {
        var found = pointer.Split('/').Skip(1).Aggregate((JsonNode?)document, (node, name) => node?[name]);
        Assert.True(found is not null, $"{pointer} is not in the document.");
        return found;
    }
}
