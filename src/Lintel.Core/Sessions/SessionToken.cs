using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Lintel.Contracts;

namespace Lintel.Sessions;

/// <summary>By what a session is found: the first half of its token's SHA-256.</summary>
/// <param name="Value">The 16 bytes as a number.</param>
internal readonly record struct SessionHandle(UInt128 Value)
{
    /// <summary>The handle of a hash.</summary>
    /// <param name="hash">32 bytes.</param>
    public static SessionHandle Of(ReadOnlySpan<byte> hash) => new(BinaryPrimitives.ReadUInt128BigEndian(hash));
}

/// <summary>The text of a session's token: 32 random bytes in 43 base64url digits, after the scheme's prefix.</summary>
internal static class SessionToken
{
    private const int Bytes = 32;
    private const int Digits = 43;
    private const string Bearer = "Bearer ";

    public static string Generate(SessionScheme scheme)
    {
        var digits = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(Bytes));
        return scheme.Prefix.Length == 0 ? digits : $"{scheme.Prefix}_{digits}";
    }

    /// <summary>Returns true if the value of an <c>Authorization</c> header begins as the scheme's tokens do, be it a broken one.</summary>
    public static bool IsIn(SessionScheme scheme, ReadOnlySpan<char> header)
    {
        if (scheme.Prefix.Length == 0 || !header.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        var text = header[Bearer.Length..].TrimStart(' ');
        return text.StartsWith(scheme.Prefix, StringComparison.Ordinal) && text[scheme.Prefix.Length..].StartsWith('_');
    }

    /// <summary>The hash of a token that has the form of one; asks no store.</summary>
    /// <returns>False where no session can have this token.</returns>
    public static bool TryHash(SessionScheme scheme, ReadOnlySpan<char> token, Span<byte> hash)
    {
        var start = scheme.Prefix.Length == 0 ? 0 : scheme.Prefix.Length + 1;
        if (token.Length != start + Digits || !token.StartsWith(scheme.Prefix, StringComparison.Ordinal) || (start > 0 && token[start - 1] != '_'))
        {
            return false;
        }

        // The decoder passes over blanks, which a token does not have; and its Try method throws at characters that are no digits.
        Span<byte> decoded = stackalloc byte[Bytes];
        if (token.ContainsAny(" \t\r\n")
            || Base64Url.DecodeFromChars(token[start..], decoded, out _, out var length) != OperationStatus.Done
            || length != Bytes)
        {
            return false;
        }

        Span<byte> text = stackalloc byte[token.Length];
        Encoding.ASCII.GetBytes(token, text);
        SHA256.HashData(text, hash);
        return true;
    }
}
