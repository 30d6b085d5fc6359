using System.Security.Cryptography;
using Lintel.Contracts;
using Lintel.Keys;

namespace Lintel.Sessions;

/// <summary>A session that just began, with its token, which is shown this once.</summary>
/// <param name="session">The stored session.</param>
/// <param name="token">The whole token.</param>
internal sealed class StartedSession(Session session, string token)
{
    /// <summary>The stored session.</summary>
    public Session Session { get; } = session;

    /// <summary>The whole token, as a caller presents it.</summary>
    public string Token { get; } = token;

    /// <summary>The session's id: the token has no business in a log.</summary>
    public override string ToString() => Session.Id;
}

/// <summary>Begins sessions and ends them; the end holds on every request that begins after the task has ended.</summary>
/// <param name="store">Where sessions are kept.</param>
/// <param name="cache">The cache that forgets what is ended.</param>
/// <param name="contracts">The contracts of all APIs.</param>
/// <param name="time">The clock.</param>
internal sealed class SessionService(ISessionStore store, SessionCache cache, IEnumerable<Contract> contracts, TimeProvider time)
{
    private const int IdLength = 20;

    private readonly Dictionary<string, SessionScheme> _schemes = contracts
        .Where(contract => contract.Sessions is not null)
        .ToDictionary(contract => contract.Api, contract => contract.Sessions!, StringComparer.Ordinal);

    /// <summary>Makes a session that is not in the store yet, for a person who is added together with it.</summary>
    /// <exception cref="InvalidOperationException">The API's contract has no sessions.</exception>
    /// <param name="user">The person.</param>
    /// <param name="begunWith">The verdict on the key that it is begun with and that it does not outlast; null where it is begun by other means.</param>
    public StartedSession Prepare(User user, KeyVerdict? begunWith = null)
    {
        if (!_schemes.TryGetValue(user.Api, out var scheme))
        {
            throw new InvalidOperationException($"The contract of '{user.Api}' has no sessions. Add a credential of kind session-bearer or session-cookie.");
        }

        var token = SessionToken.Generate(scheme);
        var hash = new byte[SHA256.HashSizeInBytes];
        SessionToken.TryHash(scheme, token, hash);
        var now = time.GetUtcNow();
        var session = new Session
        {
            Id = "ses_" + Base62.Random(IdLength),
            Hash = hash,
            Api = user.Api,
            AccountId = user.AccountId,
            UserId = user.Id,
            CreatedAt = now,
            ExpiresAt = Earliest(now + scheme.Lifetime, begunWith?.Recognized?.ExpiresAt, begunWith?.Secret?.EndsAt),
            BegunWith = begunWith is { Recognized: { } key, Secret: { } secret } ? new SessionKey(key.Id, secret.Handle) : null,
        };
        return new StartedSession(session, token);
    }

    /// <summary>Begins a session; where the person has too many, the oldest end.</summary>
    /// <param name="user">The person, as they were when they were recognized.</param>
    /// <param name="withPassword">True if they were recognized by their password, which must still be theirs.</param>
    /// <param name="cancellationToken">Gives up waiting; the session may still begin.</param>
    /// <param name="begunWith">The verdict on the key that it is begun with and that it does not outlast; null where it is begun by other means.</param>
    /// <returns>Null where the person is gone or disabled, or has another password by now.</returns>
    /// <exception cref="InvalidOperationException">The API's contract has no sessions.</exception>
    public async Task<StartedSession?> StartAsync(User user, bool withPassword, CancellationToken cancellationToken, KeyVerdict? begunWith = null)
    {
        var started = Prepare(user, begunWith);
        if (await store.AddSessionAsync(started.Session, withPassword ? user.PasswordHash : null, cancellationToken) is not { } tooMany)
        {
            return null;
        }

        Forget(tooMany);
        return started;
    }

    /// <summary>Ends a session by its id.</summary>
    /// <returns>False where there is none.</returns>
    public async Task<bool> EndAsync(string id, CancellationToken cancellationToken)
    {
        if (await store.RemoveSessionAsync(id, cancellationToken) is not { } ended)
        {
            return false;
        }

        cache.Forget(ended);
        return true;
    }

    /// <summary>Forgets sessions that a change of their person has ended; to be called before the change is acknowledged.</summary>
    public void Forget(IReadOnlyList<Session> ended)
    {
        foreach (var session in ended)
        {
            cache.Forget(session);
        }
    }

    /// <summary>Ends a session; one that has ended stays so.</summary>
    public async Task EndAsync(Session session, CancellationToken cancellationToken)
    {
        try
        {
            await store.RemoveSessionAsync(session.Id, cancellationToken);
        }
        finally
        {
            // Also where the write failed: whether it is in the store may then be unknown.
            cache.Forget(session);
        }
    }

    private static DateTimeOffset Earliest(DateTimeOffset end, params ReadOnlySpan<DateTimeOffset?> others)
    {
        foreach (var other in others)
        {
            end = other < end ? other.Value : end;
        }

        return end;
    }
}
