using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text.Unicode;

namespace Lintel.Keys;

/// <summary>The digest of a key that was issued elsewhere: the SHA-256 of the whole key in UTF-8.</summary>
internal static class KeyDigest
{
    /// <summary>64 hexadecimal digits, in either case.</summary>
    public const string Hex = "hex";

    /// <summary>44 base64 characters, or 43 without the padding; the URL-safe alphabet is read as well.</summary>
    public const string Base64 = "base64";

    /// <summary>The longest key that is looked up by its digest, in characters.</summary>
    public const int MaxKeyLength = 512;

    private const int HexLength = 2 * SecretDigest.Length;
    private const int PaddedLength = 44;
    private const int UnpaddedLength = 43;

    private static readonly ThreadHash Sha256 = new(() => IncrementalHash.CreateHash(HashAlgorithmName.SHA256));

    private static readonly SecretDigest OfNothing = SecretDigest.Of(SHA256.HashData([]));

    /// <summary>Computes the digest of a key.</summary>
    /// <param name="key">The whole key.</param>
    /// <param name="digest">The digest.</param>
    /// <returns>false if the key is empty, has more than 512 characters or has half a surrogate pair; otherwise, true.</returns>
    public static bool TryCompute(ReadOnlySpan<char> key, out SecretDigest digest)
    {
        const int BytesOfCharacter = 3;
        digest = default;
        if (key.Length is 0 or > MaxKeyLength)
        {
            return false;
        }

        Span<byte> bytes = stackalloc byte[MaxKeyLength * BytesOfCharacter];
        if (Utf8.FromUtf16(key, bytes, out _, out var length, replaceInvalidSequences: false) != OperationStatus.Done)
        {
            return false;
        }

        Span<byte> hash = stackalloc byte[SecretDigest.Length];
        Sha256.Compute(bytes[..length], hash);
        digest = SecretDigest.Of(hash);
        return true;
    }

    /// <summary>Reads the text of a digest.</summary>
    /// <param name="text">The text, without white space.</param>
    /// <param name="encoding"><see cref="Hex"/> or <see cref="Base64"/>; null for the one that the length says.</param>
    /// <param name="digest">The digest.</param>
    /// <param name="problem">What is wrong, to follow the name of the field; null where the text was read.</param>
    public static bool TryParse(string text, string? encoding, out SecretDigest digest, [NotNullWhen(false)] out string? problem)
    {
        ArgumentNullException.ThrowIfNull(text);
        Span<byte> bytes = stackalloc byte[SecretDigest.Length];
        digest = default;
        problem = (encoding ?? (text.Length == HexLength ? Hex : Base64)) switch
        {
            Hex => TryReadHex(text, bytes) ? null : $"must be the SHA-256 of the whole key in {HexLength} hexadecimal digits",
            Base64 => TryReadBase64(text, bytes) ? null : $"must be the SHA-256 of the whole key in {PaddedLength} base64 characters",
            _ => $"must be in the encoding {Hex} or {Base64}",
        };
        if (problem is not null)
        {
            // The text is not shown: it may be a key that was put into the wrong place.
            problem += encoding is null
                ? $", or in {HexLength} hexadecimal digits; this text has {text.Length} characters"
                : $"; this text has {text.Length} characters";
            return false;
        }

        digest = SecretDigest.Of(bytes);
        problem = digest.Equals(OfNothing) ? "is the SHA-256 of an empty text" : null;
        return problem is null;
    }

    private static bool TryReadHex(string text, Span<byte> bytes) =>
        text.Length == HexLength && Convert.FromHexString(text, bytes, out _, out var written) == OperationStatus.Done && written == SecretDigest.Length;

    private static bool TryReadBase64(string text, Span<byte> bytes)
    {
        if (text.Length is not (PaddedLength or UnpaddedLength))
        {
            return false;
        }

        Span<char> plain = stackalloc char[PaddedLength];
        plain[^1] = '=';
        text.CopyTo(plain);
        plain.Replace('-', '+');
        plain.Replace('_', '/');

        // Written again and compared: the last character holds two bits that no byte has, and white space is passed over.
        Span<char> canonical = stackalloc char[PaddedLength];
        return Convert.TryFromBase64Chars(plain, bytes, out var written)
            && written == SecretDigest.Length
            && Convert.TryToBase64Chars(bytes, canonical, out _)
            && plain.SequenceEqual(canonical);
    }
}
