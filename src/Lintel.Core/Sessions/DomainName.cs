using System.Globalization;
using System.Text;

namespace Lintel.Sessions;

/// <summary>Domain names: the A-label form (RFC 5890 section 2.3.2.1) of a name in any script.</summary>
internal static class DomainName
{
    private const int LongestName = 253;
    private const int LongestLabel = 63;

    // ASCII rules are checked below: what the mapping would refuse differs between the globalization modes.
    private static readonly IdnMapping Mapping = new() { AllowUnassigned = true, UseStd3AsciiRules = false };

    /// <summary>Makes the form in which domains are stored and compared: lower case, each label of other scripts as its A-label.</summary>
    /// <param name="text">A domain as somebody wrote it, such as <c>Bücher.example</c>.</param>
    /// <param name="domain">The A-label form, such as <c>xn--bcher-kva.example</c>; empty where there is none.</param>
    /// <returns>False where the text is no domain of at least two labels.</returns>
    public static bool TryNormalize(string text, out string domain)
    {
        ArgumentNullException.ThrowIfNull(text);
        domain = string.Empty;
        var labels = LoginName.IsVisible(text) ? LoginName.Fold(text).Split('.') : [];
        for (var i = 0; i < labels.Length; i++)
        {
            if (!TryNormalizeLabel(ref labels[i]))
            {
                return false;
            }
        }

        domain = string.Join('.', labels);
        var isDomain = labels.Length >= 2 && domain.Length <= LongestName && !labels[^1].All(char.IsAsciiDigit);
        domain = isDomain ? domain : string.Empty;
        return isDomain;
    }

    private static bool TryNormalizeLabel(ref string label)
    {
        if (label.Length == 0
            || label.Length > LongestLabel
            || label[0] == '-'
            || label[^1] == '-'
            || !label.EnumerateRunes().All(IsOfLabel)
            || StartsWithMark(label))
        {
            return false;
        }

        if (Ascii.IsValid(label))
        {
            return !label.StartsWith("xn--", StringComparison.Ordinal) || IsALabel(label);
        }

        return TryMap(ref label, Mapping.GetAscii) && label.Length <= LongestLabel;
    }

    /// <summary>True if an A-label is the one of its own U-label, so that one name has one form.</summary>
    private static bool IsALabel(string label)
    {
        var unicode = label;
        return TryMap(ref unicode, Mapping.GetUnicode) && !Ascii.IsValid(unicode) && LoginName.IsVisible(unicode) && LoginName.Fold(unicode) == unicode
            && TryMap(ref unicode, Mapping.GetAscii) && unicode == label;
    }

    private static bool TryMap(ref string label, Func<string, string> map)
    {
        try
        {
            label = map(label);
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    private static bool StartsWithMark(string label) => Rune.GetUnicodeCategory(Rune.GetRuneAt(label, 0)) is
        UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark;

    private static bool IsOfLabel(Rune rune) => rune.IsAscii
        ? Rune.IsLetterOrDigit(rune) || rune.Value == '-'
        : !IsCompatibilityForm(rune.Value) && Rune.GetUnicodeCategory(rune) is
            UnicodeCategory.LowercaseLetter or UnicodeCategory.OtherLetter or UnicodeCategory.ModifierLetter or UnicodeCategory.DecimalDigitNumber
            or UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;

    // Other shapes of letters that have a place of their own: RFC 5892 disallows them, and one globalization mode would map them.
    private static bool IsCompatibilityForm(int value) => value is (>= 0x2070 and <= 0x218F) or (>= 0x2460 and <= 0x24FF) or (>= 0x3130 and <= 0x318F)
        or (>= 0x3200 and <= 0x33FF) or (>= 0xF900 and <= 0xFAFF) or (>= 0xFB00 and <= 0xFDFF) or (>= 0xFE70 and <= 0xFFEF) or (>= 0x1D400 and <= 0x1D7FF)
        or (>= 0x2F800 and <= 0x2FA1F);
}
