using Lintel.Contracts;

namespace Lintel.Tokens;

/// <summary>An access token that is refused from now on, or all that a person was given up to a moment.</summary>
internal sealed record TokenRevocation
{
    /// <summary>
    /// The time that a revocation is kept: longer than any token that was issued before it can be used. A token's <c>iat</c> may be ahead by the clock skew,
    /// and it is taken until the clock skew after its <c>exp</c>.
    /// </summary>
    public static readonly TimeSpan KeptFor = JwtScheme.LongestLifetime + (2 * JwtScheme.LongestClockSkew);

    /// <summary>The issuer, as contracts name it.</summary>
    public required string Issuer { get; init; }

    /// <summary>The token's <c>jti</c>; null where a person's tokens are revoked.</summary>
    public string? TokenId { get; init; }

    /// <summary>The person, as the contract's claim <c>person</c> names them; null where one token is revoked.</summary>
    public string? Subject { get; init; }

    /// <summary>The moment up to which the person's tokens are revoked, inclusive; null where one token is revoked.</summary>
    public DateTimeOffset? IssuedBefore { get; init; }

    /// <summary>When it was revoked.</summary>
    public required DateTimeOffset RevokedAt { get; init; }

    /// <summary>The moment from which the revocation is forgotten, because no token that it is about can be used any more.</summary>
    public DateTimeOffset ExpiresAt => RevokedAt + KeptFor;

    /// <summary>Both revocations of the same token or person in one: the later moments hold.</summary>
    public TokenRevocation MergedWith(TokenRevocation other) => this with
    {
        IssuedBefore = IssuedBefore > other.IssuedBefore ? IssuedBefore : other.IssuedBefore,
        RevokedAt = RevokedAt > other.RevokedAt ? RevokedAt : other.RevokedAt,
    };
}
