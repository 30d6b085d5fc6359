using Lintel.Accounts;
using Lintel.Sessions;

namespace Lintel.Testing;

/// <summary>People and sessions in memory.</summary>
internal sealed class InMemorySessionStore(IAccountStore accounts) : ISessionStore
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, User> _users = new(StringComparer.Ordinal);
    private readonly Dictionary<SessionHandle, Session> _sessions = [];
    private readonly Dictionary<(string User, string Name), DateTimeOffset> _origins = [];

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

    public ValueTask<IReadOnlyList<User>> ListUsersAsync(UserQuery query, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return new ValueTask<IReadOnlyList<User>>([.. _users.Values
                .Where(user => user.AccountId == query.AccountId && string.CompareOrdinal(user.Id, query.After) > 0)
                .OrderBy(user => user.Id, StringComparer.Ordinal).Take(query.Limit)]);
        }
    }

    /// <summary>The ids of the people of an account.</summary>
    public IReadOnlyList<string> PeopleOf(string accountId)
    {
        lock (_gate)
        {
            return [.. _users.Values.Where(user => user.AccountId == accountId).Select(user => user.Id)];
        }
    }

    public ValueTask<IReadOnlyList<Session>?> SetDisabledAsync(string id, DateTimeOffset? disabledAt, CancellationToken cancellationToken) =>
        Change(id, user => user with { DisabledAt = disabledAt }, disabledAt is not null);

    public ValueTask<IReadOnlyList<Session>?> SetPasswordAsync(string id, PasswordChange change, CancellationToken cancellationToken) =>
        Change(
            id,
            user => change.Expected is null || change.Expected == user.PasswordHash ? user with { PasswordHash = change.Hash } : null,
            change.EndsSessions,
            change.KeptSession);

    public ValueTask<IReadOnlyList<Session>?> RemoveUserAsync(string id, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            var ended = RemoveAll(id, kept: null);
            foreach (var origin in _origins.Keys.Where(origin => origin.User == id).ToArray())
            {
                _origins.Remove(origin);
            }

            return new ValueTask<IReadOnlyList<Session>?>(_users.Remove(id) ? ended : null);
        }
    }

    public ValueTask<IReadOnlyList<Session>?> AddSessionAsync(Session session, string? passwordHash, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_users.GetValueOrDefault(session.UserId) is not { DisabledAt: null } user || (passwordHash is not null && passwordHash != user.PasswordHash))
            {
                return new ValueTask<IReadOnlyList<Session>?>((IReadOnlyList<Session>?)null);
            }

            _sessions.Add(SessionHandle.Of(session.Hash), session);
            Session[] tooMany = [.. _sessions.Values.Where(other => other.UserId == session.UserId)
                .OrderByDescending(other => other.Id == session.Id).ThenByDescending(other => other.CreatedAt).Skip(ISessionStore.SessionsOfAUser)];
            foreach (var old in tooMany)
            {
                _sessions.Remove(SessionHandle.Of(old.Hash));
            }

            return new ValueTask<IReadOnlyList<Session>?>(tooMany);
        }
    }

    public ValueTask<bool> TrimSessionsAsync(DateTimeOffset endedBefore, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            foreach (var over in _sessions.Values.Where(session => session.ExpiresAt <= endedBefore).ToArray())
            {
                _sessions.Remove(SessionHandle.Of(over.Hash));
            }

            return new ValueTask<bool>(false);
        }
    }

    public ValueTask<IReadOnlyList<Session>> ListSessionsAsync(string userId, DateTimeOffset now, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return new ValueTask<IReadOnlyList<Session>>([.. _sessions.Values.Where(session => session.UserId == userId && session.ExpiresAt > now)
                .OrderByDescending(session => session.CreatedAt).ThenBy(session => session.Id, StringComparer.Ordinal)]);
        }
    }

    public ValueTask<IReadOnlyList<Session>> ListKeptSessionsAsync(IReadOnlyCollection<string> userIds, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return new ValueTask<IReadOnlyList<Session>>([.. _sessions.Values.Where(session => userIds.Contains(session.UserId))
                .OrderBy(session => session.UserId, StringComparer.Ordinal).ThenByDescending(session => session.CreatedAt)
                .ThenBy(session => session.Id, StringComparer.Ordinal)]);
        }
    }

    public ValueTask<IReadOnlyList<Session>?> RemoveSessionsAsync(string userId, CancellationToken cancellationToken) =>
        Change(userId, user => user, endsSessions: true);

    public ValueTask RememberOriginsAsync(string userId, IReadOnlyList<string> origins, DateTimeOffset at, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            foreach (var origin in _users.ContainsKey(userId) ? origins : [])
            {
                _origins[(userId, origin)] = at;
            }

            foreach (var (old, _) in _origins.Where(entry => entry.Key.User == userId)
                .OrderByDescending(entry => entry.Value).ThenBy(entry => entry.Key.Name, StringComparer.Ordinal).Skip(ISessionStore.OriginsOfAUser).ToArray())
            {
                _origins.Remove(old);
            }

            return ValueTask.CompletedTask;
        }
    }

    public ValueTask<IReadOnlyList<string>> FindOriginsAsync(
        string userId,
        IReadOnlyList<string> origins,
        DateTimeOffset since,
        CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return new ValueTask<IReadOnlyList<string>>([.. origins.Where(origin => _origins.TryGetValue((userId, origin), out var seen) && seen >= since)]);
        }
    }

    public ValueTask<Session?> FindSessionAsync(SessionHandle handle, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return new ValueTask<Session?>(_sessions.GetValueOrDefault(handle));
        }
    }

    public ValueTask<Session?> FindSessionByIdAsync(string id, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return new ValueTask<Session?>(_sessions.Values.FirstOrDefault(session => session.Id == id));
        }
    }

    public ValueTask<Session?> RemoveSessionAsync(string id, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            var session = _sessions.Values.FirstOrDefault(session => session.Id == id);
            if (session is not null)
            {
                _sessions.Remove(SessionHandle.Of(session.Hash));
            }

            return new ValueTask<Session?>(session);
        }
    }

    /// <summary>Finds the person of an operator.</summary>
    public User? Find(string id)
    {
        lock (_gate)
        {
            return _users.GetValueOrDefault(id);
        }
    }

    /// <summary>Replaces login and end of a person.</summary>
    /// <returns>The sessions that ended; null where the login is taken.</returns>
    public IReadOnlyList<Session>? Replace(string id, string login, DateTimeOffset? disabledAt)
    {
        lock (_gate)
        {
            var user = _users[id];
            if (_users.Values.Any(other => other.Id != id && other.Api == user.Api && other.Login == login))
            {
                return null;
            }

            _users[id] = user with { Login = login, DisabledAt = disabledAt };
            return disabledAt is null ? [] : RemoveAll(id, kept: null);
        }
    }

    private ValueTask<IReadOnlyList<Session>?> Change(string id, Func<User, User?> change, bool endsSessions, string? kept = null)
    {
        lock (_gate)
        {
            if (_users.GetValueOrDefault(id) is not { } user || change(user) is not { } changed)
            {
                return new ValueTask<IReadOnlyList<Session>?>((IReadOnlyList<Session>?)null);
            }

            _users[id] = changed;
            return new ValueTask<IReadOnlyList<Session>?>(endsSessions ? RemoveAll(id, kept) : []);
        }
    }

    private Session[] RemoveAll(string userId, string? kept)
    {
        Session[] ended = [.. _sessions.Values.Where(session => session.UserId == userId && session.Id != kept)];
        foreach (var session in ended)
        {
            _sessions.Remove(SessionHandle.Of(session.Hash));
        }

        return ended;
    }
}
