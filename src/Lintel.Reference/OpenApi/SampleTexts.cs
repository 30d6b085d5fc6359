using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Lintel.Reference;

/// <summary>Texts that meet schemas of texts.</summary>
internal static class SampleTexts
{
    private const int Longest = 256;

    private static readonly Dictionary<string, string> ByFormat = new(StringComparer.Ordinal)
    {
        ["date-time"] = "2026-01-15T09:30:00Z",
        ["date"] = "2026-01-15",
        ["time"] = "09:30:00",
        ["duration"] = "PT1H",
        ["uuid"] = "0b9c1d2e-3f40-4a5b-8c6d-7e8f9a0b1c2d",
        ["email"] = "ada@example.com",
        ["uri"] = "https://example.com/",
        ["uri-reference"] = "/",
        ["byte"] = "dGV4dA==",
    };

    /// <summary>Texts of usual forms, of which the first that meets a pattern is taken.</summary>
    private static readonly string[] Usual =
    [
        "text", "Text", "TEXT", "1", "123", "123456", "a1", "A1", "09:30", "09:30:00", "01:30:00", "2026-01-15", "2026-01-15 09:30:00", "2026-01-15T09:30:00Z",
        "1.0", "1.0.0", "+15550100123", "ada@example.com", "https://example.com/", "example.com", "en", "EN", "en-US", "USD", "#1a2b3c", "1a2b3c4d",
        "10.0.0.1",
    ];

    /// <summary>A text for a schema; null where none of the usual ones meets it.</summary>
    public static string? Of(JsonObject schema)
    {
        if ((string?)schema["format"] is { } format && ByFormat.TryGetValue(format, out var formatted))
        {
            return formatted;
        }

        var (least, most) = ((int?)schema["minLength"] ?? 0, (int?)schema["maxLength"] ?? Longest);
        if (least > Longest)
        {
            return null;
        }

        return (string?)schema["pattern"] is { } pattern
            ? Array.Find(Usual, text => text.Length >= least && text.Length <= most && Meets(text, pattern))
            : Fitted(Usual[0], least, most);
    }

    private static string Fitted(string text, int least, int most)
    {
        var padded = string.Concat(Enumerable.Repeat(text, (least / text.Length) + 1));
        return padded[..Math.Min(Math.Max(text.Length, least), most)];
    }

    private static bool Meets(string text, string pattern) => Regex.IsMatch(text, pattern, RegexOptions.ECMAScript, TimeSpan.FromSeconds(1));
}
