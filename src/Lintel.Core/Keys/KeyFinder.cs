using Lintel.Contracts;

namespace Lintel.Keys;

/// <summary>Finds the key of a whole text, whatever its state: for an operator who has a text and wants to know whose it is.</summary>
/// <param name="store">Where keys are kept.</param>
/// <param name="pepper">The pepper that they were made with.</param>
/// <param name="contracts">The contracts of all APIs, enumerated at each use.</param>
internal sealed class KeyFinder(IKeyStore store, Pepper pepper, IEnumerable<Contract> contracts)
{
    /// <summary>Finds the key, also a deleted or expired one, and of any environment.</summary>
    /// <param name="text">The whole key, as a caller presents it.</param>
    /// <param name="cancellationToken">Gives up waiting for the store.</param>
    public async Task<ApiKey?> FindAsync(string text, CancellationToken cancellationToken)
    {
        foreach (var scheme in contracts.SelectMany(contract => contract.Credentials).OfType<KeyScheme>())
        {
            if (KeyText.TryRead(scheme, text, out var reading)
                && await store.FindByHandleAsync(reading.Handle, cancellationToken) is { } key
                && key.Secrets.Any(
                    secret => secret.Handle == reading.Handle && SecretCheck.Opens(pepper, scheme, text.AsMemory(), reading, secret, PresentedKeyMemo.None)))
            {
                return key;
            }
        }

        return KeyDigest.TryCompute(text, out var digest) ? await FindImportedAsync(digest, cancellationToken) : null;
    }

    /// <summary>Finds the key that was imported with a digest, in any state and of any API.</summary>
    internal async Task<ApiKey?> FindImportedAsync(SecretDigest digest, CancellationToken cancellationToken)
    {
        foreach (var version in pepper.Versions)
        {
            if (pepper.TryHashImported(version, digest, out var hash)
                && await store.FindByHandleAsync(new KeyHandle(hash.First), cancellationToken) is { } key
                && key.Secrets.Any(secret => secret.Algorithm == SecretHash.Imported && hash.Equals(secret.Hash)))
            {
                return key;
            }
        }

        return null;
    }
}
