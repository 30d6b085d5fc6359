using System.Text.Json.Nodes;

namespace Lintel.Reference;

/// <summary>
/// Joins schemas of which a value meets one. What they share is said once; constants in the same place become one list of values, and other differences are
/// alternatives at the lowest object that has them all.
/// </summary>
internal static class SchemaUnion
{
    public static JsonObject Of(IReadOnlyList<JsonObject> schemas)
    {
        JsonObject[] distinct = [.. schemas.DistinctBy(schema => schema.ToJsonString(), StringComparer.Ordinal)];
        if (distinct.Length == 1)
        {
            return (JsonObject)distinct[0].DeepClone();
        }

        if (Array.TrueForAll(distinct, IsConstant) && distinct.Select(schema => schema["type"]?.ToJsonString()).Distinct().Count() == 1)
        {
            return Values(distinct);
        }

        return Inside(distinct) ?? Alternatives(distinct);
    }

    private static bool IsConstant(JsonObject schema) => schema.ContainsKey("const") || schema.ContainsKey("enum");

    private static JsonObject Values(JsonObject[] constants)
    {
        var values = constants.SelectMany(schema => schema["const"] is { } value ? [value] : schema["enum"]!.AsArray().AsEnumerable())
            .DistinctBy(value => value!.ToJsonString(), StringComparer.Ordinal)
            .Select(value => value!.DeepClone());
        return new JsonObject { ["type"] = constants[0]["type"]?.DeepClone(), ["enum"] = new JsonArray([.. values]) };
    }

    /// <summary>Joins objects that have the same members and differ in one of them.</summary>
    private static JsonObject? Inside(JsonObject[] objects)
    {
        if (!Array.TrueForAll(objects, schema => schema["properties"] is JsonObject)
            || objects.Select(Frame).Distinct(StringComparer.Ordinal).Count() > 1)
        {
            return null;
        }

        string[] names = [.. objects[0]["properties"]!.AsObject().Select(member => member.Key)];
        string[] different = [.. names.Where(name => objects.Select(schema => schema["properties"]![name]!.ToJsonString()).Distinct().Count() > 1)];
        if (different is not [var only])
        {
            return null;
        }

        var joined = (JsonObject)objects[0].DeepClone();
        joined["properties"]![only] = Of([.. objects.Select(schema => (JsonObject)schema["properties"]![only]!)]);
        return joined;
    }

    /// <summary>Everything about an object but what its members hold.</summary>
    private static string Frame(JsonObject schema)
    {
        var frame = (JsonObject)schema.DeepClone();
        frame["properties"] = new JsonArray([.. schema["properties"]!.AsObject().Select(member => (JsonNode)member.Key)]);
        return frame.ToJsonString();
    }

    /// <summary>Those that differ in their constants alone are one alternative.</summary>
    private static JsonObject Alternatives(JsonObject[] schemas)
    {
        JsonObject[] groups = [.. schemas.GroupBy(WithoutConstants, StringComparer.Ordinal).Select(group => Of([.. group]))];
        return groups.Length == 1 ? groups[0] : new JsonObject { [IsTold(groups) ? "oneOf" : "anyOf"] = new JsonArray([.. groups.Select(group => group.DeepClone())]) };
    }

    private static string WithoutConstants(JsonObject schema) => Bare(schema)!.ToJsonString();

    private static JsonNode? Bare(JsonNode? node) => node switch
    {
        JsonObject constant when constant.ContainsKey("const") || constant.ContainsKey("enum") => new JsonObject { ["type"] = constant["type"]?.DeepClone() },
        JsonObject schema => new JsonObject(schema.Select(member => KeyValuePair.Create(member.Key, Bare(member.Value)))),
        JsonArray list => new JsonArray([.. list.Select(Bare)]),
        _ => node?.DeepClone(),
    };

    /// <summary>Tells whether a value meets at most one alternative for certain: some member of all is constant, with other values in each.</summary>
    private static bool IsTold(JsonObject[] alternatives)
    {
        if (!Array.TrueForAll(alternatives, schema => schema["properties"] is JsonObject))
        {
            return false;
        }

        return alternatives[0]["properties"]!.AsObject().Select(member => member.Key).Any(name => IsTold(alternatives, name));
    }

    private static bool IsTold(JsonObject[] alternatives, string name)
    {
        JsonObject?[] members = [.. alternatives.Select(schema => schema["properties"]![name] as JsonObject)];
        if (!Array.TrueForAll(members, member => member is not null))
        {
            return false;
        }

        if (Array.TrueForAll(members, member => IsConstant(member!)))
        {
            string[] values = [.. members.SelectMany(ValuesOf)];
            return values.Distinct(StringComparer.Ordinal).Count() == values.Length;
        }

        return IsTold(members!);
    }

    private static IEnumerable<string> ValuesOf(JsonObject? constant) =>
        constant!["const"] is { } value ? [value.ToJsonString()] : constant["enum"]!.AsArray().Select(item => item!.ToJsonString());
}
