using System.Security.Claims;
using Lintel.Contracts;

namespace Lintel.AspNetCore;

/// <summary>The content of a token. Nothing of it is true before its signature was verified.</summary>
internal sealed record AccessToken
{
    /// <summary>The algorithm of the signature, one of the contract's.</summary>
    public required string Algorithm { get; init; }

    /// <summary>The id of the key; null where the token names none.</summary>
    public required string? KeyId { get; init; }

    public required DateTimeOffset IssuedAt { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    public required DateTimeOffset? NotBefore { get; init; }

    /// <summary>The claim <c>jti</c>; null for none.</summary>
    public required string? Id { get; init; }

    public required string AccountId { get; init; }

    public required string Person { get; init; }

    public required IReadOnlyList<string> Scopes { get; init; }

    /// <summary>The further claims that the contract names.</summary>
    public required IReadOnlyList<Claim> Others { get; init; }

    /// <summary>Compares the token's times with the clock (RFC 7519 section 4.1, RFC 9068 section 4).</summary>
    /// <returns>The condition and the reason why it cannot be used; null where it can.</returns>
    public (Condition Condition, string Why)? FaultAt(DateTimeOffset now, JwtScheme scheme) =>
        ExpiresAt - IssuedAt > scheme.Lifetime
            ? (Condition.CredentialMismatched, $"it is good for {ExpiresAt - IssuedAt}, and the contract takes {scheme.Lifetime}")
        : now - scheme.ClockSkew >= ExpiresAt ? (Condition.CredentialExpired, $"its time was over at {ExpiresAt:u}")
        : IssuedAt > now + scheme.ClockSkew ? (Condition.CredentialExpired, $"it was issued in the future, at {IssuedAt:u}")
        : NotBefore > now + scheme.ClockSkew ? (Condition.CredentialExpired, $"its time begins at {NotBefore:u}")
        : null;
}
