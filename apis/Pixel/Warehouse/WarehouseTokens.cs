using System.Security.Cryptography;
using System.Text.Json;

namespace Lintel.Pixel;

/// <summary>What a warehouse token allows: one pipe, of one workspace, over these websites.</summary>
/// <param name="Workspace">The account.</param>
/// <param name="Websites">The websites that the call may read or write.</param>
/// <param name="Pipe">The pipe, or <c>ingest</c>, or <c>identify</c>.</param>
internal sealed record WarehouseGrant(string Workspace, IReadOnlyList<string> Websites, string Pipe);

/// <summary>Mints and checks the tokens of warehouse calls. Each lives 120 seconds; every call takes a new one.</summary>
internal sealed class WarehouseTokens(byte[] secret, TimeProvider time)
{
    public const int LifetimeSeconds = 120;

    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    private static ReadOnlySpan<byte> Header => """{"alg":"HS256","typ":"JWT"}"""u8;

    public string Mint(WarehouseGrant grant)
    {
        var now = time.GetUtcNow().ToUnixTimeSeconds();
        var claims = new Claims(grant.Workspace, grant.Websites, grant.Pipe, now, now + LifetimeSeconds, RandomNumberGenerator.GetHexString(16));
        return CompactJws.Sign(secret, Header, JsonSerializer.SerializeToUtf8Bytes(claims, Json));
    }

    /// <summary>What a token allows now.</summary>
    /// <returns>Null where it is not ours, is for another pipe, or its time is over.</returns>
    public WarehouseGrant? Open(string token, string pipe)
    {
        if (!CompactJws.TryOpen(secret, Header, token, out var payload) || JsonSerializer.Deserialize<Claims>(payload, Json) is not { } claims)
        {
            return null;
        }

        var now = time.GetUtcNow().ToUnixTimeSeconds();
        var isCurrent = claims.Exp > now && claims.Exp - claims.Iat <= LifetimeSeconds;
        return isCurrent && string.Equals(claims.Pipe, pipe, StringComparison.Ordinal) ? new WarehouseGrant(claims.Workspace, claims.Websites, claims.Pipe) : null;
    }

    private sealed record Claims(string Workspace, IReadOnlyList<string> Websites, string Pipe, long Iat, long Exp, string Jti);
}
