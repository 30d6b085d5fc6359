using Dapper;
using Lintel.Tokens;

namespace Lintel.Storage;

/// <summary>Revocations of access tokens in a database. Those that are over go when others are added.</summary>
internal sealed class TokenRevocationStore(IDatabase database) : ITokenRevocationStore
{
    private const string TokenId = "jti";
    private const string Subject = "person";
    private const string Select = "SELECT issuer, claim, value, issued_before AS IssuedBefore, revoked_at AS RevokedAt FROM token_revocation";

    public async ValueTask<bool> AddAsync(TokenRevocation revocation, CancellationToken cancellationToken) => await database.WriteAsync(
        async connection =>
        {
            await connection.ExecuteAsync("DELETE FROM token_revocation WHERE expires_at <= @Now", new { Now = Columns.FromMoment(revocation.RevokedAt) });
            if (await connection.ExecuteScalarAsync<long>("SELECT COUNT(*) FROM token_revocation") >= ITokenRevocationStore.Most)
            {
                return false;
            }

            await connection.ExecuteAsync(
                """
                INSERT INTO token_revocation (issuer, claim, value, issued_before, revoked_at, expires_at)
                VALUES (@Issuer, @Claim, @Value, @IssuedBefore, @RevokedAt, @ExpiresAt)
                ON CONFLICT (issuer, claim, value) DO UPDATE SET
                  issued_before = CASE WHEN excluded.issued_before > token_revocation.issued_before
                    THEN excluded.issued_before ELSE token_revocation.issued_before END,
                  revoked_at = CASE WHEN excluded.revoked_at > token_revocation.revoked_at THEN excluded.revoked_at ELSE token_revocation.revoked_at END,
                  expires_at = CASE WHEN excluded.expires_at > token_revocation.expires_at THEN excluded.expires_at ELSE token_revocation.expires_at END
                """,
                new
                {
                    revocation.Issuer,
                    Claim = revocation.TokenId is null ? Subject : TokenId,
                    Value = revocation.TokenId ?? revocation.Subject,
                    IssuedBefore = Columns.FromMoment(revocation.IssuedBefore),
                    RevokedAt = Columns.FromMoment(revocation.RevokedAt),
                    ExpiresAt = Columns.FromMoment(revocation.ExpiresAt),
                });
            return true;
        },
        cancellationToken);

    public ValueTask<IReadOnlyList<TokenRevocation>> FindAsync(
        string issuer, string? tokenId, string subject, CancellationToken cancellationToken) => ReadAsync(
        $"""
        {Select} WHERE issuer = @issuer AND claim = '{TokenId}' AND value = @tokenId
        UNION ALL {Select} WHERE issuer = @issuer AND claim = '{Subject}' AND value = @subject
        """,
        new { issuer, tokenId, subject },
        cancellationToken);

    public ValueTask<IReadOnlyList<TokenRevocation>> ListAsync(CancellationToken cancellationToken) =>
        ReadAsync($"{Select} ORDER BY issuer, claim, value", parameters: null, cancellationToken);

    private async ValueTask<IReadOnlyList<TokenRevocation>> ReadAsync(string sql, object? parameters, CancellationToken cancellationToken)
    {
        var rows = await database.ReadAsync(connection => connection.QueryAsync<Row>(sql, parameters), cancellationToken);
        return [.. rows.Select(row => row.ToRevocation())];
    }

    private sealed class Row
    {
        public string Issuer { get; set; } = string.Empty;

        public string Claim { get; set; } = string.Empty;

        public string Value { get; set; } = string.Empty;

        public long? IssuedBefore { get; set; }

        public long RevokedAt { get; set; }

        public TokenRevocation ToRevocation() => new()
        {
            Issuer = Issuer,
            TokenId = Claim == TokenId ? Value : null,
            Subject = Claim == Subject ? Value : null,
            IssuedBefore = Columns.ToMoment(IssuedBefore),
            RevokedAt = Columns.ToMoment(RevokedAt),
        };
    }
}
