using System.Diagnostics.CodeAnalysis;
using Lintel.Contracts;

namespace Lintel.Keys;

/// <summary>Makes secrets and what is kept of them.</summary>
internal sealed class KeyMaker(Pepper pepper)
{
    private const int IdLength = 20;

    /// <summary>A new id of a stored key.</summary>
    public static string NewId() => "key_" + Base62.Random(IdLength);

    /// <summary>A new secret: the text that is shown once, and what is kept.</summary>
    public (string Text, KeySecret Secret) Make(KeyScheme scheme, string environment)
    {
        var text = KeyText.Generate(scheme, environment);
        return TryTake(scheme, environment, text, out var secret)
            ? (text, secret)
            : throw new InvalidOperationException($"A key of {scheme.Prefix} in {environment} would not be recognized.");
    }

    /// <summary>What is kept of a text that was made somewhere else.</summary>
    /// <returns>False where no key can have this text.</returns>
    public bool TryTake(KeyScheme scheme, string environment, string text, [NotNullWhen(true)] out KeySecret? secret)
    {
        secret = null;
        if (!KeyText.TryRead(scheme, text, out var reading))
        {
            return false;
        }

        KeyText.TryHash(scheme, text, reading, pepper, pepper.Newest, out var hash);
        var version = scheme.Hash == SecretHash.Hmac ? pepper.Newest : 0;
        secret = new KeySecret(reading.Handle, hash, scheme.Hash, version, KeyText.HintOf(scheme, environment, text), null);
        return true;
    }
}
