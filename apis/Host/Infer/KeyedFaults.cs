using System.Text.Json;
using Lintel.Contracts;

namespace Lintel.Host.Infer;

/// <summary>Tells objects with faults by field from others.</summary>
internal static class KeyedFaults
{
    private static readonly string[] Leaves = ["_errors", "errors", "messages"];
    private static readonly HashSet<string> Wholes = new(StringComparer.Ordinal) { "non_field_errors", "base", "__all__", "_", "$", "general" };

    /// <summary>true if each of the objects has faults by field, all of one kind.</summary>
    public static bool IsKeyed(string name, IReadOnlyList<JsonElement> values)
    {
        var members = values.Where(value => value.ValueKind == JsonValueKind.Object).SelectMany(value => value.EnumerateObject()).ToArray();
        if (members.Length == 0)
        {
            return false;
        }

        return members.All(member => IsListOf(member.Value, JsonValueKind.String))
            || (NameScores.HoldsFields(name) && (Named(members) || members.All(member => IsListOf(member.Value, JsonValueKind.Object))));
    }

    /// <summary>The member that holds the faults of each level of objects nested by path; null where they are not.</summary>
    public static string? LeafOf(IReadOnlyList<JsonElement> values) =>
        values.Count > 0 ? Leaves.FirstOrDefault(leaf => values.All(value => IsNested(value, leaf) && value.EnumerateObject().Any())) : null;

    /// <summary>The key of the faults of the body as a whole; null for none.</summary>
    public static string? WholeOf(IEnumerable<string> keys) => keys.FirstOrDefault(Wholes.Contains);

    /// <summary>The kind of the keys.</summary>
    public static FaultKey KeyOf(IReadOnlyList<string> keys) =>
        keys.Count == 0 ? FaultKey.Field
            : keys.All(key => key.StartsWith('/')) ? FaultKey.Pointer
            : keys.Any(key => key.Contains('[', StringComparison.Ordinal)) ? FaultKey.Path
            : keys.Any(key => key.Contains('.', StringComparison.Ordinal)) ? FaultKey.Dotted : FaultKey.Field;

    private static bool Named(JsonProperty[] members) =>
        members.All(member => member.Value.ValueKind == JsonValueKind.String && LeafText.Of(member.Value).Contains(' ', StringComparison.Ordinal));

    private static bool IsListOf(JsonElement value, JsonValueKind kind) =>
        value.ValueKind == JsonValueKind.Array && value.GetArrayLength() > 0 && value.EnumerateArray().All(item => item.ValueKind == kind);

    private static bool IsNested(JsonElement value, string leaf) => value.ValueKind == JsonValueKind.Object
        && value.EnumerateObject().All(member => member.Name == leaf ? member.Value.ValueKind == JsonValueKind.Array : IsNested(member.Value, leaf))
        && (value.TryGetProperty(leaf, out _) || value.EnumerateObject().Any());
}
