using Microsoft.IdentityModel.Tokens;

namespace Lintel.AspNetCore;

/// <summary>A public key of an issuer.</summary>
/// <param name="Id">Its <c>kid</c>; null for none.</param>
/// <param name="Algorithms">The algorithms that it verifies. A key has those of its own type alone, so that no token chooses another for it.</param>
/// <param name="Key">The key.</param>
internal sealed record SigningKey(string? Id, IReadOnlyList<string> Algorithms, SecurityKey Key);

/// <summary>The keys of an issuer, as they were read at a time. Immutable.</summary>
internal sealed class SigningKeySet(IReadOnlyList<SigningKey> keys)
{
    public int Count => keys.Count;

    /// <summary>Finds the keys that a token may be signed with: those with its key id, or the only one for its algorithm where it names none.</summary>
    /// <param name="id">The token's <c>kid</c>; null for none.</param>
    /// <param name="algorithm">The token's <c>alg</c>.</param>
    public IReadOnlyList<SigningKey> Find(string? id, string algorithm)
    {
        SigningKey[] found = [.. keys.Where(key => key.Algorithms.Contains(algorithm) && (id is null || key.Id == id))];
        return id is null && found.Length > 1 ? [] : found;
    }
}
