using System.Globalization;

namespace Lintel.AspNetCore;

/// <summary>
/// Reads moments by the grammar of RFC 3339 section 5.6, with any number of fraction digits (100 ns are kept), or a date alone, which is its midnight
/// in UTC.
/// </summary>
internal static class Moments
{
    public const string Form = "an ISO 8601 date and time";
    private const string WholeForm = Form + " such as 2026-01-31T09:30:00Z";
    private const int DateLength = 10;
    private const int SecondsEnd = 19;

    /// <param name="text">The text.</param>
    /// <param name="moment">The moment, in UTC.</param>
    /// <param name="expected">What was expected, to follow "must be", with what is missing; null where the text was read.</param>
    public static bool TryParse(string text, out DateTimeOffset moment, out string? expected)
    {
        moment = default;
        expected = null;
        if (!TryReadDate(text, out var date))
        {
            expected = Form;
            return false;
        }

        if (text.Length == DateLength)
        {
            moment = new DateTimeOffset(date, TimeSpan.Zero);
            return true;
        }

        var offset = TimeSpan.Zero;
        expected = TryReadTime(text, out var seconds, out var fraction, out var rest) ? TryReadOffset(rest, out offset) : WholeForm;
        return expected is null && TryJoin(date, seconds, fraction, offset, out moment, out expected) && !IsOutOfPlace(text, moment, fraction, ref expected);
    }

    private static bool TryReadDate(string text, out DateTime date)
    {
        date = default;
        return text.Length >= DateLength
            && DateTime.TryParseExact(text.AsSpan(0, DateLength), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out date);
    }

    /// <summary>Reads <c>Thh:mm:ss</c> and a fraction.</summary>
    private static bool TryReadTime(string text, out int seconds, out long fraction, out ReadOnlySpan<char> rest)
    {
        (seconds, fraction) = (0, 0);
        rest = default;
        if (text.Length < SecondsEnd || text[10] is not ('T' or 't') || text[13] != ':' || text[16] != ':'
            || !TryReadTwo(text.AsSpan(11), 23, out var hour)
            || !TryReadTwo(text.AsSpan(14), 59, out var minute)
            || !TryReadTwo(text.AsSpan(17), 60, out var second))
        {
            return false;
        }

        seconds = (((hour * 60) + minute) * 60) + second;
        rest = text.AsSpan(SecondsEnd);
        return !rest.StartsWith('.') || TryReadFraction(ref rest, out fraction);
    }

    private static bool TryReadFraction(ref ReadOnlySpan<char> rest, out long ticks)
    {
        ticks = 0;
        var digits = 0;
        while (digits + 1 < rest.Length && char.IsAsciiDigit(rest[digits + 1]))
        {
            ticks += digits < 7 ? (rest[digits + 1] - '0') * (long)Math.Pow(10, 6 - digits) : 0;
            digits++;
        }

        rest = rest[(digits + 1)..];
        return digits > 0;
    }

    /// <returns>null where the rest is an offset; otherwise what was expected.</returns>
    private static string? TryReadOffset(ReadOnlySpan<char> rest, out TimeSpan offset)
    {
        offset = default;
        if (rest is "Z" or "z")
        {
            return null;
        }

        if (rest.Length != 6
            || rest[0] is not ('+' or '-')
            || rest[3] != ':'
            || !TryReadTwo(rest[1..], 23, out var hours)
            || !TryReadTwo(rest[4..], 59, out var minutes))
        {
            return rest.IsEmpty
                ? $"{Form} with an offset: 'Z' or one such as '+05:30' is missing at its end"
                : $"{Form} that ends with an offset written as 'Z' or '+05:30'";
        }

        offset = new TimeSpan(hours, minutes, 0);
        offset = rest[0] == '-' ? -offset : offset;
        return null;
    }

    private static bool TryJoin(DateTime date, int seconds, long fraction, TimeSpan offset, out DateTimeOffset moment, out string? expected)
    {
        moment = default;
        expected = null;
        var ticks = date.Ticks + (seconds * TimeSpan.TicksPerSecond) + fraction - offset.Ticks;
        if (ticks < DateTime.MinValue.Ticks || ticks > DateTime.MaxValue.Ticks)
        {
            expected = $"{Form} in the years 1 to 9999 of UTC";
            return false;
        }

        moment = new DateTimeOffset(ticks, TimeSpan.Zero);
        return true;
    }

    /// <summary>Leap seconds are the last ones of a day of UTC, and are read as the first of the next.</summary>
    private static bool IsOutOfPlace(string text, DateTimeOffset moment, long fraction, ref string? expected)
    {
        var isOut = text.AsSpan(17, 2) is "60" && moment.TimeOfDay.Ticks != fraction;
        expected = isOut ? WholeForm : null;
        return isOut;
    }

    private static bool TryReadTwo(ReadOnlySpan<char> text, int largest, out int number)
    {
        number = char.IsAsciiDigit(text[0]) && char.IsAsciiDigit(text[1]) ? ((text[0] - '0') * 10) + text[1] - '0' : int.MaxValue;
        return number <= largest;
    }
}
