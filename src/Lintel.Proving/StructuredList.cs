using System.Globalization;
using System.Text.RegularExpressions;

namespace Lintel.Proving;

/// <summary>A list of strings with whole-number parameters, the part of RFC 9651 that the RateLimit fields use.</summary>
internal static partial class StructuredList
{
    /// <summary>Reads a field; null where it does not parse.</summary>
    public static IReadOnlyList<(string Name, IReadOnlyDictionary<string, long> Parameters)>? Parse(string field)
    {
        var items = new List<(string, IReadOnlyDictionary<string, long>)>();
        foreach (var text in field.Split(',').Select(text => text.Trim(' ', '\t')))
        {
            var match = Item().Match(text);
            if (!match.Success)
            {
                return null;
            }

            var parameters = match.Groups["key"].Captures.Zip(match.Groups["value"].Captures)
                .ToDictionary(pair => pair.First.Value, pair => long.Parse(pair.Second.Value, CultureInfo.InvariantCulture));
            items.Add((match.Groups["name"].Value, parameters));
        }

        return items;
    }

    [GeneratedRegex("""\A"(?<name>([ !#-\[\]-~]|\\["\\])*)"(; *(?<key>[a-z*][a-z0-9_.*-]*)=(?<value>-?[0-9]{1,15}))*\z""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Item();
}
