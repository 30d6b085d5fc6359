using Lintel.Contracts;

namespace Lintel.Requests;

/// <summary>The form of one kind of secret: a prefix and, after it, a run of digits in which one stretch is as long as half the secret.</summary>
/// <param name="Prefix">With its underscore.</param>
/// <param name="FewestDigits">How long the longest stretch is at least. Words after the prefix, and the parts of a key that are public, are shorter.</param>
/// <param name="IsBase64Url">
/// True where digits are of base64url, which has underscores and hyphens; otherwise of base62, and underscores part the stretches.
/// </param>
/// <param name="HasParts">True for an access token, whose parts have dots between them; one part alone is no secret.</param>
internal sealed record SecretForm(string Prefix, int FewestDigits, bool IsBase64Url, bool HasParts = false)
{
    private const int LintelSecretDigits = 33;
    private const int OpaqueDigits = 40;
    private const int ClientIdDigits = 24;

    // Shorter than the header of any token: {"alg":"…"} alone has 20.
    private const int TokenDigits = 16;

    public static IEnumerable<SecretForm> Of(CredentialScheme scheme) => scheme switch
    {
        KeyScheme { Form: { } form } key => [Base62(key.Prefix, form.SecretLength, form.PublicIdLength)],
        KeyScheme key => [Base62(key.Prefix, key.Hash == SecretHash.Sha256 ? OpaqueDigits : LintelSecretDigits)],
        SessionScheme { Prefix.Length: > 0 } session => [new SecretForm(session.Prefix + "_", (BareToken.Digits / 2) + 1, IsBase64Url: true)],
        ApplicationScheme application =>
        [
            Base62(application.ClientIdPrefix, ClientIdDigits),
            Base62(application.ClientSecretPrefix, OpaqueDigits),
            Base62(application.ApiKeyPrefix, OpaqueDigits),
        ],
        JwtScheme => [new SecretForm(AccessTokenText.Prefix, TokenDigits, IsBase64Url: true, HasParts: true)],
        _ => [],
    };

    /// <summary>The length of a secret that a text begins with; 0 where it begins with none.</summary>
    public int LengthAt(ReadOnlySpan<char> text)
    {
        if (!text.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase))
        {
            return 0;
        }

        var (length, stretch, longest) = (Prefix.Length, 0, 0);
        while (length < text.Length && IsPart(text[length]))
        {
            stretch = text[length] == '_' && !IsBase64Url ? 0 : stretch + 1;
            longest = Math.Max(longest, stretch);
            length++;
        }

        return longest >= FewestDigits && (!HasParts || text[..length].Contains('.')) ? length : 0;
    }

    private static SecretForm Base62(string prefix, int secretDigits, int publicDigits = 0) =>
        new(prefix + "_", Math.Max((secretDigits / 2) + 1, publicDigits + 1), IsBase64Url: false);

    private bool IsPart(char c) => char.IsAsciiLetterOrDigit(c) || c == '_' || (IsBase64Url && c == '-') || (HasParts && c == '.');
}

/// <summary>A session token without a prefix: 43 digits of base64url.</summary>
internal static class BareToken
{
    public const int Digits = 43;

    /// <summary>Finds a run of exactly so many digits, or a longer one that is as random: hexadecimal digits and words in lower case are not.</summary>
    public static FoundSecret? Find(ReadOnlySpan<char> text, int start)
    {
        while (text.Length - start >= Digits)
        {
            var length = 0;
            var (hasUpper, hasLower, hasNumber) = (false, false, false);
            while (start + length < text.Length && text[start + length] is var c && (char.IsAsciiLetterOrDigit(c) || c is '_' or '-'))
            {
                hasUpper |= char.IsAsciiLetterUpper(c);
                hasLower |= char.IsAsciiLetterLower(c);
                hasNumber |= char.IsAsciiDigit(c);
                length++;
            }

            if (length == Digits || (length > Digits && hasUpper && hasLower && hasNumber))
            {
                return new FoundSecret(start, start + length, string.Empty);
            }

            start += length + 1;
        }

        return null;
    }
}
