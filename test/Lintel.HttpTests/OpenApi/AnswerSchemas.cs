using System.Text.Json;
using System.Text.Json.Nodes;
using Json.Schema;

namespace Lintel.HttpTests.OpenApi;

/// <summary>The schemas that a document has for what operations answer and read. They are closed here: a member that they do not name is a fault.</summary>
internal sealed class AnswerSchemas(JsonObject document)
{
    private const string Components = "#/components/schemas/";

    private readonly JsonObject _definitions = Closed(document["components"]!["schemas"]!.AsObject());

    public void ShouldAnswer(string method, string path, int status, string body)
    {
        var media = Operation(method, path)["responses"]![$"{status}"]?["content"]?["application/json"];
        Check(media?["schema"], body, $"{method} {path} answers {status}");
    }

    public void ShouldRead(string method, string path, string body) =>
        Check(Operation(method, path)["requestBody"]?["content"]?["application/json"]?["schema"], body, $"{method} {path} reads");

    private JsonNode Operation(string method, string path) => document["paths"]![path]![method.ToLowerInvariant()]!;

    private void Check(JsonNode? schema, string body, string what)
    {
        Assert.True(schema is not null, $"{what} what the document does not say: {body}");
        var whole = new JsonObject { ["allOf"] = new JsonArray(schema.DeepClone()), ["$defs"] = _definitions.DeepClone() };
        var text = whole.ToJsonString().Replace(Components, "#/$defs/", StringComparison.Ordinal);
        var result = JsonSchema.FromText(text).Evaluate(JsonDocument.Parse(body).RootElement, new EvaluationOptions { OutputFormat = OutputFormat.List });
        var faults = result.Details?.Where(detail => detail.Errors is not null)
            .Select(detail => $"{detail.InstanceLocation}: {string.Join(", ", detail.Errors!)}") ?? [];
        Assert.True(result.IsValid, $"{what} {body}, and the document says otherwise.\n{string.Join('\n', faults)}");
    }

    private static JsonObject Closed(JsonObject schemas)
    {
        var closed = (JsonObject)DocumentedApi.WithoutExtensions(schemas)!;
        foreach (var schema in closed.Select(pair => pair.Value!.AsObject()).Where(schema => schema["properties"] is not null))
        {
            schema["additionalProperties"] = false;
        }

        return closed;
    }
}
