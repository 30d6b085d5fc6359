using System.Text.Json.Nodes;
using Lintel.AspNetCore;
using Lintel.Contracts;

namespace Lintel.Reference;

/// <summary>
/// Puts schemas of error bodies among the components of a document, with the objects inside them, so that generated clients have a class with a name for each.
/// The name is that of the code where a response has one code, and otherwise that of the status. Not thread-safe.
/// </summary>
/// <param name="contract">The contract.</param>
/// <param name="components">The document's schemas by name.</param>
internal sealed class ErrorSchemas(Contract contract, JsonObject components)
{
    private const string Suffix = "Error";

    private readonly Dictionary<string, string> _names = new(StringComparer.Ordinal);

    // Objects that every error of the API has, such as one with the request's id; the others are named after the error.
    private readonly Lazy<HashSet<string>> _common = new(() => CommonOf(contract));

    /// <summary>The schema of the bodies that a response has: a reference to a component, where the body is an object.</summary>
    /// <param name="errors">The errors of one status, at least one.</param>
    public JsonObject Of(IReadOnlyList<PossibleError> errors)
    {
        var schema = SchemaUnion.Of([.. errors.Select(error => EnvelopeSchemas.Of(contract, error))]);
        if (!IsObject(schema))
        {
            return schema;
        }

        var codes = errors.Select(error => $"`{error.Code}`").Distinct();
        schema["description"] = $"The body of an error with status {errors[0].Status}: {string.Join(", ", codes)}.";
        return Reference(schema, NameOf(errors));
    }

    private static string NameOf(IReadOnlyList<PossibleError> errors)
    {
        var codes = errors.Select(error => error.Code).Distinct().ToArray();
        var name = codes is [var only] ? ComponentNames.OfWords(only) : string.Empty;
        name = name.Length > 0 && char.IsAsciiLetter(name[0]) ? name : ComponentNames.OfWords(ReasonPhrases.TitleOf(errors[0].Status));
        return name.EndsWith(Suffix, StringComparison.Ordinal) ? name : name + Suffix;
    }

    /// <summary>Puts an object among the components, once however many have it, with the objects inside it.</summary>
    private JsonObject Reference(JsonObject schema, string wanted)
    {
        var text = schema.ToJsonString();
        if (!_names.TryGetValue(text, out var name))
        {
            name = ComponentNames.FreeIn(components, wanted);
            _names.Add(text, name);
            components[name] = schema;
            HoistFrom(schema, name);
        }

        return new JsonObject { ["$ref"] = $"#/components/schemas/{name}" };
    }

    private void HoistFrom(JsonObject schema, string owner)
    {
        foreach (var (holder, key, name) in NestedIn(schema, owner))
        {
            var inner = holder[key]!.AsObject();
            holder[key] = null;
            holder[key] = Reference(inner, _common.Value.Contains(inner.ToJsonString()) ? Suffix + name[owner.Length..] : name);
        }
    }

    /// <summary>The places of the outermost objects inside a schema, with a name for each: the owner's with that of the member behind it.</summary>
    private static List<(JsonObject Holder, string Key, string Name)> NestedIn(JsonObject schema, string owner)
    {
        var found = new List<(JsonObject, string, string)>();
        if (schema["properties"] is JsonObject members)
        {
            foreach (var (member, value) in members)
            {
                Add(members, member, value, owner + WordOf(member, "Info"), owner + WordOf(member, "Item", isList: true));
            }
        }

        Add(schema, "additionalProperties", schema["additionalProperties"], owner + "Value", owner + "Item");
        return found;

        void Add(JsonObject holder, string key, JsonNode? value, string name, string nameOfItem)
        {
            if (value is JsonObject inner && IsObject(inner))
            {
                found.Add((holder, key, name));
            }
            else if (value is JsonObject { } list && list["items"] is JsonObject item)
            {
                Add(list, "items", item, nameOfItem, nameOfItem);
            }
            else if (value is JsonObject { } map && map["additionalProperties"] is JsonObject each)
            {
                Add(map, "additionalProperties", each, nameOfItem, nameOfItem);
            }
        }
    }

    /// <summary>A member's name as part of a component's. An error's <c>error</c> would say nothing.</summary>
    private static string WordOf(string member, string ofError, bool isList = false)
    {
        var word = ComponentNames.OfWords(member);
        word = isList && word.EndsWith('s') && !word.EndsWith("ss", StringComparison.Ordinal) ? word[..^1] : word;
        return word is Suffix or "Errors" ? ofError : word;
    }

    private static bool IsObject(JsonObject schema) => schema["properties"] is JsonObject { Count: > 0 };

    private static HashSet<string> CommonOf(Contract contract)
    {
        var all = contract.Errors.Select(error => TextsIn(EnvelopeSchemas.Of(contract, new PossibleError(error, [])))).ToArray();
        return all.Length < 2 ? [] : all.Aggregate((one, other) => [.. one.Intersect(other, StringComparer.Ordinal)]);
    }

    private static HashSet<string> TextsIn(JsonObject schema)
    {
        var inner = NestedIn(schema, string.Empty).Select(place => place.Holder[place.Key]!.AsObject()).ToArray();
        return [.. inner.Select(one => one.ToJsonString()), .. inner.SelectMany(TextsIn)];
    }
}
