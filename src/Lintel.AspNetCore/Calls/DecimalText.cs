using System.Globalization;

namespace Lintel.AspNetCore;

/// <summary>
/// Reads numbers without losing digits. The framework's parser rounds silently: <c>1e-29</c> becomes 0, and the thirtieth digit is gone.
/// </summary>
internal static class DecimalText
{
    /// <summary>The most digits that every decimal holds, and the most after the point.</summary>
    public const int MaximumDigits = 28;

    /// <summary>Reads a number in JSON's grammar (RFC 8259 section 6); a plus sign and leading zeros are read too.</summary>
    /// <param name="text">The text.</param>
    /// <param name="number">The number; not exact where <paramref name="decimals"/> is null.</param>
    /// <param name="decimals">Digits after the point without trailing zeros; null where no decimal holds all the digits.</param>
    /// <returns>true if the text is a number; otherwise, false.</returns>
    public static bool TryRead(ReadOnlySpan<char> text, out decimal number, out int? decimals)
    {
        (number, decimals) = (0, null);
        var rest = text.Length > 0 && text[0] is '-' or '+' ? text[1..] : text;
        var e = rest.IndexOfAny('e', 'E');
        var exponentText = e < 0 ? "0" : rest[(e + 1)..];
        var mantissa = e < 0 ? rest : rest[..e];
        var point = mantissa.IndexOf('.');
        var fraction = point < 0 ? default : mantissa[(point + 1)..];
        var whole = point < 0 ? mantissa : mantissa[..point];
        if (!IsDigits(whole) || (point >= 0 && !IsDigits(fraction)) || !IsExponent(exponentText))
        {
            return false;
        }

        var digits = string.Concat(whole, fraction).TrimStart('0');
        var significant = digits.TrimEnd('0');
        if (significant.Length == 0)
        {
            decimals = 0;
            return true;
        }

        // An exponent that no int holds is far outside all decimals.
        if (!int.TryParse(exponentText, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var exponent) || Math.Abs(exponent) > 1_000_000)
        {
            return true;
        }

        var scale = fraction.Length - exponent - (digits.Length - significant.Length);
        var isExact = significant.Length <= MaximumDigits && scale <= MaximumDigits && significant.Length - scale <= MaximumDigits;
        if (isExact)
        {
            number = decimal.Parse(
                text,
                NumberStyles.AllowExponent | NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign,
                CultureInfo.InvariantCulture);
            decimals = Math.Max(0, scale);
        }

        return true;
    }

    private static bool IsDigits(ReadOnlySpan<char> text) => !text.IsEmpty && !text.ContainsAnyExceptInRange('0', '9');

    private static bool IsExponent(ReadOnlySpan<char> text) => IsDigits(text.Length > 0 && text[0] is '-' or '+' ? text[1..] : text);
}
