using System.Buffers;
using System.Globalization;

namespace Lintel.Requests;

/// <summary>The second in a request id: its first eight hexadecimal digits after the prefix.</summary>
internal static class RequestIdTime
{
    /// <summary>The number of digits that are the second.</summary>
    public const int Digits = 8;

    // The fewest and the most digits of an id.
    private const int FewestDigits = 12;
    private const int MostDigits = 32;

    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdef");

    /// <summary>The moment from which seconds are counted.</summary>
    public static DateTimeOffset Epoch { get; } = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>
    /// Reads the second in which an id was made; null where the text has not the form of one. A prefix that ends in hexadecimal digits is taken for digits, and
    /// the second is wrong then.
    /// </summary>
    public static DateTimeOffset? Of(string id)
    {
        var digits = id.AsSpan()[(id.AsSpan().LastIndexOfAnyExcept(HexDigits) + 1)..];
        return digits.Length is >= FewestDigits and <= MostDigits
            ? Epoch.AddSeconds(uint.Parse(digits[..Digits], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture))
            : null;
    }
}
