using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Lintel.Reference;

/// <summary>Names components of a document.</summary>
internal static partial class ComponentNames
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

    /// <summary>The name that words make: <c>sold_out</c>, <c>SOLD_OUT</c>, <c>soldOut</c> and <c>Sold out</c> are <c>SoldOut</c>.</summary>
    public static string OfWords(string words) =>
        string.Concat(Separator().Split(words.Replace("'", string.Empty, StringComparison.Ordinal)).Where(word => word.Length > 0).Select(Capitalized));

    private static string Capitalized(string word) =>
        char.ToUpperInvariant(word[0]) + (word.Any(char.IsAsciiLetterLower) ? word[1..] : word[1..].ToLowerInvariant());

    [GeneratedRegex("[^A-Za-z0-9]+", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Separator();
}
