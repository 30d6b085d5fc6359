using System.Text.Json.Nodes;
using Lintel.AspNetCore;
using Lintel.HttpTests.Harness;

namespace Lintel.HttpTests.OpenApi;

/// <summary>The document of one API as a client reads it.</summary>
internal sealed class DocumentedApi(string basePath, JsonObject document)
{
    private const string Errors = "x-lintel-errors";

    public JsonObject Document => document;

    public static async Task<DocumentedApi> ReadAsync(LintelHost host, ApiRuntime runtime)
    {
        var text = await host.Client.GetStringAsync($"/docs/{runtime.Contract.Api}/openapi.json", TestContext.Current.CancellationToken);
        return new DocumentedApi(runtime.Contract.BasePath, JsonNode.Parse(text)!.AsObject());
    }

    /// <summary>The errors of requests that no operation answers.</summary>
    public IEnumerable<(int Status, string Code)> WithoutOperation =>
        document[Errors]!.AsArray().Select(error => (error!["status"]!.GetValue<int>(), error["code"]!.ToString()));

    /// <summary>Every operation of the document.</summary>
    public IEnumerable<(string Method, string Path, JsonObject Operation)> Operations =>
        from path in document["paths"]!.AsObject()
        from method in path.Value!.AsObject()
        select (method.Key.ToUpperInvariant(), path.Key, method.Value!.AsObject());

    /// <summary>The errors of an operation.</summary>
    public IEnumerable<(int Status, string Code)> ErrorsOf(JsonObject operation) =>
        from response in operation["responses"]!.AsObject()
        where int.TryParse(response.Key, out _)
        from error in Resolve(response.Value!)[Errors]?.AsArray() ?? []
        select (int.Parse(response.Key, System.Globalization.CultureInfo.InvariantCulture), error["code"]!.ToString());

    /// <summary>The responses of an operation where all is well.</summary>
    public static IEnumerable<(int Status, JsonObject Response)> SuccessesOf(JsonObject operation) =>
        from response in operation["responses"]!.AsObject()
        where int.TryParse(response.Key, out var status) && status is >= 200 and < 300
        select (int.Parse(response.Key, System.Globalization.CultureInfo.InvariantCulture), response.Value!.AsObject());

    /// <summary>A schema of the document that stands alone, with the components that it refers to.</summary>
    public string Whole(JsonNode schema)
    {
        var whole = (JsonObject)schema.DeepClone();
        whole["$defs"] = document["components"]!["schemas"]!.DeepClone();
        return WithoutExtensions(whole)!.ToJsonString().Replace("#/components/schemas/", "#/$defs/", StringComparison.Ordinal);
    }

    /// <summary>The same without the extensions that OpenAPI admits in schemas, and the validator does not.</summary>
    public static JsonNode? WithoutExtensions(JsonNode? node) => node switch
    {
        JsonObject members => new JsonObject(members.Where(member => !member.Key.StartsWith("x-", StringComparison.Ordinal))
            .Select(member => KeyValuePair.Create(member.Key, WithoutExtensions(member.Value)))),
        JsonArray items => new JsonArray([.. items.Select(WithoutExtensions)]),
        _ => node?.DeepClone(),
    };

    /// <summary>The operation of the document that stands for one of the API.</summary>
    public JsonObject? Find(Operation operation, string method) =>
        document["paths"]![PathOf(operation)]?[method == "HEAD" ? "get" : method.ToLowerInvariant()]?.AsObject();

    /// <summary>The path by which the document has an operation.</summary>
    public string PathOf(Operation operation)
    {
        var path = operation.Route[basePath.Length..].Replace("?}", "}", StringComparison.Ordinal);
        return document["paths"]!.AsObject().ContainsKey(path) ? path : path.Split(':')[0] + "}";
    }

    /// <summary>The response of an operation.</summary>
    public JsonObject? ResponseOf(JsonObject operation, int status) => operation["responses"]![$"{status}"] is { } response ? Resolve(response) : null;

    private JsonObject Resolve(JsonNode node) => node["$ref"] is { } reference
        ? document["components"]!["responses"]![reference.GetValue<string>().Split('/')[^1]]!.AsObject()
        : node.AsObject();
}
