using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace Lintel.Pixel;

/// <summary>JWS in its compact form with HMAC-SHA256 (RFC 7515 sections 7.1 and A.1), and nothing else of JOSE: no algorithm is ever chosen by a token.</summary>
internal static class CompactJws
{
    public static string Sign(ReadOnlySpan<byte> key, ReadOnlySpan<byte> header, ReadOnlySpan<byte> payload)
    {
        var signed = $"{Base64Url.EncodeToString(header)}.{Base64Url.EncodeToString(payload)}";
        return $"{signed}.{Base64Url.EncodeToString(HMACSHA256.HashData(key, Encoding.ASCII.GetBytes(signed)))}";
    }

    /// <summary>Takes the payload of a token with exactly this header and a signature by this key, which is compared in constant time.</summary>
    public static bool TryOpen(ReadOnlySpan<byte> key, ReadOnlySpan<byte> header, string token, [NotNullWhen(true)] out byte[]? payload)
    {
        payload = null;
        var parts = token.Split('.');
        if (parts.Length != 3
            || !string.Equals(parts[0], Base64Url.EncodeToString(header), StringComparison.Ordinal)
            || !IsBase64Url(parts[1])
            || !IsBase64Url(parts[2]))
        {
            return false;
        }

        Span<byte> expected = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(key, Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"), expected);
        if (!CryptographicOperations.FixedTimeEquals(expected, Base64Url.DecodeFromChars(parts[2])))
        {
            return false;
        }

        payload = Base64Url.DecodeFromChars(parts[1]);
        return true;
    }

    // RFC 7515 section 2: no padding and no other characters, so that one token has one spelling.
    private static bool IsBase64Url(string text) => !text.AsSpan().ContainsAny("= \t\r\n") && Base64Url.IsValid(text);
}
