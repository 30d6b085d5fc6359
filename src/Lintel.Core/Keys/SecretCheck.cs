using Lintel.Contracts;

namespace Lintel.Keys;

/// <summary>Compares the text of a key with what is kept of its secret, in constant time.</summary>
internal static class SecretCheck
{
    public static bool Opens(Pepper pepper, KeyScheme scheme, ReadOnlyMemory<char> presented, in KeyReading reading, KeySecret secret, PresentedKeyMemo memo)
    {
        var isHashed = memo.TryHash(scheme, presented, reading, pepper, secret.PepperVersion, out var hash);
        return hash.Equals(secret.Hash) && secret.Algorithm == scheme.Hash && isHashed;
    }
}
