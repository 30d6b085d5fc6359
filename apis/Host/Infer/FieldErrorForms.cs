using System.Text.Json;
using Lintel.Contracts;

namespace Lintel.Host.Infer;

/// <summary>The forms of <c>fieldErrors</c> by their members.</summary>
internal static class FieldErrorForms
{
    /// <summary>The form of a value; null where it is none of them.</summary>
    public static FieldErrorForm? Of(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object when HasExactly(value, "formErrors", "fieldErrors") => FieldErrorForm.Grouped,
        JsonValueKind.Array when IsListOf(value, "location", "field", "message") => FieldErrorForm.List,
        JsonValueKind.Array when IsListOf(value, "path", "issue") => FieldErrorForm.Issues,
        _ => null,
    };

    private static bool IsListOf(JsonElement list, params string[] names) =>
        list.GetArrayLength() > 0 && list.EnumerateArray().All(item => HasExactly(item, names));

    private static bool HasExactly(JsonElement value, params string[] names) =>
        value.ValueKind == JsonValueKind.Object && value.EnumerateObject().Select(member => member.Name).ToArray().AsSpan().SequenceEqual(names);
}
