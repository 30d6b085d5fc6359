using System.Security.Cryptography;
using System.Text;
using Lintel.Contracts;

namespace Lintel.Applications;

/// <summary>Makes the texts of an application's credentials: <c>prefix_environment_</c> and base62 digits.</summary>
public sealed class ApplicationCredentials
{
    private const int ClientIdDigits = 24;
    private const int SecretDigits = 40;

    /// <summary>No credential is longer; what is longer is not looked at.</summary>
    private const int MaxLength = 128;

    private readonly ApplicationScheme _scheme;
    private readonly string _environment;

    /// <summary>Makes credentials of an API's applications.</summary>
    /// <param name="contract">The API's contract.</param>
    /// <param name="environment">The application's environment: lower case letters.</param>
    /// <exception cref="ArgumentException">The contract has no credential of kind <c>application</c>.</exception>
    public ApplicationCredentials(Contract contract, string environment)
        : this(
            contract.Applications
                ?? throw new ArgumentException($"The contract of '{contract.Api}' has no credential of kind application.", nameof(contract)),
            environment)
    {
    }

    internal ApplicationCredentials(ApplicationScheme scheme, string environment)
    {
        _scheme = scheme;
        _environment = environment;
    }

    /// <summary>A new client id, about 143 random bits.</summary>
    public string NewClientId() => $"{_scheme.ClientIdPrefix}_{_environment}_{Base62.Random(ClientIdDigits)}";

    /// <summary>A new client secret, about 238 random bits; to be shown once and kept as <see cref="HashOf"/>.</summary>
    public string NewClientSecret() => $"{_scheme.ClientSecretPrefix}_{_environment}_{Base62.Random(SecretDigits)}";

    /// <summary>A new API key, about 238 random bits; to be shown once and kept as <see cref="HashOf"/>.</summary>
    public string NewApiKey() => $"{_scheme.ApiKeyPrefix}_{_environment}_{Base62.Random(SecretDigits)}";

    /// <summary>What is kept of a secret: its SHA-256, 32 bytes. The text has more than 200 random bits, so that no pepper is needed.</summary>
    public static byte[] HashOf(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));

    /// <summary>Whether three texts have the form of one application's credentials: the prefixes, one environment, the lengths.</summary>
    internal static bool AreWellFormed(ApplicationScheme scheme, string clientId, string clientSecret, string apiKey) =>
        TryGetEnvironment(scheme.ClientIdPrefix, ClientIdDigits, clientId, out var environment)
        && TryGetEnvironment(scheme.ClientSecretPrefix, SecretDigits, clientSecret, out var ofSecret)
        && TryGetEnvironment(scheme.ApiKeyPrefix, SecretDigits, apiKey, out var ofKey)
        && environment.SequenceEqual(ofSecret)
        && environment.SequenceEqual(ofKey);

    private static bool TryGetEnvironment(string prefix, int digits, ReadOnlySpan<char> text, out ReadOnlySpan<char> environment)
    {
        environment = default;
        var end = text.Length - digits - 1;
        var start = prefix.Length + 1;
        if (text.Length > MaxLength
            || end <= start
            || !text.StartsWith(prefix, StringComparison.Ordinal)
            || text[start - 1] != '_'
            || text[end] != '_'
            || !Base62.IsAll(text[(end + 1)..]))
        {
            return false;
        }

        environment = text[start..end];
        return true;
    }
}
