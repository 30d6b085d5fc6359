using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Lintel.Pixel;

/// <summary>What a warehouse token allows: one pipe, of one workspace, over these websites.</summary>
/// <param name="Workspace">The account.</param>
/// <param name="Websites">The websites that the call may read or write.</param>
/// <param name="Pipe">The pipe, or <c>ingest</c>, or <c>identify</c>.</param>
internal sealed record WarehouseGrant(string Workspace, IReadOnlyList<string> Websites, string Pipe);

/// <summary>Issues and validates the tokens of warehouse calls, JWTs with HMAC-SHA256. Each lives 120 seconds; every call takes a new one.</summary>
internal sealed class WarehouseTokens
{
    public const int LifetimeSeconds = 120;

    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    private readonly JsonWebTokenHandler _handler = new() { SetDefaultTimesOnTokenCreation = false };
    private readonly SigningCredentials _credentials;
    private readonly TokenValidationParameters _validation;
    private readonly TimeProvider _time;

    public WarehouseTokens(byte[] secret, TimeProvider time)
    {
        _time = time;
        var key = new SymmetricSecurityKey(secret);
        _credentials = new SigningCredentials(key, SecurityAlgorithms.HmacSha256);
        _validation = new TokenValidationParameters
        {
            IssuerSigningKey = key,
            ValidAlgorithms = [SecurityAlgorithms.HmacSha256],
            ValidTypes = ["JWT"],

            // The secret belongs to this one issuer and this one audience.
            ValidateIssuer = false,
            ValidateAudience = false,
            LifetimeValidator = IsCurrent,
        };
    }

    public string Mint(WarehouseGrant grant)
    {
        var now = _time.GetUtcNow().ToUnixTimeSeconds();
        var claims = new Claims(grant.Workspace, grant.Websites, grant.Pipe, now, now + LifetimeSeconds, RandomNumberGenerator.GetHexString(16));
        return _handler.CreateToken(JsonSerializer.Serialize(claims, Json), _credentials);
    }

    /// <summary>Reads what a token allows now.</summary>
    /// <returns>Null where another secret signed it, it is for another pipe, or its time is over.</returns>
    public async Task<WarehouseGrant?> OpenAsync(string token, string pipe)
    {
        var result = await _handler.ValidateTokenAsync(token, _validation);
        if (!result.IsValid
            || JsonSerializer.Deserialize<Claims>(Base64UrlEncoder.DecodeBytes(((JsonWebToken)result.SecurityToken).EncodedPayload), Json) is not { } claims)
        {
            return null;
        }

        return string.Equals(claims.Pipe, pipe, StringComparison.Ordinal) ? new WarehouseGrant(claims.Workspace, claims.Websites, claims.Pipe) : null;
    }

    private bool IsCurrent(DateTime? notBefore, DateTime? expires, SecurityToken token, TokenValidationParameters parameters) =>
        expires is { } end && end > _time.GetUtcNow().UtcDateTime && end - ((JsonWebToken)token).IssuedAt <= TimeSpan.FromSeconds(LifetimeSeconds);

    private sealed record Claims(string Workspace, IReadOnlyList<string> Websites, string Pipe, long Iat, long Exp, string Jti);
}
