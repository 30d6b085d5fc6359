using System.IO.Hashing;
using System.Security.Cryptography;
using System.Text;
using Lintel.Contracts;

namespace Lintel.Keys;

/// <summary>
/// The text of a key. Lintel's own: <c>prefix_environment_publicId_secret+checksum</c>, with a public id of 11 and a secret of 27 base62 digits
/// (65 and 160 bits) and a checksum of 6. A page's own: <c>prefix_environment_</c> and 40 base62 digits (238 bits) in SHA-256 schemes, and
/// <c>prefix_publicId_secret</c> where the scheme has a <see cref="KeyForm"/>.
/// </summary>
internal static class KeyText
{
    /// <summary>No key is longer; what is longer is not looked at.</summary>
    public const int MaxLength = 256;

    private const int PublicIdLength = 11;
    private const int SecretLength = 27;
    private const int ChecksumLength = 6;
    private const int OpaqueLength = 40;
    private const int HintLength = 4;

    private static readonly ThreadHash Sha256 = new(() => IncrementalHash.CreateHash(HashAlgorithmName.SHA256));

    /// <summary>Makes a new text.</summary>
    public static string Generate(KeyScheme scheme, string environment)
    {
        var start = $"{scheme.Prefix}_{environment}_";
        if (scheme.Hash == SecretHash.Sha256)
        {
            return start + Base62.Random(OpaqueLength);
        }

        if (scheme.Form is { } form)
        {
            return $"{scheme.Prefix}_{form.PublicIdPrefix}{Base62.Random(form.PublicIdLength)}_{Base62.Random(form.SecretLength)}";
        }

        var text = $"{start}{Base62.Random(PublicIdLength)}_{Base62.Random(SecretLength)}";
        Span<char> checksum = stackalloc char[ChecksumLength];
        WriteChecksum(text, checksum);
        return string.Concat(text, checksum);
    }

    /// <summary>Writes the six base62 digits of a text's CRC-32: it finds typing errors and false alarms of secret scanners, and proves nothing.</summary>
    /// <param name="ascii">The text before the checksum, at most <see cref="MaxLength"/> characters, all ASCII.</param>
    /// <param name="checksum">Receives the digits.</param>
    public static void WriteChecksum(ReadOnlySpan<char> ascii, Span<char> checksum)
    {
        Span<byte> bytes = stackalloc byte[MaxLength];
        var length = Encoding.ASCII.GetBytes(ascii, bytes);
        Base62.Write(Crc32.HashToUInt32(bytes[..length]), checksum);
    }

    /// <summary>The hint that people recognize a key by; it opens nothing.</summary>
    public static string HintOf(KeyScheme scheme, string environment, string text)
    {
        var tail = text[^HintLength..];
        return scheme.Form is { SecretLength: var length } ? $"{text[..^length]}…{tail}" : $"{scheme.Prefix}_{environment}_…{tail}";
    }

    /// <summary>Reads the form and the checksum of a text and says by what its key is found; asks no store.</summary>
    /// <returns>False where no key can have this text.</returns>
    public static bool TryRead(KeyScheme scheme, ReadOnlySpan<char> text, out KeyReading reading)
    {
        reading = default;
        if (text.Length > MaxLength || !Ascii.IsValid(text) || !StartsWithPrefix(scheme, text))
        {
            return false;
        }

        var rest = text[(scheme.Prefix.Length + 1)..];
        return scheme.Hash == SecretHash.Sha256 ? TryReadOpaque(text, rest, out reading)
            : scheme.Form is { } form ? TryReadPublicId(form, rest, out reading)
            : TryReadPublicId(text, rest, out reading);
    }

    /// <summary>The hash of a text that <see cref="TryRead"/> has accepted, as it is kept of a secret.</summary>
    /// <param name="scheme">How secrets are stored.</param>
    /// <param name="text">The text.</param>
    /// <param name="reading">What was read from the text.</param>
    /// <param name="pepper">The pepper.</param>
    /// <param name="version">The pepper's version; of no account in SHA-256 schemes.</param>
    /// <param name="hash">The hash.</param>
    /// <returns>False where the pepper's version is not known here; that takes as long.</returns>
    public static bool TryHash(KeyScheme scheme, ReadOnlySpan<char> text, KeyReading reading, Pepper pepper, int version, out SecretDigest hash)
    {
        if (scheme.Hash == SecretHash.Sha256)
        {
            hash = reading.Sha256;
            return true;
        }

        Span<byte> bytes = stackalloc byte[MaxLength];
        Span<byte> hmac = stackalloc byte[SecretDigest.Length];
        var isHashed = pepper.TryHash(version, bytes[..Encoding.ASCII.GetBytes(text, bytes)], hmac);
        hash = SecretDigest.Of(hmac);
        return isHashed;
    }

    private static bool StartsWithPrefix(KeyScheme scheme, ReadOnlySpan<char> text) =>
        text.Length > scheme.Prefix.Length && text.StartsWith(scheme.Prefix, StringComparison.Ordinal) && text[scheme.Prefix.Length] == '_';

    private static bool TryReadOpaque(ReadOnlySpan<char> text, ReadOnlySpan<char> rest, out KeyReading reading)
    {
        reading = default;
        var environment = rest.Length - OpaqueLength - 1;
        if (environment < 1 || rest[environment] != '_' || !Base62.IsAll(rest[(environment + 1)..]))
        {
            return false;
        }

        Span<byte> bytes = stackalloc byte[MaxLength];
        Span<byte> hash = stackalloc byte[SecretDigest.Length];
        Sha256.Compute(bytes[..Encoding.ASCII.GetBytes(text, bytes)], hash);
        var digest = SecretDigest.Of(hash);
        reading = new KeyReading(new KeyHandle(digest.First), digest);
        return true;
    }

    private static bool TryReadPublicId(KeyForm form, ReadOnlySpan<char> rest, out KeyReading reading)
    {
        reading = default;
        var start = form.PublicIdPrefix.Length;
        var end = start + form.PublicIdLength;
        if (rest.Length != end + 1 + form.SecretLength
            || !rest.StartsWith(form.PublicIdPrefix, StringComparison.Ordinal)
            || rest[end] != '_'
            || !Base62.IsAll(rest[(end + 1)..])
            || !Base62.TryRead(rest[start..end], out var publicId))
        {
            return false;
        }

        reading = new KeyReading(new KeyHandle(publicId), default);
        return true;
    }

    private static bool TryReadPublicId(ReadOnlySpan<char> text, ReadOnlySpan<char> rest, out KeyReading reading)
    {
        reading = default;
        const int Tail = SecretLength + ChecksumLength;
        var environment = rest.Length - PublicIdLength - Tail - 2;
        if (environment < 1 || rest[environment] != '_' || rest[^(Tail + 1)] != '_' || !Base62.IsAll(rest[^Tail..]))
        {
            return false;
        }

        Span<char> checksum = stackalloc char[ChecksumLength];
        WriteChecksum(text[..^ChecksumLength], checksum);
        if (!text.EndsWith(checksum, StringComparison.Ordinal) || !Base62.TryRead(rest.Slice(environment + 1, PublicIdLength), out var publicId))
        {
            return false;
        }

        reading = new KeyReading(new KeyHandle(publicId), default);
        return true;
    }
}

/// <summary>What is read from a text before any look-up.</summary>
/// <param name="Handle">By what its key is found.</param>
/// <param name="Sha256">In SHA-256 schemes the text's hash, of which the handle is the first half, so that it is computed once; else nothing.</param>
internal readonly record struct KeyReading(KeyHandle Handle, SecretDigest Sha256);
