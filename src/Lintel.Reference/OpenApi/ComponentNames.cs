using System.Text.Json.Nodes;

namespace Lintel.Reference;

/// <summary>Names components of a document.</summary>
internal static class ComponentNames
{
    /// <summary>A name that no component has yet: the given one, or that with a number behind it.</summary>
    public static string FreeIn(JsonObject components, string name)
    {
        var free = name;
        for (var count = 2; components.ContainsKey(free); count++)
        {
            free = $"{name}{count}";
        }

        return free;
    }
}
