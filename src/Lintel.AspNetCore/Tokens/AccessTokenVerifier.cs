using Lintel.Contracts;
using Lintel.Tokens;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Lintel.AspNetCore;

/// <summary>Verifies access tokens of a contract's issuer (RFC 9068 section 4, RFC 8725).</summary>
/// <param name="scheme">What the contract says of them.</param>
/// <param name="scopes">The scopes of the contract.</param>
/// <param name="keys">The issuer's keys.</param>
/// <param name="revocations">The revoked ones.</param>
/// <param name="time">The clock.</param>
internal sealed class AccessTokenVerifier(
    JwtScheme scheme,
    IEnumerable<string> scopes,
    SigningKeyCache keys,
    TokenRevocations revocations,
    TimeProvider time)
{
    private readonly JsonWebTokenHandler _handler = new();
    private readonly AccessTokenParser _parser = new(scheme, scopes);

    /// <summary>Verifies a token.</summary>
    /// <param name="text">The token.</param>
    /// <param name="cancellationToken">Gives up waiting for the issuer's keys.</param>
    public async ValueTask<CredentialResult> VerifyAsync(string text, CancellationToken cancellationToken)
    {
        AccessToken token;
        try
        {
            token = _parser.Parse(text);
        }
        catch (TokenFormException fault)
        {
            return Refuse(Condition.CredentialMalformed, $"The token is malformed: {fault.Message}.");
        }

        if (await keys.FindAsync(token.KeyId, token.Algorithm, cancellationToken) is not { } candidates)
        {
            return Refuse(Condition.ServerDependency, "The issuer's keys cannot be read, so nobody can tell whether the token is good.");
        }

        return await VerifySignatureAsync(text, candidates) ?? await JudgeAsync(token, cancellationToken);
    }

    /// <returns>The refusal; null where one of the keys has signed the token, and it is of this issuer for this API.</returns>
    private async Task<CredentialResult?> VerifySignatureAsync(string text, IReadOnlyList<SigningKey> candidates)
    {
        if (candidates.Count == 0)
        {
            return Refuse(Condition.CredentialUnknown, "The issuer has no key with the token's kid and alg.");
        }

        var result = await _handler.ValidateTokenAsync(text, ParametersFor(candidates));
        return result switch
        {
            { IsValid: true } => null,
            { Exception: SecurityTokenInvalidAudienceException } => Refuse(Condition.CredentialMismatched, "The token is for another audience."),
            { Exception: SecurityTokenInvalidIssuerException } => Refuse(Condition.CredentialUnknown, "The token is of another issuer."),
            _ => Refuse(Condition.CredentialUnknown, "The token's signature is not one of the issuer's."),
        };
    }

    /// <summary>The library is told the very keys, so that nothing in a token's header can name another. Times are compared by the injected clock.</summary>
    private TokenValidationParameters ParametersFor(IReadOnlyList<SigningKey> candidates)
    {
        SecurityKey[] trusted = [.. candidates.Select(candidate => candidate.Key)];
        return new TokenValidationParameters
        {
            IssuerSigningKeyResolver = (_, _, _, _) => trusted,
            TryAllIssuerSigningKeys = true,
            ValidAlgorithms = scheme.Algorithms,
            ValidIssuer = scheme.Issuer,
            ValidAudiences = scheme.Audiences,
            IgnoreTrailingSlashWhenValidatingAudience = false,
            ValidateLifetime = false,
        };
    }

    /// <summary>Decides on a token that the issuer has signed.</summary>
    private async ValueTask<CredentialResult> JudgeAsync(AccessToken token, CancellationToken cancellationToken)
    {
        if (token.FaultAt(time.GetUtcNow(), scheme) is { } fault)
        {
            return Refuse(fault.Condition, $"The token of '{token.Person}' cannot be used: {fault.Why}.");
        }

        return await revocations.ContainsAsync(scheme.Issuer, token.Id, token.Person, token.IssuedAt, cancellationToken)
            ? Refuse(Condition.CredentialRevoked, $"The token of '{token.Person}' was revoked.")
            : CredentialResult.Account(token.AccountId, token.Person, token.Scopes, token.Others);
    }

    private static CredentialResult Refuse(Condition condition, string why) => Refusal.For(condition).BecauseOf(why);
}
