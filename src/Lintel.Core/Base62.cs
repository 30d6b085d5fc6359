using System.Buffers;
using System.Security.Cryptography;

namespace Lintel;

/// <summary>Digits, capital and small letters: what a double click selects as one word.</summary>
internal static class Base62
{
    internal const string Alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    private const int Radix = 62;

    /// <summary>So many digits fit 64 bits.</summary>
    private const int DigitsOfPart = 10;

    private static readonly SearchValues<char> Digits = SearchValues.Create(Alphabet);

    // A table, because the branches that tell digits from letters are mispredicted at every other character of a random text.
    private static readonly byte[] Values = [.. Enumerable.Range(0, 'z' + 1).Select(
        code => (byte)Math.Max(0, Alphabet.IndexOf((char)code, StringComparison.Ordinal)))];

    /// <summary>Random digits from the system's generator, each of the 62 equally likely: 5.95 bits a digit. For ids and secrets alike.</summary>
    /// <param name="length">How many.</param>
    public static string Random(int length) => RandomNumberGenerator.GetString(Alphabet, length);

    /// <summary>Writes a number with leading zeros.</summary>
    internal static void Write(uint number, Span<char> digits)
    {
        for (var i = digits.Length - 1; i >= 0; i--)
        {
            digits[i] = Alphabet[(int)(number % Radix)];
            number /= Radix;
        }
    }

    /// <summary>Reads a number of at most 21 digits.</summary>
    /// <returns>False where a character is no digit.</returns>
    internal static bool TryRead(ReadOnlySpan<char> digits, out UInt128 number)
    {
        number = UInt128.Zero;
        if (!IsAll(digits))
        {
            return false;
        }

        // In parts of 64 bits: multiplying 128 bits for each digit took four times as long.
        for (var rest = digits; !rest.IsEmpty; rest = rest[Math.Min(rest.Length, DigitsOfPart)..])
        {
            var (part, scale) = (0UL, 1UL);
            foreach (var digit in rest[..Math.Min(rest.Length, DigitsOfPart)])
            {
                part = (part * Radix) + Values[digit];
                scale *= Radix;
            }

            number = (number * scale) + part;
        }

        return true;
    }

    /// <summary>Whether all characters are digits.</summary>
    internal static bool IsAll(ReadOnlySpan<char> digits) => !digits.ContainsAnyExcept(Digits);
}
