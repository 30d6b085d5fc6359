using System.Text.Json;
using System.Text.Json.Nodes;

namespace Lintel.Requests;

/// <summary>A trail as it was read from the request log.</summary>
/// <param name="Outcome"><see cref="Admitted"/>, <see cref="Refused"/> or <see cref="Failed"/>.</param>
/// <param name="EndedAt">The stage that it ended at, or <see cref="Before"/>; null where all guards have passed.</param>
/// <param name="Compared">What each stage has compared, by its word.</param>
internal sealed record GuardTrail(string Outcome, string? EndedAt, IReadOnlyDictionary<string, JsonObject> Compared)
{
    /// <summary>No error was answered.</summary>
    public const string Admitted = "admitted";

    /// <summary>The caller was refused, by a guard or by the application.</summary>
    public const string Refused = "refused";

    /// <summary>The server failed.</summary>
    public const string Failed = "failed";

    /// <summary>In the place of a stage: the request was refused before the first guard. No stage has this word.</summary>
    public const string Before = "-";

    /// <summary>Reads a trail, and leaves out what cannot be read.</summary>
    public static GuardTrail Parse(string text)
    {
        var lines = text.Split('\n');
        var head = lines[0].Split(' ');
        var compared = new Dictionary<string, JsonObject>(StringComparer.Ordinal);
        foreach (var line in lines[1..])
        {
            var blank = line.IndexOf(' ', StringComparison.Ordinal);
            if (blank > 0 && TryParse(line[(blank + 1)..]) is { } values)
            {
                compared[line[..blank]] = values;
            }
        }

        return new GuardTrail(head[0], head.ElementAtOrDefault(1), compared);
    }

    private static JsonObject? TryParse(string json)
    {
        try
        {
            return JsonNode.Parse(json) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
