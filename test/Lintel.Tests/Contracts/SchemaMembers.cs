using System.Text.Json;

namespace Lintel.Tests.Contracts;

/// <summary>The paths of the members that the schema of contracts has, but those that are conditions.</summary>
internal static class SchemaMembers
{
    private const int Deepest = 8;

    public static IEnumerable<string> Of(JsonElement schema)
    {
        var paths = new SortedSet<string>(StringComparer.Ordinal);
        Add(schema, schema, string.Empty, 0, paths);
        return paths;
    }

    private static void Add(JsonElement schema, JsonElement node, string path, int depth, SortedSet<string> paths)
    {
        while (node.ValueKind == JsonValueKind.Object && node.TryGetProperty("$ref", out var target))
        {
            node = target.GetString()!.Split('/')[1..].Aggregate(schema, (at, step) => at.GetProperty(step));
        }

        if (node.ValueKind != JsonValueKind.Object || depth > Deepest)
        {
            return;
        }

        foreach (var (name, child) in Members(node, "properties").Where(member => !IsCondition(member.Name)))
        {
            paths.Add(path + name);
            Add(schema, child, $"{path}{name}.", depth + 1, paths);
        }

        foreach (var (_, child) in Members(node, "patternProperties"))
        {
            Add(schema, child, $"{path}<name>.", depth + 1, paths);
        }

        if (node.TryGetProperty("additionalProperties", out var others))
        {
            Add(schema, others, $"{path}<name>.", depth + 1, paths);
        }

        if (node.TryGetProperty("items", out var items) && path.Length > 0)
        {
            Add(schema, items, $"{path[..^1]}[].", depth + 1, paths);
        }

        foreach (var alternatives in new[] { "oneOf", "anyOf", "allOf" })
        {
            if (node.TryGetProperty(alternatives, out var all))
            {
                foreach (var one in all.EnumerateArray())
                {
                    Add(schema, one, path, depth + 1, paths);
                }
            }
        }
    }

    private static bool IsCondition(string name) => Condition.All.Any(condition => condition.Name == name);

    private static IEnumerable<(string Name, JsonElement Value)> Members(JsonElement node, string kind) =>
        node.TryGetProperty(kind, out var members) ? members.EnumerateObject().Select(member => (member.Name, member.Value)) : [];
}
