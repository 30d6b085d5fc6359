using System.Text.RegularExpressions;

namespace Lintel.Proving;

/// <summary>One challenge, read by the grammar of RFC 9110 section 11.6.1.</summary>
internal sealed partial record Challenge(string Scheme, IReadOnlyDictionary<string, string> Parameters)
{
    /// <summary>Reads a field line that holds exactly one challenge.</summary>
    /// <returns>Null where it does not parse: a parameter twice, a realm without quotes, anything left over.</returns>
    public static Challenge? Parse(string line)
    {
        var match = Line().Match(line);
        if (!match.Success)
        {
            return null;
        }

        var parameters = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (Match parameter in Parameter().Matches(match.Groups["parameters"].Value))
        {
            var value = parameter.Groups["value"].Value;
            if (!parameters.TryAdd(parameter.Groups["name"].Value, value.Trim('"')) || (parameter.Groups["name"].Value == "realm" && value[0] != '"'))
            {
                return null;
            }
        }

        return new Challenge(match.Groups["scheme"].Value, parameters);
    }

    [GeneratedRegex(
        """\A(?<scheme>[!#$%&'*+.^_`|~0-9A-Za-z-]+)( (?<parameters>[!#$%&'*+.^_`|~0-9A-Za-z-]+=("[^"\\]*"|[!#$%&'*+.^_`|~0-9A-Za-z-]+)(, [!#$%&'*+.^_`|~0-9A-Za-z-]+=("[^"\\]*"|[!#$%&'*+.^_`|~0-9A-Za-z-]+))*))?\z""",
        RegexOptions.ExplicitCapture,
        1000)]
    private static partial Regex Line();

    [GeneratedRegex("""(?<name>[!#$%&'*+.^_`|~0-9A-Za-z-]+)=(?<value>"[^"\\]*"|[!#$%&'*+.^_`|~0-9A-Za-z-]+)""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Parameter();
}
