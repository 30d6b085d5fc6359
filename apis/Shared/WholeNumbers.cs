using System.Globalization;

namespace Lintel.Shared;

/// <summary>Reads whole numbers that a caller has sent. The framework's parsers pass over NUL at the end: for them <c>5\0</c> is 5.</summary>
public static class WholeNumbers
{
    /// <summary>Reads a number of ASCII digits alone; leading zeros are read too.</summary>
    /// <returns>true if the text is a number that a <see cref="long"/> holds; otherwise, false.</returns>
    public static bool TryParse(ReadOnlySpan<char> text, out long number)
    {
        number = 0;
        return IsDigits(text) && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
    }

    /// <summary>Reads a number of ASCII digits with or without a sign before them.</summary>
    public static bool TryParseSigned(ReadOnlySpan<char> text, out long number)
    {
        number = 0;
        return IsDigits(text is ['-' or '+', ..] ? text[1..] : text)
            && long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number);
    }

    private static bool IsDigits(ReadOnlySpan<char> text) => !text.IsEmpty && !text.ContainsAnyExceptInRange('0', '9');
}
