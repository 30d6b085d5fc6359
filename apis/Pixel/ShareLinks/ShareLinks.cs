using System.Security.Cryptography;
using System.Text;
using Dapper;
using Lintel.Shared;

namespace Lintel.Pixel;

/// <summary>A link that shows a website's dashboard to people without an account; never with its token.</summary>
internal sealed record ShareLink(string Id, string WebsiteId, string TokenPrefix, string? ExpiresAt, bool PasswordProtected);

/// <summary>A share link just made: the only time its token is seen.</summary>
internal sealed record NewShareLinkReply(string Id, string WebsiteId, string Token, string TokenPrefix, string? ExpiresAt, bool PasswordProtected);

/// <summary>What a new share link is made from.</summary>
internal sealed record NewShareLink(DateTimeOffset? ExpiresAt, string? Password)
{
    /// <summary>The expiry: the password belongs in no log.</summary>
    public override string ToString() => $"until {ExpiresAt}";
}

/// <summary>
/// The share links of the accounts' websites. Tokens are random and kept as SHA-256; passwords are people's and kept as the core hashes them.
/// </summary>
internal sealed class ShareLinkStore(PixelDatabase database, TimeProvider time)
{
    /// <summary>How much of a token its list shows.</summary>
    public const int PrefixLength = 8;

    public async Task<IReadOnlyList<ShareLink>> ListAsync(string accountId, CancellationToken cancellationToken) =>
        (await database.ListAsync<Row>(
            """
            SELECT s.id AS Id, s.website_id AS WebsiteId, s.token_prefix AS TokenPrefix, s.expires_at AS ExpiresAt, s.password_hash AS PasswordHash
            FROM share_links s JOIN websites w ON w.id = s.website_id AND w.deleted_at IS NULL
            WHERE s.account_id = @accountId ORDER BY s.created_at, s.id LIMIT @limit
            """,
            accountId,
            cancellationToken)).Select(row => row.Show()).ToList();

    public async Task<NewShareLinkReply> AddAsync(OwnedWebsite website, NewShareLink link, string? passwordHash, CancellationToken cancellationToken)
    {
        var token = PixelIds.ShareToken();
        var row = new Row
        {
            Id = PixelIds.ShareLink(),
            WebsiteId = website.Id,
            TokenPrefix = token[..PrefixLength],
            ExpiresAt = link.ExpiresAt?.ToUnixTimeMilliseconds(),
            PasswordHash = passwordHash,
        };
        var tokenHash = SHA256.HashData(Encoding.ASCII.GetBytes(token));
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        await database.WriteAsync(
            connection => connection.ExecuteAsync(
                """
                INSERT INTO share_links (id, account_id, website_id, token_hash, token_prefix, password_hash, expires_at, created_at)
                VALUES (@Id, @AccountId, @WebsiteId, @tokenHash, @TokenPrefix, @PasswordHash, @ExpiresAt, @now)
                """,
                new { row.Id, website.AccountId, row.WebsiteId, tokenHash, row.TokenPrefix, row.PasswordHash, row.ExpiresAt, now }),
            cancellationToken);
        var shown = row.Show();
        return new NewShareLinkReply(shown.Id, shown.WebsiteId, token, shown.TokenPrefix, shown.ExpiresAt, shown.PasswordProtected);
    }

    private sealed class Row
    {
        public string Id { get; init; } = string.Empty;

        public string WebsiteId { get; init; } = string.Empty;

        public string TokenPrefix { get; init; } = string.Empty;

        public long? ExpiresAt { get; init; }

        public string? PasswordHash { get; init; }

        public ShareLink Show() => new(Id, WebsiteId, TokenPrefix, MomentText.Seconds(ExpiresAt), PasswordHash is not null);
    }
}
