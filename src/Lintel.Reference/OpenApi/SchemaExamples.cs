using System.Text.Json.Nodes;
using Lintel.AspNetCore;

namespace Lintel.Reference;

/// <summary>
/// Makes values that meet schemas of the document, for answers of which nobody gave an example: each member once, in the order of the schema, and the same
/// value each time.
/// </summary>
/// <param name="components">The document's schemas by name, all of them whole.</param>
/// <param name="given">The examples that types have themselves, by the names of their schemas.</param>
internal sealed class SchemaExamples(JsonObject components, IReadOnlyDictionary<string, JsonNode> given)
{
    private const string Pointer = "#/components/schemas/";
    private const int MostItems = 16;

    private readonly HashSet<string> _open = new(StringComparer.Ordinal);

    /// <summary>A value that meets a schema; null where none was found.</summary>
    public JsonNode? Of(JsonObject schema)
    {
        if ((string?)schema["$ref"] is { } reference)
        {
            return OfReference(reference[Pointer.Length..]);
        }

        if (schema["const"] is { } constant)
        {
            return constant.DeepClone();
        }

        if (schema["default"] is { } given)
        {
            return given.DeepClone();
        }

        if (schema["enum"] is JsonArray values)
        {
            return values.FirstOrDefault(value => value is not null)?.DeepClone();
        }

        return (schema["oneOf"] ?? schema["anyOf"]) is JsonArray alternatives
            ? alternatives.OfType<JsonObject>().Select(Of).FirstOrDefault(value => value is not null)
            : OfType(schema);
    }

    /// <summary>The value of a component. One that has itself inside ends there.</summary>
    private JsonNode? OfReference(string name)
    {
        if (given.TryGetValue(name, out var example))
        {
            return example.DeepClone();
        }

        if (!_open.Add(name))
        {
            return null;
        }

        var value = Of(components[name]!.AsObject());
        _open.Remove(name);
        return value;
    }

    private JsonNode? OfType(JsonObject schema) => TypeOf(schema) switch
    {
        "object" => OfObject(schema),
        "array" => OfArray(schema),
        "string" => SampleTexts.Of(schema) is { } text ? JsonValue.Create(text) : null,
        "integer" or "number" => OfNumber(schema),
        "boolean" => JsonValue.Create(true),
        "null" => null,
        _ => new JsonObject(),
    };

    private static string? TypeOf(JsonObject schema) => schema["type"] switch
    {
        JsonArray types => types.Select(type => (string?)type).FirstOrDefault(type => type != "null"),
        { } type => (string?)type,
        null => schema.ContainsKey("properties") ? "object" : null,
    };

    private JsonObject? OfObject(JsonObject schema)
    {
        var made = new JsonObject();
        foreach (var (name, member) in schema["properties"] as JsonObject ?? [])
        {
            var admitted = member!.AsObject();
            if (Of(admitted) is { } value)
            {
                made[name] = value;
            }
            else if (IsRequired(schema, name))
            {
                if (!AdmitsNull(admitted))
                {
                    return null;
                }

                made[name] = null;
            }
        }

        if (schema["additionalProperties"] is JsonObject rest && Of(rest) is { } other)
        {
            made["name"] = other;
        }

        return made;
    }

    private static bool IsRequired(JsonObject schema, string name) => (schema["required"] as JsonArray)?.Any(required => (string?)required == name) == true;

    private static bool AdmitsNull(JsonObject schema) =>
        schema["type"] is JsonArray types ? types.Any(type => (string?)type == "null")
        : (schema["oneOf"] ?? schema["anyOf"]) is JsonArray alternatives ? alternatives.OfType<JsonObject>().Any(AdmitsNull)
        : schema["enum"] is JsonArray values ? values.Contains(null)
        : (string?)schema["type"] == "null";

    /// <summary>A list with one item, or as many as there must be. The list ends where its item is the component that it stands in.</summary>
    private JsonArray? OfArray(JsonObject schema)
    {
        var least = (int?)schema["minItems"] ?? 0;
        var item = schema["items"] is JsonObject items ? Of(items) : new JsonObject();
        var count = item is null || (int?)schema["maxItems"] == 0 ? 0 : Math.Max(1, least);
        return count < least || count > MostItems ? null : [.. Enumerable.Range(0, count).Select(_ => item!.DeepClone())];
    }

    private static JsonValue? OfNumber(JsonObject schema)
    {
        var (least, most) = (BoundOf(schema, "minimum", "exclusiveMinimum", 1), BoundOf(schema, "maximum", "exclusiveMaximum", -1));
        var value = Math.Clamp(1, least ?? decimal.MinValue, Math.Max(most ?? decimal.MaxValue, least ?? decimal.MinValue));
        return value > (most ?? decimal.MaxValue) ? null
            : decimal.IsInteger(value) && Math.Abs(value) <= long.MaxValue ? JsonValue.Create((long)value)
            : JsonValue.Create(value);
    }

    private static decimal? BoundOf(JsonObject schema, string bound, string exclusive, int step) =>
        Decimal(schema[bound]) ?? (Decimal(schema[exclusive]) is { } outside ? outside + step : null);

    private static decimal? Decimal(JsonNode? bound) =>
        bound is not null && DecimalText.TryRead(bound.ToJsonString(), out var number, out var decimals) && decimals is not null ? number : null;
}
