using System.Security.Cryptography;
using Lintel.Contracts;
using Lintel.Operators;
using Lintel.Sessions;

namespace Lintel.Management.Operators;

/// <summary>
/// Links by which operators sign in once. Their tokens have the form of a session's, so that they are masked wherever a session's is; stored are digests.
/// </summary>
/// <param name="contract">The contract of the management API.</param>
/// <param name="operators">The operators.</param>
/// <param name="time">The clock.</param>
internal sealed class SignInLinks(Contract contract, IOperatorStore operators, TimeProvider time)
{
    /// <summary>The time for which a link works.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(15);

    /// <summary>Makes a link in the place of the one that the operator has.</summary>
    /// <returns>Its token, which is shown this once; null where the operator is gone or disabled, or nobody signs in by the contract.</returns>
    public async Task<NewSignInLink?> CreateAsync(string operatorId, CancellationToken cancellationToken)
    {
        if (contract.Sessions is not { } scheme)
        {
            return null;
        }

        var token = SessionToken.Generate(scheme);
        var link = new SignInLink(DigestOf(token)!, operatorId, time.GetUtcNow() + Lifetime);
        return await operators.PutLinkAsync(link, cancellationToken) ? new NewSignInLink(token, link.ExpiresAt) : null;
    }

    /// <summary>Uses a link up.</summary>
    /// <returns>The id of its operator; null where no link that works has the token.</returns>
    public async Task<string?> TakeAsync(string token, CancellationToken cancellationToken) =>
        DigestOf(token) is { } digest ? await operators.TakeLinkAsync(digest, time.GetUtcNow(), cancellationToken) : null;

    /// <summary>Finds whose a link is, without using it up.</summary>
    /// <returns>The id of its operator; null where no link that works has the token.</returns>
    public async Task<string?> FindAsync(string token, CancellationToken cancellationToken) =>
        DigestOf(token) is { } digest ? await operators.FindLinkAsync(digest, time.GetUtcNow(), cancellationToken) : null;

    private byte[]? DigestOf(string token)
    {
        var digest = new byte[SHA256.HashSizeInBytes];
        return contract.Sessions is { } scheme && SessionToken.TryHash(scheme, token, digest) ? digest : null;
    }
}

/// <summary>A sign-in link that was just made, with its token, which is shown this once.</summary>
internal sealed record NewSignInLink(string Token, DateTimeOffset ExpiresAt)
{
    /// <summary>Nothing of the token: it belongs in no log.</summary>
    public override string ToString() => nameof(NewSignInLink);
}
