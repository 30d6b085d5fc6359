using System.Text.Json;
using Lintel.Contracts;

namespace Lintel.Host.Infer;

/// <summary>Finds the object that only some errors have, or that has other members in each.</summary>
internal sealed class DetailsFinder(IReadOnlyList<Sample> samples)
{
    private const int NameCounts = 20;

    private static readonly HashSet<string> Names = new(StringComparer.OrdinalIgnoreCase)
    {
        "details", "detail", "data", "meta", "metadata", "context", "extra", "info", "params", "parameters", "innererror",
    };

    public BodyPath? Find(BodyPath? code, BodyPath? message)
    {
        var found = new Dictionary<BodyPath, List<JsonElement>>();
        foreach (var sample in samples)
        {
            Collect(sample.Body, BodyPath.Root, found);
        }

        return found.Where(pair => !pair.Key.Holds(code) && !pair.Key.Holds(message))
            .Select(pair => (pair.Key, Score: Score(pair.Key, pair.Value)))
            .Where(candidate => candidate.Score > 0)
            .OrderByDescending(candidate => candidate.Score)
            .FirstOrDefault()
            .Key;
    }

    private static void Collect(JsonElement value, BodyPath path, Dictionary<BodyPath, List<JsonElement>> found)
    {
        foreach (var member in value.ValueKind == JsonValueKind.Object ? value.EnumerateObject().ToArray() : [])
        {
            var place = path.Member(member.Name);
            if (member.Value.ValueKind == JsonValueKind.Object)
            {
                if (!found.TryGetValue(place, out var values))
                {
                    found.Add(place, values = []);
                }

                values.Add(member.Value);
                Collect(member.Value, place, found);
            }
        }
    }

    private int Score(BodyPath path, List<JsonElement> values)
    {
        var keys = values.Select(value => string.Join('\0', value.EnumerateObject().Select(member => member.Name))).Distinct().Count();
        var isOptional = values.Count < samples.Count;
        var isMeant = Names.Contains(path.Name);
        if (!(isOptional || keys > 1) || (KeyedFaults.IsKeyed(path.Name, values) && (!isMeant || HasSentences(values))) || !values.TrueForAll(IsFlat))
        {
            return 0;
        }

        return (isMeant ? NameCounts : 1) + (isOptional ? 5 : 0) + (keys > 1 ? 5 : 0) - path.Steps.Count;
    }

    private static bool HasSentences(List<JsonElement> values) =>
        values.Exists(value => value.EnumerateObject().Any(member => member.Value.GetRawText().Contains(' ', StringComparison.Ordinal)));

    private static bool IsFlat(JsonElement details) => FieldErrorForms.Of(details) is not null
        || (details.EnumerateObject().Any() && details.EnumerateObject().All(member => Forms.Argument.IsMatch(member.Name) && IsSimple(member.Value)));

    private static bool IsSimple(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => FieldErrorForms.Of(value) is not null,
        JsonValueKind.Array => FieldErrorForms.Of(value) is not null || value.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String),
        _ => true,
    };
}
