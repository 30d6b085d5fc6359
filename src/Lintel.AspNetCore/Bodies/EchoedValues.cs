using System.Text.Json;
using Lintel.Contracts;

namespace Lintel.AspNetCore;

/// <summary>Adds to faults what was sent, for contracts that echo it.</summary>
internal static class EchoedValues
{
    private const int LongestText = 256;

    /// <summary>Adds the values of one source. Objects, lists and texts of more than 256 characters are left out.</summary>
    public static void Fill(List<FieldFault> faults, FieldSource source)
    {
        for (var i = 0; i < faults.Count; i++)
        {
            if (faults[i] is { Value: null, Field.Length: > 0 } fault && fault.Location == source.Location)
            {
                faults[i] = fault with { Value = Find(source, fault.Field) };
            }
        }
    }

    private static object? Find(FieldSource source, string path)
    {
        var names = FieldPath.Segments(path).ToArray();
        var isFound = false;
        FieldValue value = default;
        if (source is JsonSource { Element.ValueKind: JsonValueKind.Array } list)
        {
            (value, isFound) = (new FieldValue(list.Element, null), true);
        }
        else
        {
            isFound = source.TryGet(names[0].Name, out value);
            names = names[1..];
        }

        return !isFound ? null : value.Query is { } text ? Short(text) : Find(value.Json, names);
    }

    private static object? Find(JsonElement json, (string Name, bool IsPlace)[] names)
    {
        foreach (var (name, isPlace) in names)
        {
            if (isPlace && json.ValueKind == JsonValueKind.Array && WholeNumberText.TryParse(name, out int place) && place < json.GetArrayLength())
            {
                json = json[place];
            }
            else if (json.ValueKind != JsonValueKind.Object || !json.TryGetProperty(name, out json))
            {
                return null;
            }
        }

        return json.ValueKind switch
        {
            JsonValueKind.String => Short(json.GetString()!),
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            JsonValueKind.Number when json.TryGetInt64(out var whole) => whole,
            JsonValueKind.Number when json.TryGetDecimal(out var number) => number,
            _ => null,
        };
    }

    private static string? Short(string text) => text.Length <= LongestText ? text : null;
}
