using System.Buffers.Text;
using System.Security.Cryptography;

namespace Lintel.Webhooks;

/// <summary>Secrets of Standard Webhooks: <c>whsec_</c> and the base64 of 24 to 64 random bytes.</summary>
internal static class WebhookSecret
{
    public const string Prefix = "whsec_";

    private const int Length = 32;
    private const int MinLength = 24;
    private const int MaxLength = 64;

    /// <summary>The bytes of a new secret.</summary>
    public static byte[] Generate() => RandomNumberGenerator.GetBytes(Length);

    /// <summary>The text that its owner sees.</summary>
    public static string Show(ReadOnlySpan<byte> secret) => Prefix + Convert.ToBase64String(secret);

    /// <summary>The bytes of a text.</summary>
    /// <exception cref="FormatException">The text is no secret.</exception>
    public static byte[] Parse(string text)
    {
        if (!text.StartsWith(Prefix, StringComparison.Ordinal)
            || !Base64.IsValid(text.AsSpan(Prefix.Length), out var length)
            || length is < MinLength or > MaxLength)
        {
            throw new FormatException($"A webhook's secret is {Prefix} and the base64 of {MinLength} to {MaxLength} bytes.");
        }

        return Convert.FromBase64String(text[Prefix.Length..]);
    }
}
