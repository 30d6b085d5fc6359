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
    private readonly PepperSeal _seal = new(pepper, purpose);

    /// <inheritdoc/>
    public IDataProtector CreateProtector(string purpose1) => new PepperProtection(pepper, $"{purpose}/{purpose1}");

    /// <inheritdoc/>
    public byte[] Protect(byte[] plaintext) => _seal.Seal(plaintext, bound: []);

    /// <inheritdoc/>
    public byte[] Unprotect(byte[] protectedData)
    {
        try
        {
            return _seal.Open(protectedData, bound: []);
        }
        catch (PepperException exception)
        {
            // The exception that the framework expects of a text that is not its own.
            throw new CryptographicException("The text was sealed with a pepper that is not known here.", exception);
        }
    }
}
