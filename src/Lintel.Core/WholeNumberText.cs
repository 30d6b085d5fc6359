using System.Globalization;

namespace Lintel;

/// <summary>Reads whole numbers that somebody has sent or set. The framework's parsers pass over NUL at the end: for them <c>5\0</c> is 5.</summary>
public static class WholeNumberText
{
    /// <summary>Reads a number of ASCII digits alone; leading zeros are read too.</summary>
    /// <param name="text">The text.</param>
    /// <param name="number">The number; 0 where the text is none.</param>
    /// <returns>true if the text is a number that a <see cref="long"/> holds; otherwise, false.</returns>
    public static bool TryParse(ReadOnlySpan<char> text, out long number)
    {
        number = 0;
        return IsDigits(text) && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
    }

    /// <inheritdoc cref="TryParse(ReadOnlySpan{char}, out long)"/>
    /// <returns>true if the text is a number that an <see cref="int"/> holds; otherwise, false.</returns>
    public static bool TryParse(ReadOnlySpan<char> text, out int number)
    {
        var isNumber = TryParse(text, out long read) && read <= int.MaxValue;
        number = isNumber ? (int)read : 0;
        return isNumber;
    }

    /// <summary>Reads a number of ASCII digits with or without a sign before them.</summary>
    /// <inheritdoc cref="TryParse(ReadOnlySpan{char}, out long)"/>
    public static bool TryParseSigned(ReadOnlySpan<char> text, out long number)
    {
        number = 0;
        return IsDigits(text is ['-' or '+', ..] ? text[1..] : text)
            && long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number);
    }

    private static bool IsDigits(ReadOnlySpan<char> text) => !text.IsEmpty && !text.ContainsAnyExceptInRange('0', '9');
}
