using Lintel.Contracts;
using Lintel.Requests;

namespace Lintel.Keys;

/// <summary>Decides whether a presented text opens a key.</summary>
public sealed class KeyVerifier
{
    /// <summary>
    /// Finds the key of a presented text and checks it: form and checksum before any look-up, the secret in constant time, then environment, state
    /// and expiry.
    /// </summary>
    /// <param name="contract">The API that was called.</param>
    /// <param name="scheme">How the credential was presented.</param>
    /// <param name="presented">What the caller sent, without the scheme's name.</param>
    /// <param name="cancellationToken">Gives up waiting for the store.</param>
    /// <returns>The key, or one of the <c>credential.</c> conditions.</returns>
    public ValueTask<Outcome<ApiKey>> VerifyAsync(Contract contract, CredentialScheme scheme, string presented, CancellationToken cancellationToken) =>
        throw new NotSupportedException();
}
