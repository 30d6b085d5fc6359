using System.Globalization;

namespace Lintel.AspNetCore;

/// <summary>Says in words which numbers a field takes, to follow "must be".</summary>
internal static class NumberWords
{
    public static string Whole(long min, long max) => "a whole number" + Range(min, max, isOpen: min <= -FieldReader.LargestInteger);

    public static string Decimal(decimal min, decimal max, int decimals)
    {
        var range = max < decimal.MaxValue ? Range(min, max, isOpen: min == decimal.MinValue) : string.Empty;
        return decimals < DecimalText.MaximumDigits
            ? $"a number{range} with at most {decimals} decimals"
            : $"a number{range} with at most {DecimalText.MaximumDigits} digits";
    }

    private static string Range(decimal min, decimal max, bool isOpen) =>
        isOpen
            ? string.Create(CultureInfo.InvariantCulture, $" up to {max:#,0.##}")
            : string.Create(CultureInfo.InvariantCulture, $" from {min:#,0.##} to {max:#,0.##}");
}
