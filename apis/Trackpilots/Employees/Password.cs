using System.Security.Cryptography;

namespace Lintel.Trackpilots.Employees;

/// <summary>A password on its way to its hash. It prints as nothing, so that no log or exception can show it.</summary>
internal sealed class Password(string text)
{
    public const int MinimumLength = 8;
    public const int MaximumLength = 128;

    // OWASP's advice for PBKDF2 with HMAC-SHA-512.
    private const int Iterations = 210_000;
    private const int SaltLength = 16;
    private const int HashLength = 64;

    /// <summary>Whether a text has a small letter, a capital letter, a digit and another character; letters and digits are those of ASCII, as in the reference.</summary>
    public static bool IsMixed(string text) =>
        text.AsSpan().ContainsAnyInRange('a', 'z')
        && text.AsSpan().ContainsAnyInRange('A', 'Z')
        && text.AsSpan().ContainsAnyInRange('0', '9')
        && text.Any(character => !char.IsAsciiLetterOrDigit(character));

    /// <summary>What is stored: <c>pbkdf2-sha512$iterations$salt$hash</c>, salt and hash in base64.</summary>
    public string Hash()
    {
        var salt = RandomNumberGenerator.GetBytes(SaltLength);
        var hash = Rfc2898DeriveBytes.Pbkdf2(text, salt, Iterations, HashAlgorithmName.SHA512, HashLength);
        return $"pbkdf2-sha512${Iterations}${Convert.ToBase64String(salt)}${Convert.ToBase64String(hash)}";
    }

    /// <inheritdoc/>
    public override string ToString() => "(password)";
}
