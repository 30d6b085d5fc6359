using System.Security.Cryptography;

namespace Lintel.Shared;

/// <summary>Random texts for ids and secrets.</summary>
public static class RandomText
{
    private const string Digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    /// <summary>Random digits and letters, each of the 62 equally likely: 5.95 bits each.</summary>
    /// <param name="length">How many.</param>
    public static string Base62(int length) => RandomNumberGenerator.GetString(Digits, length);
}
