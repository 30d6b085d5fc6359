using System.Buffers;
using System.Globalization;
using System.Numerics;
using System.Text.RegularExpressions;

namespace Lintel.Contracts;

/// <summary>The values of plain scalars by the core schema of YAML 1.2 (section 10.3.2).</summary>
internal static partial class CoreSchema
{
    // What a scalar that is no text can begin with, so that most names and texts need no regular expression.
    private static readonly SearchValues<char> First = SearchValues.Create("0123456789+-.tTfF");

    public static bool IsNull(string text) => text is "" or "null" or "Null" or "NULL" or "~";

    /// <summary>The words for the kind of value that a plain scalar is; null where it is a text.</summary>
    public static string? KindOf(string text) =>
        IsNull(text)
            ? "null"
            : !First.Contains(text[0])
            ? null
            : ToBoolean(text) is not null ? "a truth value" : IsBeyondJson(text) || ToJsonNumber(text) is not null ? "a number" : null;

    /// <summary>The truth value of a text; null where it is none.</summary>
    public static bool? ToBoolean(string text) => text switch
    {
        "true" or "True" or "TRUE" => true,
        "false" or "False" or "FALSE" => false,
        _ => null,
    };

    /// <summary>Tells whether a text is infinity or no number, which JSON cannot say.</summary>
    public static bool IsBeyondJson(string text) => BeyondJson().IsMatch(text);

    /// <summary>The number of a text as JSON writes it; null where it is none.</summary>
    public static string? ToJsonNumber(string text)
    {
        if (text.StartsWith("0o", StringComparison.Ordinal) && Octal().IsMatch(text))
        {
            return text[2..].Aggregate(BigInteger.Zero, (number, digit) => (number * 8) + (digit - '0')).ToString(CultureInfo.InvariantCulture);
        }

        if (text.StartsWith("0x", StringComparison.Ordinal) && Hexadecimal().IsMatch(text))
        {
            return BigInteger.Parse("0" + text[2..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture);
        }

        var match = Decimal().Match(text);
        if (!match.Success)
        {
            return null;
        }

        var sign = match.Groups["sign"].Value == "-" ? "-" : string.Empty;
        var whole = match.Groups["whole"].Value.TrimStart('0');
        var fraction = match.Groups["fraction"].Value;
        return sign + (whole.Length == 0 ? "0" : whole) + (fraction.Length == 0 ? string.Empty : "." + fraction) + match.Groups["exponent"].Value;
    }

    [GeneratedRegex(@"\A0o[0-7]+\z", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Octal();

    [GeneratedRegex(@"\A0x[0-9a-fA-F]+\z", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Hexadecimal();

    [GeneratedRegex(
        @"\A(?<sign>[-+]?)(?:(?<whole>[0-9]+)(?:\.(?<fraction>[0-9]*))?|\.(?<fraction>[0-9]+))(?<exponent>(?:[eE][-+]?[0-9]+)?)\z",
        RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Decimal();

    [GeneratedRegex(@"\A(?:[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))\z", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex BeyondJson();
}
