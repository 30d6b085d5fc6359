using System.Security.Cryptography;
using System.Text;
using Lintel.Keys;

namespace Lintel.Webhooks;

/// <summary>
/// Keeps secrets readable to sign with, but not from a copy of the database. The webhook's id is bound in, so that a sealed secret opens in its own row only.
/// </summary>
internal sealed class SecretSeal(Pepper pepper)
{
    private readonly PepperSeal _seal = new(pepper, "webhook secrets");

    /// <summary>Seals a secret.</summary>
    public byte[] Seal(string webhookId, ReadOnlySpan<byte> secret) => _seal.Seal(secret, Encoding.ASCII.GetBytes(webhookId));

    /// <summary>The secret that was sealed.</summary>
    /// <exception cref="PepperException">It was sealed with a pepper that is not known here.</exception>
    /// <exception cref="CryptographicException">It was changed, or belongs to another webhook.</exception>
    public byte[] Open(string webhookId, byte[] sealedSecret) => sealedSecret.Length < PepperSeal.Overhead
        ? throw new CryptographicException($"The sealed secret of {webhookId} is damaged.")
        : _seal.Open(sealedSecret, Encoding.ASCII.GetBytes(webhookId));
}
