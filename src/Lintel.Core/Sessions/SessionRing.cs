using System.Security.Cryptography;
using Lintel.Contracts;
using Lintel.Keys;

namespace Lintel.Sessions;

/// <summary>Sessions by their tokens, read through to the store and kept; the end of one holds on the very next request.</summary>
public sealed class SessionRing
{
    private readonly ReadThroughRing<SessionHandle, Session> _ring;
    private readonly TimeProvider _time;

    /// <summary>Makes an empty ring.</summary>
    /// <param name="store">Where the sessions are.</param>
    /// <param name="time">The clock.</param>
    /// <param name="options">The bounds; null for the defaults.</param>
    public SessionRing(ISessionStore store, TimeProvider time, RingOptions? options = null)
    {
        _ring = new ReadThroughRing<SessionHandle, Session>(store.FindSessionAsync, time, options ?? new RingOptions());
        _time = time;
    }

    /// <summary>Finds the session that a token opens and that is not over.</summary>
    /// <param name="contract">The API that was called.</param>
    /// <param name="scheme">How the token was presented.</param>
    /// <param name="token">What the caller sent.</param>
    /// <param name="cancellationToken">Gives up waiting for the store.</param>
    /// <returns>Null where there is none.</returns>
    public async ValueTask<Session?> FindAsync(Contract contract, SessionScheme scheme, ReadOnlyMemory<char> token, CancellationToken cancellationToken)
    {
        var hash = new byte[SHA256.HashSizeInBytes];
        if (!SessionToken.TryHash(scheme, token.Span, hash) || await _ring.FindAsync(SessionHandle.Of(hash), cancellationToken) is not { } session)
        {
            return null;
        }

        var opens = CryptographicOperations.FixedTimeEquals(hash, session.Hash);
        return opens && session.Api == contract.Realm && session.ExpiresAt > _time.GetUtcNow() ? session : null;
    }

    /// <summary>Forgets a session; to be called after its change is in the store and before the change is acknowledged.</summary>
    public void Forget(Session session) => _ring.Forget(SessionHandle.Of(session.Hash));
}
