using System.Text.Json.Nodes;

namespace Lintel.Reference;

/// <summary>
/// Says the bounds that a value of a request has although nobody has declared one: a text is no longer than what carries it, and an integer is one of its
/// format. What is declared is narrower and stays.
/// </summary>
internal static class RequestBounds
{
    /// <summary>Adds bounds to a schema and to what is inside it, but not to the components that it refers to.</summary>
    /// <param name="schema">The schema.</param>
    /// <param name="bytes">The size of what carries the value; null for no limit.</param>
    public static void Add(JsonNode? schema, long? bytes)
    {
        switch (schema)
        {
            case JsonArray list:
                AddToEach(list, bytes);
                break;
            case JsonObject one:
                AddTo(one, bytes);
                AddToEach((one["properties"] as JsonObject)?.Select(member => member.Value), bytes);
                AddToEach([one["items"], one["additionalProperties"], one["anyOf"], one["oneOf"]], bytes);
                break;
            default:
                break;
        }
    }

    private static void AddToEach(IEnumerable<JsonNode?>? schemas, long? bytes)
    {
        foreach (var schema in schemas ?? [])
        {
            Add(schema, bytes);
        }
    }

    private static void AddTo(JsonObject schema, long? bytes)
    {
        if (schema.ContainsKey("enum") || schema.ContainsKey("const"))
        {
            return;
        }

        if (Is(schema, "string") && bytes is { } longest && !schema.ContainsKey("maxLength"))
        {
            schema["maxLength"] = longest;
        }

        if (Is(schema, "array") && bytes is { } most && !schema.ContainsKey("maxItems"))
        {
            // The shortest item is a digit and a comma.
            schema["maxItems"] = most / 2;
        }

        if (Is(schema, "integer") && LimitsOf((string?)schema["format"]) is var (least, greatest))
        {
            AddLimit(schema, "minimum", "exclusiveMinimum", least);
            AddLimit(schema, "maximum", "exclusiveMaximum", greatest);
        }
    }

    private static (long Least, long Greatest)? LimitsOf(string? format) => format switch
    {
        IntegerFormats.Int32 => (int.MinValue, int.MaxValue),
        IntegerFormats.Int64 => (long.MinValue, long.MaxValue),
        _ => null,
    };

    private static void AddLimit(JsonObject schema, string inclusive, string exclusive, long limit)
    {
        if (!schema.ContainsKey(inclusive) && !schema.ContainsKey(exclusive))
        {
            schema[inclusive] = limit;
        }
    }

    private static bool Is(JsonObject schema, string type) => schema["type"] switch
    {
        JsonArray types => types.Any(one => one!.GetValue<string>() == type),
        JsonValue only => only.GetValue<string>() == type,
        _ => false,
    };
}
