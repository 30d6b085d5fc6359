using System.Collections.Concurrent;
using Lintel.Caching;

namespace Lintel.Tokens;

/// <summary>The revocations of access tokens, all in memory, so that a request asks no store; a new one holds on the very next request. Thread-safe.</summary>
/// <param name="store">Where they are kept.</param>
/// <param name="time">The clock.</param>
/// <param name="trust">Tells whether what is in memory may be believed; null where nobody else revokes.</param>
internal sealed class TokenRevocations(ITokenRevocationStore store, TimeProvider time, CacheTrust? trust = null)
{
    private readonly ConcurrentDictionary<(string Issuer, string? TokenId, string? Subject), TokenRevocation> _kept = new();

    /// <summary>Reads what the store has; before the first request, and when another node has revoked.</summary>
    public async Task LoadAsync(CancellationToken cancellationToken)
    {
        Keep(await store.ListAsync(cancellationToken));
    }

    /// <summary>Returns true if a token is revoked by its id, or with all of its person's.</summary>
    /// <param name="issuer">The issuer.</param>
    /// <param name="tokenId">The token's <c>jti</c>; null for none.</param>
    /// <param name="subject">The person.</param>
    /// <param name="issuedAt">The token's <c>iat</c>.</param>
    /// <param name="cancellationToken">Gives up waiting for the store.</param>
    /// <exception cref="StoreUnavailableException">This node may not answer from its memory, and the store cannot answer.</exception>
    public async ValueTask<bool> ContainsAsync(
        string issuer, string? tokenId, string subject, DateTimeOffset issuedAt, CancellationToken cancellationToken)
    {
        if (trust is { IsHeld: false })
        {
            // What is known stays known: a revocation is never taken back.
            Keep(await store.FindAsync(issuer, tokenId, subject, cancellationToken));
        }

        return Contains(issuer, tokenId, subject, issuedAt);
    }

    private bool Contains(string issuer, string? tokenId, string subject, DateTimeOffset issuedAt) =>
        (tokenId is not null && _kept.ContainsKey((issuer, tokenId, null)))
        || (_kept.TryGetValue((issuer, null, subject), out var revocation) && issuedAt <= revocation.IssuedBefore);

    /// <summary>Revokes a token or a person's tokens; holds on every request that begins after the task has ended.</summary>
    /// <returns>False where there are too many revocations.</returns>
    public async Task<bool> AddAsync(TokenRevocation revocation, CancellationToken cancellationToken)
    {
        try
        {
            if (!await store.AddAsync(revocation, cancellationToken))
            {
                return false;
            }
        }
        catch
        {
            // Whether it is in the store may then be unknown.
            Keep(revocation);
            throw;
        }

        RemoveExpired();
        Keep(revocation);
        return true;
    }

    private void Keep(IReadOnlyList<TokenRevocation> revocations)
    {
        var now = time.GetUtcNow();
        foreach (var revocation in revocations)
        {
            if (revocation.ExpiresAt > now)
            {
                Keep(revocation);
            }
        }
    }

    private void Keep(TokenRevocation revocation) => _kept.AddOrUpdate(
        (revocation.Issuer, revocation.TokenId, revocation.Subject),
        revocation,
        (_, earlier) => earlier.MergedWith(revocation));

    private void RemoveExpired()
    {
        var now = time.GetUtcNow();
        foreach (var (key, revocation) in _kept)
        {
            if (revocation.ExpiresAt <= now)
            {
                _kept.TryRemove(KeyValuePair.Create(key, revocation));
            }
        }
    }
}
