using System.Text.Json;
using System.Text.Json.Nodes;
using Lintel.AspNetCore;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Mvc.ApiExplorer;
using Microsoft.AspNetCore.Mvc.Controllers;
using Microsoft.AspNetCore.WebUtilities;

namespace Lintel.Reference;

/// <summary>Describes what an operation reads as a body and what it answers with where all is well.</summary>
/// <param name="schemas">Makes the schemas of types.</param>
/// <param name="examples">Makes answers where nobody gives one.</param>
internal sealed class OperationBodies(TypeSchemas schemas, SchemaExamples examples)
{
    /// <summary>The media type of bodies that nobody says another of.</summary>
    public const string Json = "application/json";

    /// <summary>The body by media type with its example; null where the operation reads none.</summary>
    public RequestEntry? RequestOf(Operation operation) => BodyOf(operation) is { } body
        ? body with { Example = RequestExamples.Of(operation) }
        : null;

    private RequestEntry? BodyOf(Operation operation)
    {
        // Before the type that the body is read into, of which the serializer cannot tell everything, such as the form of a converter.
        if (operation.Metadata.GetMetadata<IAcceptsMetadata>() is { } accepts)
        {
            var type = accepts.RequestType;
            return new RequestEntry(
                [.. accepts.ContentTypes.Select(media => KeyValuePair.Create(media, type is null ? [] : schemas.OfRead(type, operation.Json)))],
                !accepts.IsOptional);
        }

        if (operation.BodyInfo is { } info)
        {
            return new RequestEntry([KeyValuePair.Create(Json, schemas.OfRead(info))], IsRequired: true);
        }

        if (operation.Metadata.GetMetadata<ControllerActionDescriptor>() is { } action && ActionParameters.BodyOf(action) is { } body)
        {
            return new RequestEntry([KeyValuePair.Create(Json, schemas.OfRead(body.ParameterType, operation.Json))], IsRequired: true);
        }

        return operation.ReadBody is null
            ? null
            : new RequestEntry([KeyValuePair.Create(Json, new JsonObject { ["type"] = operation.TakesList ? "array" : "object" })], IsRequired: true);
    }

    /// <summary>The responses where all is well, by status; one of them at least.</summary>
    public IReadOnlyDictionary<string, JsonObject> ResponsesOf(Operation operation)
    {
        var responses = new SortedDictionary<string, JsonObject>(StringComparer.Ordinal);
        foreach (var produced in operation.Metadata.GetOrderedMetadata<IProducesResponseTypeMetadata>().Where(produced => produced.StatusCode < 400))
        {
            responses[$"{produced.StatusCode}"] = ResponseOf(operation, produced.StatusCode, produced.Description, produced.Type, [.. produced.ContentTypes]);
        }

        foreach (var produced in operation.Metadata.GetOrderedMetadata<IApiResponseMetadataProvider>().Where(produced => produced.StatusCode is > 0 and < 400))
        {
            responses.TryAdd($"{produced.StatusCode}", ResponseOf(operation, produced.StatusCode, produced.Description, produced.Type, [Json]));
        }

        if (responses.Count == 0)
        {
            responses.Add(
                operation.IsReserved ? "2XX" : "200",
                new JsonObject { ["description"] = operation.IsReserved ? "The answer, once the operation is built." : "The answer." });
        }

        return responses;
    }

    private JsonObject ResponseOf(Operation operation, int status, string? description, Type? type, string[] media)
    {
        var response = new JsonObject { ["description"] = description ?? ReasonPhrases.GetReasonPhrase(status) };
        if (type is not null && type != typeof(void))
        {
            response["content"] = new JsonObject((media.Length == 0 ? [Json] : media).Select(
                name => KeyValuePair.Create(name, (JsonNode?)MediaOf(operation, status, name, Schema(type, operation.Json)))));
        }
        else if (media.Length > 0)
        {
            response["content"] = new JsonObject(media.Select(name => KeyValuePair.Create(name, (JsonNode?)new JsonObject())));
        }

        return response;
    }

    private JsonObject MediaOf(Operation operation, int status, string name, JsonObject schema)
    {
        var media = new JsonObject { ["schema"] = schema };
        if (name == Json && (ResponseExamples.Of(operation, status) ?? examples.Of(schema)) is { } example)
        {
            media["examples"] = new JsonObject { [OperationIds.ExampleOf(operation)] = new JsonObject { ["value"] = example } };
        }

        return media;
    }

    private JsonObject Schema(Type type, JsonSerializerOptions options) => type == typeof(string) || type == typeof(byte[]) || type == typeof(Stream)
        ? new JsonObject { ["type"] = "string" }
        : schemas.OfWritten(type, options);
}

/// <summary>A request's body.</summary>
/// <param name="Schemas">Its schema by media type.</param>
/// <param name="IsRequired">True where the operation cannot do without it.</param>
internal sealed record RequestEntry(IReadOnlyList<KeyValuePair<string, JsonObject>> Schemas, bool IsRequired)
{
    /// <summary>A body as it is sent; null for none.</summary>
    public JsonNode? Example { get; init; }
}
