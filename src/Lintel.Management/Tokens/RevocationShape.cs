using Lintel.Tokens;

namespace Lintel.Management.Tokens;

/// <summary>A revocation, as the management API shows it.</summary>
internal sealed record RevocationShape(
    string Issuer,
    string? Jti,
    string? Subject,
    DateTimeOffset? IssuedBefore,
    DateTimeOffset RevokedAt,
    DateTimeOffset KeptUntil)
{
    public static RevocationShape Of(TokenRevocation revocation) =>
        new(revocation.Issuer, revocation.TokenId, revocation.Subject, revocation.IssuedBefore, revocation.RevokedAt, revocation.ExpiresAt);
}
