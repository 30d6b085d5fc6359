using Lintel.Accounts;
using Lintel.Sessions;

namespace Lintel.Testing;

/// <summary>People and sessions in memory.</summary>
internal sealed class InMemorySessionStore(IAccountStore accounts) : ISessionStore
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, User> _users = new(StringComparer.Ordinal);
    private readonly Dictionary<SessionHandle, Session> _sessions = [];

    public async ValueTask<bool> AddUserAsync(User user, Account? account, Session? session, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_users.Values.Any(other => other.Api == user.Api && other.Login == user.Login))
            {
                return false;
            }

            _users.Add(user.Id, user);
            if (session is not null)
            {
                _sessions.Add(SessionHandle.Of(session.Hash), session);
            }
        }

        if (account is not null)
        {
            await accounts.AddAsync(account, cancellationToken);
        }

        return true;
    }

    public ValueTask<User?> FindUserAsync(string id, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return new ValueTask<User?>(_users.GetValueOrDefault(id));
        }
    }

    public ValueTask<User?> FindUserByLoginAsync(string api, string login, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return new ValueTask<User?>(_users.Values.FirstOrDefault(user => user.Api == api && user.Login == login));
        }
    }

    public ValueTask<IReadOnlyList<Session>> AddSessionAsync(Session session, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            foreach (var over in _sessions.Values.Where(other => other.ExpiresAt <= session.CreatedAt).ToArray())
            {
                _sessions.Remove(SessionHandle.Of(over.Hash));
            }

            _sessions.Add(SessionHandle.Of(session.Hash), session);
            Session[] tooMany = [.. _sessions.Values.Where(other => other.UserId == session.UserId)
                .OrderByDescending(other => other.Id == session.Id).ThenByDescending(other => other.CreatedAt).Skip(ISessionStore.SessionsOfAUser)];
            foreach (var old in tooMany)
            {
                _sessions.Remove(SessionHandle.Of(old.Hash));
            }

            return new ValueTask<IReadOnlyList<Session>>(tooMany);
        }
    }

    public ValueTask<Session?> FindSessionAsync(SessionHandle handle, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return new ValueTask<Session?>(_sessions.GetValueOrDefault(handle));
        }
    }

    public ValueTask RemoveSessionAsync(string id, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_sessions.Values.FirstOrDefault(session => session.Id == id) is { } session)
            {
                _sessions.Remove(SessionHandle.Of(session.Hash));
            }

            return ValueTask.CompletedTask;
        }
    }
}
