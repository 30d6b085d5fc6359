using System.Text.Json;
using System.Text.Json.Nodes;

namespace Lintel.Console;

/// <summary>Reads members of records.</summary>
internal static class SectionValues
{
    /// <summary>The values of a member, of each item where the way leads through lists.</summary>
    public static IReadOnlyList<JsonNode> Find(JsonNode? record, string member)
    {
        IEnumerable<JsonNode> found = record is null ? [] : [record];
        foreach (var name in member.Split('.'))
        {
            found = found.SelectMany(Items).OfType<JsonObject>().Select(item => item[name]).OfType<JsonNode>();
        }

        return [.. found.SelectMany(Items)];
    }

    /// <summary>The values as texts.</summary>
    public static IReadOnlyList<string> Texts(JsonNode? record, string member) => [.. Find(record, member).Select(Show)];

    /// <summary>The values as one text; null where there are none.</summary>
    public static string? Text(JsonNode? record, string member) => Texts(record, member) is { Count: > 0 } texts ? string.Join(", ", texts) : null;

    /// <summary>true if the value is a number.</summary>
    public static bool IsNumber(JsonNode? record, string member) => Find(record, member) is [{ } only] && only.GetValueKind() == JsonValueKind.Number;

    private static IEnumerable<JsonNode> Items(JsonNode node) => node is JsonArray list ? list.OfType<JsonNode>() : [node];

    private static string Show(JsonNode value) => value.GetValueKind() switch
    {
        JsonValueKind.String => value.GetValue<string>(),
        JsonValueKind.True => "yes",
        JsonValueKind.False => "no",
        _ => value.ToJsonString(),
    };
}
