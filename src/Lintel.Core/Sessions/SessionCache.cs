using System.Security.Cryptography;
using Lintel.Caching;
using Lintel.Contracts;
using Lintel.Telemetry;

namespace Lintel.Sessions;

/// <summary>Sessions by their tokens, read through to the store and kept; the end of one holds on the very next request.</summary>
internal sealed class SessionCache
{
    private readonly ReadThroughCache<SessionHandle, Session> _cache;
    private readonly TimeProvider _time;

    /// <summary>Makes an empty cache.</summary>
    /// <param name="store">Where the sessions are.</param>
    /// <param name="time">The clock.</param>
    /// <param name="options">The bounds; null for the defaults.</param>
    /// <param name="trust">Tells whether what is kept may be believed; null where nobody else ends sessions.</param>
    public SessionCache(ISessionStore store, TimeProvider time, RecordCacheOptions? options = null, CacheTrust? trust = null)
    {
        _cache = new ReadThroughCache<SessionHandle, Session>(store.FindSessionAsync, time, options ?? new RecordCacheOptions(), trust);
        _time = time;
    }

    /// <summary>The number of sessions that are kept.</summary>
    public int Count => _cache.Count;

    internal LookupCounts Lookups => _cache.Lookups;

    /// <summary>Finds the session that a token opens and that is not over.</summary>
    /// <param name="contract">The API that was called.</param>
    /// <param name="scheme">How the token was presented.</param>
    /// <param name="token">What the caller sent.</param>
    /// <param name="cancellationToken">Gives up waiting for the store.</param>
    /// <returns>Null where there is none.</returns>
    public async ValueTask<Session?> FindAsync(Contract contract, SessionScheme scheme, ReadOnlyMemory<char> token, CancellationToken cancellationToken)
    {
        var hash = new byte[SHA256.HashSizeInBytes];
        if (!SessionToken.TryHash(scheme, token.Span, hash) || await _cache.FindAsync(SessionHandle.Of(hash), cancellationToken) is not { } session)
        {
            return null;
        }

        var opens = CryptographicOperations.FixedTimeEquals(hash, session.Hash);
        return opens && session.Api == contract.Realm && session.ExpiresAt > _time.GetUtcNow() ? session : null;
    }

    /// <summary>Forgets a session; to be called after its change is in the store and before the change is acknowledged.</summary>
    public void Forget(Session session) => Forget(session.Hash);

    /// <summary>Forgets the session of a hash that another node has ended.</summary>
    public void Forget(byte[] hash) => _cache.Forget(SessionHandle.Of(hash));

    /// <summary>Forgets all sessions.</summary>
    public void ForgetAll() => _cache.ForgetAll();
}
