using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Lintel.AspNetCore;

namespace Lintel.Reference;

/// <summary>The operations of an API as samples send them. Thread-safe once made.</summary>
internal sealed class SampleRequests
{
    private readonly Dictionary<Operation, SampleRequest> _requests = [];

    public SampleRequests(ApiRuntime runtime)
    {
        var components = new JsonObject();
        var schemas = TypeSchemas.Of(runtime, components);
        var examples = new SchemaExamples(components, schemas.Given);
        var (parameters, bodies) = (new OperationParameters(schemas, runtime.Contract), new OperationBodies(schemas, examples));
        foreach (var operation in DescribedOperations.Of(runtime))
        {
            var path = OperationPaths.Of(operation);
            ParameterEntry[] all = [.. parameters.Of(operation, path)];
            _requests[operation] = new SampleRequest(SampleAddress.Of(path, all, examples), SampleBody.Of(bodies.RequestOf(operation), components))
            {
                NeedsIdempotencyKey = Array.Exists(all, one => one is { Place: "header", IsRequired: true } && one.Name == runtime.Contract.Idempotency.Header),
            };
        }
    }

    public SampleRequest this[Operation operation] => _requests[operation];
}

/// <summary>An operation as samples send it.</summary>
/// <param name="Address">Its path and query.</param>
/// <param name="Body">What is known of its body.</param>
internal sealed record SampleRequest(SampleAddress Address, SampleBody Body)
{
    /// <summary>true if requests without an idempotency key are refused.</summary>
    public bool NeedsIdempotencyKey { get; init; }
}

/// <summary>The body of an operation, of JSON.</summary>
/// <param name="Example">An example; null where nobody gave one.</param>
/// <param name="HasRequired">true if an object without members is refused.</param>
internal sealed record SampleBody(JsonNode? Example, bool HasRequired)
{
    private const string Pointer = "#/components/schemas/";

    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The example as text; an object without members where there is none.</summary>
    public string Text => TextOf(Example ?? new JsonObject());

    /// <summary>The example with its first member of another type; null where there is no such example.</summary>
    public string? Mistyped
    {
        get
        {
            if (Example is not JsonObject { Count: > 0 } example)
            {
                return null;
            }

            var faulty = (JsonObject)example.DeepClone();
            var (name, value) = faulty.First();
            faulty[name] = value is JsonArray ? "text" : new JsonArray();
            return TextOf(faulty);
        }
    }

    public static SampleBody Of(RequestEntry? request, JsonObject components)
    {
        var schema = request?.Schemas.FirstOrDefault(schema => schema.Key == OperationBodies.Json).Value;
        if ((string?)schema?["$ref"] is { } reference)
        {
            schema = components[reference[Pointer.Length..]] as JsonObject;
        }

        return new SampleBody(request?.Example, schema?["required"] is JsonArray { Count: > 0 });
    }

    private static string TextOf(JsonNode body) => body.ToJsonString(Readable);
}
