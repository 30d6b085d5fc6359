using System.Text.Json.Nodes;
using Lintel.AspNetCore;
using Lintel.Contracts;

namespace Lintel.Reference;

/// <summary>
/// Puts schemas of error bodies among the components of a document, with the objects and the lists of codes inside them, so that generated clients have a type
/// with a name for each. The name is that of the code where a response has one code, and otherwise that of the status. Not thread-safe.
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
        if (!ErrorParts.IsObject(schema))
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
        foreach (var part in ErrorParts.In(schema))
        {
            var inner = part.Schema;
            var name = ErrorParts.NameOf(part, _common.Value.Contains(inner.ToJsonString()) ? Suffix : owner);
            part.Holder[part.Key] = null;
            part.Holder[part.Key] = Reference(inner, name);
        }
    }

    private static HashSet<string> CommonOf(Contract contract)
    {
        var all = contract.Errors.Select(error => TextsIn(EnvelopeSchemas.Of(contract, new PossibleError(error, [])))).ToArray();
        return all.Length < 2 ? [] : all.Aggregate((one, other) => [.. one.Intersect(other, StringComparer.Ordinal)]);
    }

    private static HashSet<string> TextsIn(JsonObject schema)
    {
        var inner = ErrorParts.In(schema).Select(part => part.Schema).ToArray();
        return [.. inner.Select(one => one.ToJsonString()), .. inner.SelectMany(TextsIn)];
    }
}
