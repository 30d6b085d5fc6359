using System.Security.Cryptography;

namespace Lintel.Keys;

/// <summary>Digits, capital and small letters: what a double click selects as one word.</summary>
public static class Base62
{
    internal const string Alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    private const int Radix = 62;

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
        foreach (var digit in digits)
        {
            var value = ValueOf(digit);
            if (value < 0)
            {
                return false;
            }

            number = (number * Radix) + (UInt128)value;
        }

        return true;
    }

    /// <summary>Whether all characters are digits.</summary>
    internal static bool IsAll(ReadOnlySpan<char> digits)
    {
        foreach (var digit in digits)
        {
            if (ValueOf(digit) < 0)
            {
                return false;
            }
        }

        return true;
    }

    private static int ValueOf(char digit) => digit switch
    {
        >= '0' and <= '9' => digit - '0',
        >= 'A' and <= 'Z' => digit - 'A' + 10,
        >= 'a' and <= 'z' => digit - 'a' + 36,
        _ => -1,
    };
}
