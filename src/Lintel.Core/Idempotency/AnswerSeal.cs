using System.Security.Cryptography;
using System.Text;
using Lintel.Keys;

namespace Lintel.Idempotency;

/// <summary>
/// Seals answers under a key derived from the pepper and the caller's idempotency key: the database alone opens none, and with the pepper only whoever also
/// knows or guesses that key.
/// </summary>
internal sealed class AnswerSeal(Pepper pepper)
{
    private const string Purpose = "idempotent answers";
    private const int NonceLength = 12;
    private const int TagLength = 16;
    private const int KeyLength = 32;

    /// <summary>The name that an answer is kept by.</summary>
    public static byte[] NameOf(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));

    public SealedAnswer Seal(string owner, string key, ReadOnlySpan<byte> answer, DateTimeOffset expiresAt)
    {
        var name = NameOf(key);
        var content = new byte[NonceLength + TagLength + answer.Length];
        RandomNumberGenerator.Fill(content.AsSpan(0, NonceLength));
        using var cipher = CipherOf(key, pepper.Newest);
        cipher.Encrypt(content.AsSpan(0, NonceLength), answer, content.AsSpan(NonceLength + TagLength), content.AsSpan(NonceLength, TagLength), name);
        return new SealedAnswer { Name = name, Owner = owner, PepperVersion = pepper.Newest, Content = content, ExpiresAt = expiresAt };
    }

    /// <summary>Returns true if the pepper that an answer was sealed with is known here; otherwise, false.</summary>
    public bool CanOpen(SealedAnswer kept) => pepper.Versions.Contains(kept.PepperVersion);

    /// <summary>The answer that was sealed.</summary>
    /// <exception cref="PepperException">It was sealed with a pepper that is not known here.</exception>
    /// <exception cref="CryptographicException">It was changed, or sealed with another key.</exception>
    public byte[] Open(string key, SealedAnswer kept)
    {
        var content = kept.Content;
        var answer = new byte[Math.Max(0, content.Length - NonceLength - TagLength)];
        using var cipher = CipherOf(key, kept.PepperVersion);
        cipher.Decrypt(content.AsSpan(0, NonceLength), content.AsSpan(NonceLength + TagLength), content.AsSpan(NonceLength, TagLength), answer, kept.Name);
        return answer;
    }

    private AesGcm CipherOf(string key, int version) =>
        new(HKDF.DeriveKey(HashAlgorithmName.SHA256, pepper.DeriveKey(Purpose, version), KeyLength, info: Encoding.UTF8.GetBytes(key)), TagLength);
}
