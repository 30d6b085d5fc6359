using System.Text.RegularExpressions;

namespace Lintel.Otp;

/// <summary>Virtual numbers: <c>+999</c> and nine digits, in three groups with or without a blank between; kept and shown with single blanks.</summary>
internal static partial class VirtualNumber
{
    /// <summary>The form as a pattern of JSON Schema.</summary>
    public const string Pattern = Beginning + "$";

    public const string InWords = "a virtual number such as +999 482 918 102";

    private const string Beginning = @"^\+999 ?[0-9]{3} ?[0-9]{3} ?[0-9]{3}";

    public static Regex Form => FormExpression();

    /// <summary>The one spelling of a number that has the form.</summary>
    public static string Normalise(string number)
    {
        var digits = number.Replace(" ", string.Empty, StringComparison.Ordinal);
        return $"{digits[..4]} {digits[4..7]} {digits[7..10]} {digits[10..]}";
    }

    [GeneratedRegex(Beginning + @"\z", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex FormExpression();
}
