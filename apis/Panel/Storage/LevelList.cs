using System.Text.Json;

namespace Lintel.Panel;

/// <summary>The license levels of a license or user, stored as a JSON array.</summary>
internal static class LevelList
{
    public static string Store(IReadOnlyList<string> levels) => JsonSerializer.Serialize(levels);

    public static IReadOnlyList<string> Load(string text) => JsonSerializer.Deserialize<string[]>(text) ?? [];
}
