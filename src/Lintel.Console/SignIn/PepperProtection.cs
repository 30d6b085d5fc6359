using System.Buffers.Binary;
using System.Security.Cryptography;
using Lintel.Keys;
using Microsoft.AspNetCore.DataProtection;

namespace Lintel.Console;

/// <summary>
/// Protects what a browser carries to an identity provider and back. The key is derived from the pepper, so that any node opens what another has sealed, and
/// nothing of the application's own data protection is used or set up.
/// </summary>
internal sealed class PepperProtection(Pepper pepper, string purpose) : IDataProtector
{
    private const int VersionLength = 2;
    private const int NonceLength = 12;
    private const int TagLength = 16;
    private const int Overhead = VersionLength + NonceLength + TagLength;

    /// <inheritdoc/>
    public IDataProtector CreateProtector(string purpose1) => new PepperProtection(pepper, $"{purpose}/{purpose1}");

    /// <inheritdoc/>
    public byte[] Protect(byte[] plaintext)
    {
        var sealedText = new byte[Overhead + plaintext.Length];
        var version = sealedText.AsSpan(0, VersionLength);
        var nonce = sealedText.AsSpan(VersionLength, NonceLength);
        BinaryPrimitives.WriteUInt16BigEndian(version, (ushort)pepper.Newest);
        RandomNumberGenerator.Fill(nonce);
        using var cipher = CipherOf(pepper.Newest);
        cipher.Encrypt(nonce, plaintext, sealedText.AsSpan(Overhead), sealedText.AsSpan(VersionLength + NonceLength, TagLength), version);
        return sealedText;
    }

    /// <inheritdoc/>
    public byte[] Unprotect(byte[] protectedData)
    {
        if (protectedData.Length < Overhead)
        {
            throw new CryptographicException("The sealed text is too short.");
        }

        ReadOnlySpan<byte> text = protectedData;
        var opened = new byte[text.Length - Overhead];
        using var cipher = CipherOf(BinaryPrimitives.ReadUInt16BigEndian(text));
        var tag = text.Slice(VersionLength + NonceLength, TagLength);
        cipher.Decrypt(text.Slice(VersionLength, NonceLength), text[Overhead..], tag, opened, text[..VersionLength]);
        return opened;
    }

    private AesGcm CipherOf(int version) => pepper.Versions.Contains(version)
        ? new(pepper.DeriveKey(purpose, version), TagLength)
        : throw new CryptographicException("The text was sealed with a pepper that is not known here.");
}
