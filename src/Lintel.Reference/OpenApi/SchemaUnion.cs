using System.Text.Json.Nodes;

namespace Lintel.Reference;

/// <summary>
/// Joins schemas of which a value meets one. Constants in the same place become one list of values, and objects become one that has the members of all, so that
/// generated clients have one class with plain members. What has no members in common, such as references and values of different types, stays alternatives.
/// </summary>
internal static class SchemaUnion
{
    private const string Null = "null";

    public static JsonObject Of(IReadOnlyList<JsonObject> schemas)
    {
        JsonObject[] distinct = [.. schemas.DistinctBy(schema => schema.ToJsonString(), StringComparer.Ordinal)];
        if (distinct is [var only])
        {
            return (JsonObject)only.DeepClone();
        }

        if (Array.Exists(distinct, schema => schema.Count == 0))
        {
            return [];
        }

        if (!Array.Exists(distinct, AdmitsNull))
        {
            return OfValues(distinct);
        }

        JsonObject[] values = [.. distinct.Select(WithoutNull).OfType<JsonObject>()];
        return values.Length == 0 ? new JsonObject { ["type"] = Null } : OrNull(OfValues(values));
    }

    /// <summary>Joins schemas that do not admit null.</summary>
    private static JsonObject OfValues(JsonObject[] schemas)
    {
        JsonObject[] distinct =
        [
            .. schemas.Where(schema => !Array.Exists(schemas, other => IsWider(other, schema)))
                .DistinctBy(schema => schema.ToJsonString(), StringComparer.Ordinal),
        ];
        return distinct switch
        {
            [var only] => (JsonObject)only.DeepClone(),
            _ when Array.TrueForAll(distinct, IsConstant) && AreOfOneType(distinct) => OfConstants(distinct),
            _ when Array.TrueForAll(distinct, schema => schema["properties"] is JsonObject) => OfObjects(distinct),
            _ when Array.TrueForAll(distinct, schema => schema["items"] is JsonObject) => OfLists(distinct),
            _ => new JsonObject { ["anyOf"] = new JsonArray([.. distinct.Select(schema => schema.DeepClone())]) },
        };
    }

    private static bool IsConstant(JsonObject schema) => schema.ContainsKey("const") || schema.ContainsKey("enum");

    private static bool AreOfOneType(JsonObject[] schemas) => schemas.Select(schema => schema["type"]?.ToJsonString()).Distinct().Count() == 1;

    /// <summary>Tells whether a schema says only a part of what another one says.</summary>
    private static bool IsWider(JsonObject wide, JsonObject schema) =>
        wide.Count < schema.Count && wide.All(keyword => JsonNode.DeepEquals(keyword.Value, schema[keyword.Key]));

    private static JsonObject OfConstants(JsonObject[] constants)
    {
        var values = constants.SelectMany(schema => schema["const"] is { } value ? [value] : schema["enum"]!.AsArray().AsEnumerable())
            .DistinctBy(value => value!.ToJsonString(), StringComparer.Ordinal)
            .Select(value => value!.DeepClone());
        var joined = Shared(constants);
        joined.Remove("const");
        joined["enum"] = new JsonArray([.. values]);
        return joined;
    }

    private static JsonObject OfObjects(JsonObject[] objects)
    {
        JsonObject[] members = [.. objects.Select(schema => schema["properties"]!.AsObject())];
        var joined = Shared(objects);
        joined.Remove("required");
        string[] required = [.. RequiredOf(objects[0]).Where(name => Array.TrueForAll(objects, schema => RequiredOf(schema).Contains(name)))];
        if (required.Length > 0)
        {
            joined["required"] = new JsonArray([.. required]);
        }

        joined["properties"] = new JsonObject(members.SelectMany(own => own.Select(member => member.Key)).Distinct().Select(
            name => KeyValuePair.Create(name, (JsonNode?)Of([.. members.Select(own => own[name]).OfType<JsonObject>()]))));
        return joined;
    }

    private static string[] RequiredOf(JsonObject schema) => [.. (schema["required"]?.AsArray() ?? []).Select(name => name!.GetValue<string>())];

    private static JsonObject OfLists(JsonObject[] lists)
    {
        var joined = Shared(lists);
        joined["items"] = Of([.. lists.Select(list => list["items"]!.AsObject())]);
        return joined;
    }

    /// <summary>The keywords that have the same value in all schemas.</summary>
    private static JsonObject Shared(JsonObject[] schemas) => new(
        schemas[0].Where(keyword => Array.TrueForAll(schemas, schema => JsonNode.DeepEquals(schema[keyword.Key], keyword.Value)))
            .Select(keyword => KeyValuePair.Create(keyword.Key, keyword.Value?.DeepClone())));

    private static bool AdmitsNull(JsonObject schema) => IsNull(schema) || (schema["enum"] as JsonArray)?.Contains(null) == true || schema["type"] switch
    {
        JsonArray types => types.Any(type => type!.GetValue<string>() == Null),
        JsonValue type => type.GetValue<string>() == Null,
        _ => false,
    };

    private static bool IsNull(JsonObject schema) => schema.TryGetPropertyValue("const", out var value) && value is null;

    /// <summary>The schema without null; null where nothing else is left.</summary>
    private static JsonObject? WithoutNull(JsonObject schema)
    {
        if (!AdmitsNull(schema))
        {
            return schema;
        }

        var rest = (JsonObject)schema.DeepClone();
        (rest["enum"] as JsonArray)?.RemoveAll(value => value is null);
        if (rest["type"] is JsonArray types)
        {
            types.RemoveAll(type => type!.GetValue<string>() == Null);
            if (types is [var only])
            {
                rest["type"] = only!.DeepClone();
            }
        }

        return AdmitsNull(rest) || rest["enum"] is JsonArray { Count: 0 } || rest["type"] is JsonArray { Count: 0 } ? null : rest;
    }

    private static JsonObject OrNull(JsonObject schema)
    {
        if (schema["type"] is { } type && !IsConstant(schema))
        {
            schema["type"] = new JsonArray([.. type is JsonArray types ? types.Select(one => one!.DeepClone()) : [type.DeepClone()], Null]);
            return schema;
        }

        return new JsonObject { ["anyOf"] = new JsonArray(schema, new JsonObject { ["type"] = Null }) };
    }
}
