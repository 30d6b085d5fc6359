using Lintel.Applications;
using Lintel.AspNetCore;
using Lintel.Contracts;

namespace Lintel.Otp;

/// <summary>Makes credentials in the form that the contract gives them.</summary>
internal sealed class CredentialMaker(LintelOptions options)
{
    private readonly Contract _contract = options.Contracts.Single(contract => contract.Api == OtpModule.Api);

    public NewCredentials Make(string environment)
    {
        var maker = new ApplicationCredentials(_contract, environment);
        return new NewCredentials(maker.NewClientId(), maker.NewClientSecret(), maker.NewApiKey());
    }

    /// <summary>New secrets for a client id that stays.</summary>
    public NewCredentials Make(string environment, string clientId, Rotation rotation)
    {
        var maker = new ApplicationCredentials(_contract, environment);
        return new NewCredentials(clientId, rotation.Secret ? maker.NewClientSecret() : null, rotation.ApiKey ? maker.NewApiKey() : null);
    }

    /// <summary>What is kept of a secret; null for one that was not made.</summary>
    public static byte[]? HashOf(string? secret) => secret is null ? null : ApplicationCredentials.HashOf(secret);
}
