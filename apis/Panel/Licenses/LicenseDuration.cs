using System.Text.Json;
using System.Text.Json.Serialization;

namespace Lintel.Panel;

/// <summary>A duration as the page writes it: <c>30d</c>, <c>1h30m</c>; each unit at most once, in any order, each within its own maximum.</summary>
internal static class LicenseDuration
{
    /// <summary>The most characters of a duration.</summary>
    public const int MaximumLength = 32;

    private const int MaximumDigits = 3;

    // Nothing is calendar here: a year is 365 days, so that the same text is the same time for everybody.
    private static readonly (char Unit, int Maximum, long Seconds)[] Units =
    [
        ('s', 59, 1),
        ('m', 59, 60),
        ('h', 23, 3600),
        ('d', 365, 86_400),
        ('w', 52, 604_800),
        ('y', 100, 31_536_000),
    ];

    /// <summary>The seconds of a duration; null where the text is none.</summary>
    public static long? Parse(string text)
    {
        var (seconds, seen, position) = (0L, 0, 0);
        while (position < text.Length)
        {
            var start = position;
            while (position < text.Length && char.IsAsciiDigit(text[position]))
            {
                position++;
            }

            var digits = text.AsSpan(start, position - start);
            var unit = position < text.Length ? Array.FindIndex(Units, known => known.Unit == text[position]) : -1;
            if (unit < 0
                || digits.Length is 0 or > MaximumDigits
                || (seen & (1 << unit)) != 0
                || int.Parse(digits) is var number && number > Units[unit].Maximum)
            {
                return null;
            }

            seen |= 1 << unit;
            seconds += number * Units[unit].Seconds;
            position++;
        }

        return seen == 0 ? null : seconds;
    }
}

/// <summary>Reads and writes durations, in seconds, as texts.</summary>
internal sealed class LicenseDurationConverter : JsonConverter<long>
{
    /// <inheritdoc/>
    public override long Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String
        && reader.GetString() is { Length: <= LicenseDuration.MaximumLength } text
        && LicenseDuration.Parse(text) is { } seconds
            ? seconds
            : throw new JsonException();

    /// <summary>Not supported: the page shows when a license ends, and never a duration.</summary>
    /// <exception cref="NotSupportedException">Always.</exception>
    public override void Write(Utf8JsonWriter writer, long value, JsonSerializerOptions options) => throw new NotSupportedException();
}
