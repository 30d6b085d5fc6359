using System.Collections.Frozen;
using System.Text.Json.Nodes;
using Lintel.AspNetCore;

namespace Lintel.Reference;

/// <summary>
/// Selects from what a guard has compared the values that the holder of the key may see: those that the request or the key has itself. Addresses that a key is
/// restricted to, and whatever guards of the application say, are for operators.
/// </summary>
internal static class CallerView
{
    private static readonly FrozenDictionary<string, string[]> Shown = new Dictionary<string, string[]>(StringComparer.Ordinal)
    {
        ["credential"] = ["kind", "in"],
        ["key"] = ["hint", "state", "expiresAt"],
        ["plan"] = ["plan", "subscription"],
        ["address"] = ["seen"],
        ["session"] = ["required", "present"],
        ["limit"] = ["policies"],
        ["method"] = ["allowed"],
        ["application"] = ["held"],
        ["scope"] = ["required", "held"],
        ["body"] = ["faults"],
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Returns names and values of a stage, such as <c>required</c> and <c>orders:write</c>.</summary>
    public static IEnumerable<(string Name, string Value)> Of(StageFinding finding) =>
        from name in Shown.GetValueOrDefault(finding.Stage) ?? []
        let value = finding.Compared?[name]
        where value is not null
        select (name, TextOf(value));

    private static string TextOf(JsonNode value) => value switch
    {
        JsonArray { Count: 0 } => "none",
        JsonArray items => string.Join(", ", items.Select(item => item is null ? string.Empty : TextOf(item))),
        JsonObject members => string.Join(' ', members.Where(member => member.Value is not null).Select(member => $"{member.Key} {member.Value}")),
        _ => value.ToString(),
    };
}
