using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Mvc.Controllers;

namespace Lintel.AspNetCore;

/// <summary>Finds the example of an operation's request body: the operation's own, or that of the type that describes the body.</summary>
internal static class RequestExamples
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    /// <summary>The body as it is sent; null where nobody gave an example.</summary>
    public static JsonNode? Of(Operation operation) => Given(operation) is { } example
        ? example.Write(operation.Json)
        : AttributeOf(operation) is { } attribute ? JsonNode.Parse(attribute.Json) : null;

    /// <summary>Tells where an example cannot be written as JSON.</summary>
    public static IEnumerable<string> FaultsOf(Operation operation)
    {
        if (FaultOf(operation) is { } fault)
        {
            yield return $"{operation.Name} has an example of its body that is not JSON with each member once: {fault} Give the body as it is sent.";
        }
    }

    private static RequestExample? Given(Operation operation) => operation.Metadata.GetMetadata<RequestExample>();

    private static RequestExampleAttribute? AttributeOf(Operation operation) => operation.Metadata.GetMetadata<RequestExampleAttribute>()
        ?? TypeOf(operation)?.GetCustomAttribute<RequestExampleAttribute>(inherit: false);

    private static Type? TypeOf(Operation operation) => operation.Metadata.GetMetadata<IAcceptsMetadata>() is { } accepts
        ? accepts.RequestType
        : operation.BodyType ?? BodyOf(operation.Metadata.GetMetadata<ControllerActionDescriptor>());

    private static Type? BodyOf(ControllerActionDescriptor? action) => action is null ? null : ActionParameters.BodyOf(action)?.ParameterType;

    // The text of an attribute itself, before a node has taken a member that is there twice.
    private static string? FaultOf(Operation operation) =>
        FaultOf(() => Given(operation) is null ? AttributeOf(operation)?.Json : Of(operation)?.ToJsonString());

    /// <summary>Tells what is wrong with a text that should be JSON with each member once; null for nothing.</summary>
    /// <param name="write">Writes the text; null for none.</param>
    internal static string? FaultOf(Func<string?> write)
    {
        try
        {
            if (write() is { } json)
            {
                using var document = JsonDocument.Parse(json, Strict);
            }

            return null;
        }
        catch (Exception exception) when (exception is JsonException or NotSupportedException or InvalidOperationException or ArgumentException)
        {
            return exception.Message;
        }
    }
}

/// <summary>An example of a request's body.</summary>
/// <param name="Value">The body: JSON, or an object that is serialized.</param>
internal sealed record RequestExample(object Value)
{
    /// <summary>The body as the operation's options write it, without the members of an object that are null.</summary>
    public JsonNode? Write(JsonSerializerOptions options) => Value is JsonNode json
        ? json.DeepClone()
        : WithoutNulls(JsonSerializer.SerializeToNode(Value, Value.GetType(), options));

    private static JsonNode? WithoutNulls(JsonNode? node)
    {
        if (node is JsonObject members)
        {
            foreach (var name in members.Where(member => member.Value is null).Select(member => member.Key).ToArray())
            {
                members.Remove(name);
            }
        }

        IEnumerable<JsonNode?> parts = node is JsonObject rest ? rest.Select(member => member.Value) : node as JsonArray ?? [];
        foreach (var part in parts)
        {
            WithoutNulls(part);
        }

        return node;
    }
}
