using System.Text;

namespace Lintel.Contracts;

/// <summary>Brings pieces of a file into sentences without breaking them.</summary>
internal static class Quoting
{
    private const int Longest = 60;

    /// <summary>A piece of the file in single quotes, cut, without control characters.</summary>
    public static string Quote(string text) => $"'{Clean(text, Longest)}'";

    /// <summary>Somebody else's message as one sentence.</summary>
    public static string Sentence(string text)
    {
        var clean = Clean(text, 300).Trim();
        return clean.EndsWith('.') ? clean : clean + ".";
    }

    /// <summary>Words as a list for people: <c>a, b or c</c>.</summary>
    public static string Alternatives(IEnumerable<string> words)
    {
        var all = words.ToArray();
        return all.Length < 2 ? string.Concat(all) : $"{string.Join(", ", all[..^1])} or {all[^1]}";
    }

    private static string Clean(string text, int longest)
    {
        var clean = new StringBuilder();
        foreach (var rune in text.AsSpan(0, Math.Min(text.Length, longest)).EnumerateRunes())
        {
            clean.Append(Rune.IsControl(rune) ? new Rune(' ') : rune);
        }

        return text.Length > longest ? clean.Append('…').ToString() : clean.ToString();
    }
}
