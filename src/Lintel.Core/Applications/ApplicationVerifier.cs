using System.Security.Cryptography;
using Lintel.Contracts;

namespace Lintel.Applications;

/// <summary>Decides whether three presented texts are the credentials of one application.</summary>
internal static class ApplicationVerifier
{
    // Compared against where no application was found, so that an unknown client id takes as long as a known one. No text has this hash.
    private static readonly byte[] Nobodys = new byte[SHA256.HashSizeInBytes];

    /// <summary>Finds the application of a client id and checks the other two in constant time; form and environment before any look-up.</summary>
    /// <param name="find">Finds an application of the API by its client id.</param>
    /// <param name="scheme">The contract's scheme.</param>
    /// <param name="clientId">What the caller sent as client id.</param>
    /// <param name="clientSecret">What the caller sent as client secret.</param>
    /// <param name="apiKey">What the caller sent as API key.</param>
    /// <param name="cancellationToken">Gives up waiting for the store.</param>
    /// <returns>The application, suspended or not, or one of the <c>credential.</c> conditions.</returns>
    public static async ValueTask<Outcome<ClientApplication>> VerifyAsync(
        Func<string, CancellationToken, ValueTask<ClientApplication?>> find,
        ApplicationScheme scheme,
        string clientId,
        string clientSecret,
        string apiKey,
        CancellationToken cancellationToken)
    {
        if (!ApplicationCredentials.AreWellFormed(scheme, clientId, clientSecret, apiKey))
        {
            return Refusal.For(Condition.CredentialMismatched);
        }

        var application = await find(clientId, cancellationToken);
        var secretOpens = CryptographicOperations.FixedTimeEquals(ApplicationCredentials.HashOf(clientSecret), application?.ClientSecretHash ?? Nobodys);
        var keyOpens = CryptographicOperations.FixedTimeEquals(ApplicationCredentials.HashOf(apiKey), application?.ApiKeyHash ?? Nobodys);
        return application is null ? Refusal.For(Condition.CredentialUnknown)
            : secretOpens && keyOpens ? application
            : Refusal.For(Condition.CredentialMismatched);
    }
}
