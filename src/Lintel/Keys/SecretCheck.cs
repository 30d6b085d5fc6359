using System.Security.Cryptography;
using Lintel.Contracts;

namespace Lintel.Keys;

/// <summary>Compares the text of a key with what is kept of its secret, in constant time.</summary>
internal static class SecretCheck
{
    public static bool Opens(Pepper pepper, KeyScheme scheme, ReadOnlySpan<char> presented, KeySecret secret)
    {
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        if (scheme.Hash == SecretHash.Sha256)
        {
            KeyText.Sha256(presented, hash);
            return CryptographicOperations.FixedTimeEquals(hash, secret.Hash) && secret.Algorithm == SecretHash.Sha256;
        }

        var hasPepper = pepper.TryGet(secret.PepperVersion, out var bytes);
        KeyText.Hmac(hasPepper ? bytes : pepper.NewestBytes, presented, hash);
        return CryptographicOperations.FixedTimeEquals(hash, secret.Hash) && secret.Algorithm == SecretHash.Hmac && hasPepper;
    }
}
