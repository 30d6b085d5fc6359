using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Lintel.Testing;

/// <summary>The text of a recorded response, in which what differs from one answer to the next has placeholders.</summary>
internal static partial class RecordedText
{
    /// <summary>Compares to the byte, but for <c>{requestId}</c> and <c>{int:min-max}</c>.</summary>
    public static bool Matches(string expected, string actual, string requestId)
    {
        var pattern = new StringBuilder("^");
        var position = 0;
        foreach (Match hole in Hole().Matches(expected))
        {
            pattern.Append(Regex.Escape(expected[position..hole.Index]))
                .Append(hole.Groups["min"].Success ? $"(?<n{hole.Index}>0|[1-9][0-9]*)" : Regex.Escape(requestId));
            position = hole.Index + hole.Length;
        }

        pattern.Append(Regex.Escape(expected[position..])).Append('$');
        var match = Regex.Match(actual, pattern.ToString(), RegexOptions.ExplicitCapture | RegexOptions.Singleline, TimeSpan.FromSeconds(2));
        return match.Success && !actual.EndsWith('\n') && Hole().Matches(expected).Where(hole => hole.Groups["min"].Success).All(hole => InRange(hole, match));
    }

    private static bool InRange(Match hole, Match match)
    {
        var value = long.Parse(match.Groups[$"n{hole.Index}"].Value, CultureInfo.InvariantCulture);
        return value >= long.Parse(hole.Groups["min"].Value, CultureInfo.InvariantCulture)
            && value <= long.Parse(hole.Groups["max"].Value, CultureInfo.InvariantCulture);
    }

    [GeneratedRegex(@"\{requestId\}|\{int:(?<min>\d+)-(?<max>\d+)\}", RegexOptions.ExplicitCapture, 2000)]
    private static partial Regex Hole();
}
