using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Lintel.Keys;

/// <summary>
/// Seals texts for one purpose: AES-256-GCM under a key derived from the pepper. A sealed text is the pepper's version, a nonce, the tag and the ciphertext.
/// </summary>
internal sealed class PepperSeal(Pepper pepper, string purpose)
{
    /// <summary>The bytes that a sealed text has beyond the text.</summary>
    public const int Overhead = VersionLength + NonceLength + TagLength;

    private const int VersionLength = 2;
    private const int NonceLength = 12;
    private const int TagLength = 16;

    /// <summary>Seals a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="bound">What the sealed text belongs to: it opens with nothing else.</param>
    public byte[] Seal(ReadOnlySpan<byte> text, ReadOnlySpan<byte> bound)
    {
        var sealedText = new byte[Overhead + text.Length];
        var parts = new Parts(sealedText);
        BinaryPrimitives.WriteUInt16BigEndian(parts.Version, (ushort)pepper.Newest);
        RandomNumberGenerator.Fill(parts.Nonce);
        using var cipher = CipherOf(pepper.Newest);
        cipher.Encrypt(parts.Nonce, text, parts.Ciphertext, parts.Tag, bound);
        return sealedText;
    }

    /// <summary>The text that was sealed.</summary>
    /// <exception cref="PepperException">It was sealed with a pepper that is not known here.</exception>
    /// <exception cref="CryptographicException">It was changed, is too short, or belongs to something else.</exception>
    public byte[] Open(byte[] sealedText, ReadOnlySpan<byte> bound)
    {
        if (sealedText.Length < Overhead)
        {
            throw new CryptographicException("The sealed text is too short.");
        }

        var parts = new Parts(sealedText);
        var text = new byte[parts.Ciphertext.Length];
        using var cipher = CipherOf(BinaryPrimitives.ReadUInt16BigEndian(parts.Version));
        cipher.Decrypt(parts.Nonce, parts.Ciphertext, parts.Tag, text, bound);
        return text;
    }

    private AesGcm CipherOf(int version) => new(pepper.DeriveKey(purpose, version), TagLength);

    private readonly ref struct Parts(Span<byte> all)
    {
        public Span<byte> Version { get; } = all[..VersionLength];

        public Span<byte> Nonce { get; } = all.Slice(VersionLength, NonceLength);

        public Span<byte> Tag { get; } = all.Slice(VersionLength + NonceLength, TagLength);

        public Span<byte> Ciphertext { get; } = all[Overhead..];
    }
}
