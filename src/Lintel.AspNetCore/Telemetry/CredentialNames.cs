using System.Collections.Frozen;

namespace Lintel.AspNetCore;

/// <summary>Names of parameters that say that their values are credentials, such as <c>api_key</c>. Letter case and punctuation do not matter.</summary>
internal static class CredentialNames
{
    private static readonly FrozenSet<string> Whole = FrozenSet.Create(
        StringComparer.Ordinal,
        "auth", "authorization", "bearer", "code", "jwt", "key", "otp", "pass", "passwd", "pin", "pwd", "session", "sessionid", "sid", "sig");

    private static readonly string[] Endings =
        ["accesskey", "apikey", "credential", "credentials", "licensekey", "passphrase", "password", "privatekey", "secret", "secretkey", "signature", "token"];

    /// <summary>Returns true if a parameter of this name holds a credential; otherwise, false.</summary>
    public static bool Contains(string name)
    {
        var letters = string.Concat(name.Where(char.IsLetterOrDigit)).ToLowerInvariant();
        return Whole.Contains(letters) || Endings.Any(ending => letters.EndsWith(ending, StringComparison.Ordinal));
    }
}
