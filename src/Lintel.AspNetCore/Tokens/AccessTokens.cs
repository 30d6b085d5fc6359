using Lintel.Contracts;
using Lintel.Tokens;
using Microsoft.Extensions.Hosting;

namespace Lintel.AspNetCore;

/// <summary>Prepares the access tokens of all contracts before the server listens: their revocations, and the first reading of the issuers' keys.</summary>
internal sealed class AccessTokens(SigningKeys keys, TokenRevocations revocations, TimeProvider time) : IHostedLifecycleService
{
    /// <summary>The verifier of a contract's tokens; null where it takes none.</summary>
    public AccessTokenVerifier? VerifierOf(Contract contract) => contract.AccessTokens is { } scheme
        ? new AccessTokenVerifier(scheme, contract.Scopes.Select(scope => scope.Name), keys.Of(contract, scheme), revocations, time)
        : null;

    public Task StartingAsync(CancellationToken cancellationToken) => revocations.LoadAsync(cancellationToken);

    public Task StartAsync(CancellationToken cancellationToken)
    {
        keys.Begin();
        return Task.CompletedTask;
    }

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
