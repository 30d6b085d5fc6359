using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Lintel.Keys;

namespace Lintel.Webhooks;

/// <summary>
/// Keeps secrets readable to sign with, but not from a copy of the database: AES-256-GCM under a key derived from the pepper. The webhook's id is bound
/// in, so that a sealed secret opens in its own row only.
/// </summary>
internal sealed class SecretSeal(Pepper pepper)
{
    private const string Purpose = "webhook secrets";
    private const int VersionLength = 2;
    private const int NonceLength = 12;
    private const int TagLength = 16;
    private const int Overhead = VersionLength + NonceLength + TagLength;

    /// <summary>The pepper's version, a nonce, the tag and the ciphertext.</summary>
    public byte[] Seal(string webhookId, ReadOnlySpan<byte> secret)
    {
        var sealedSecret = new byte[Overhead + secret.Length];
        var parts = new Parts(sealedSecret);
        BinaryPrimitives.WriteUInt16BigEndian(parts.Version, (ushort)pepper.Newest);
        RandomNumberGenerator.Fill(parts.Nonce);
        using var cipher = CipherOf(pepper.Newest);
        cipher.Encrypt(parts.Nonce, secret, parts.Ciphertext, parts.Tag, Encoding.ASCII.GetBytes(webhookId));
        return sealedSecret;
    }

    /// <summary>What was sealed.</summary>
    /// <exception cref="PepperException">It was sealed with a pepper that is not known here.</exception>
    /// <exception cref="CryptographicException">It was changed, or belongs to another webhook.</exception>
    public byte[] Open(string webhookId, byte[] sealedSecret)
    {
        if (sealedSecret.Length < Overhead)
        {
            throw new CryptographicException($"The sealed secret of {webhookId} is damaged.");
        }

        var parts = new Parts(sealedSecret);
        var secret = new byte[parts.Ciphertext.Length];
        using var cipher = CipherOf(BinaryPrimitives.ReadUInt16BigEndian(parts.Version));
        cipher.Decrypt(parts.Nonce, parts.Ciphertext, parts.Tag, secret, Encoding.ASCII.GetBytes(webhookId));
        return secret;
    }

    private AesGcm CipherOf(int version) => new(pepper.DeriveKey(Purpose, version), TagLength);

    private readonly ref struct Parts(Span<byte> all)
    {
        public Span<byte> Version { get; } = all[..VersionLength];

        public Span<byte> Nonce { get; } = all.Slice(VersionLength, NonceLength);

        public Span<byte> Tag { get; } = all.Slice(VersionLength + NonceLength, TagLength);

        public Span<byte> Ciphertext { get; } = all[Overhead..];
    }
}
