using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Mvc.ApiExplorer;

namespace Lintel.AspNetCore;

/// <summary>Finds the examples of successes: the operation's own, and those of the types that it answers with.</summary>
internal static class ResponseExamples
{
    /// <summary>The operation's own example for a status; null where it has none.</summary>
    public static JsonNode? Of(Operation operation, int status) =>
        operation.Metadata.GetOrderedMetadata<ResponseExample>().LastOrDefault(example => example.Status is null || example.Status == status) is { } given
            ? given.Write(operation.Json)
            : operation.Metadata.GetOrderedMetadata<ResponseExampleAttribute>()
                .LastOrDefault(one => one.StatusCode == 0 || one.StatusCode == status) is { } said
            ? JsonNode.Parse(said.Json)
            : null;

    /// <summary>The example of a type; null where it has none.</summary>
    public static JsonNode? Of(Type type) =>
        type.GetCustomAttributes<ResponseExampleAttribute>(inherit: false).FirstOrDefault() is { } example ? JsonNode.Parse(example.Json) : null;

    /// <summary>Tells which examples cannot be written as JSON.</summary>
    public static IEnumerable<string> FaultsOf(Operation operation) =>
        operation.Metadata.GetOrderedMetadata<ResponseExample>().Select(example => RequestExamples.FaultOf(() => example.Write(operation.Json)?.ToJsonString()))
            .Concat(AttributesOf(operation).Select(attribute => RequestExamples.FaultOf(() => attribute.Json)))
            .OfType<string>()
            .Select(fault => $"{operation.Name} has an example of its response that is not JSON with each member once: {fault} Give the body as it is sent.");

    private static IEnumerable<ResponseExampleAttribute> AttributesOf(Operation operation) =>
        operation.Metadata.GetOrderedMetadata<ResponseExampleAttribute>().Concat(
            operation.Metadata.GetOrderedMetadata<IProducesResponseTypeMetadata>().Select(produced => produced.Type)
                .Concat(operation.Metadata.GetOrderedMetadata<IApiResponseMetadataProvider>().Select(produced => produced.Type))
                .OfType<Type>()
                .Distinct()
                .SelectMany(PartsOf)
                .SelectMany(type => type.GetCustomAttributes<ResponseExampleAttribute>(inherit: false)));

    /// <summary>The type, the items of a list, and the arguments of a generic type.</summary>
    private static IEnumerable<Type> PartsOf(Type type) =>
        type.GetGenericArguments().Concat(type.GetElementType() is { } item ? [item] : Array.Empty<Type>()).SelectMany(PartsOf).Prepend(type);
}

/// <summary>An example of a success's body.</summary>
/// <param name="Value">The body: JSON, or an object that is serialized.</param>
/// <param name="Status">The status; null for every success with a body.</param>
internal sealed record ResponseExample(object Value, int? Status)
{
    /// <summary>The body as the operation's options write it.</summary>
    public JsonNode? Write(JsonSerializerOptions options) =>
        Value is JsonNode json ? json.DeepClone() : JsonSerializer.SerializeToNode(Value, Value.GetType(), options);
}
