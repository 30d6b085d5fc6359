using Lintel.Accounts;

namespace Lintel.Sessions;

/// <summary>Where people and their sessions are kept. Every write that ends well survives <c>kill -9</c>.</summary>
public interface ISessionStore
{
    /// <summary>How many sessions a person may have at a time; the oldest ends when another begins.</summary>
    const int SessionsOfAUser = 50;

    /// <summary>Adds a person; with them, where they are given, a new account and a first session: all of it or nothing.</summary>
    /// <returns>False where the API has the login already; then nothing was added.</returns>
    ValueTask<bool> AddUserAsync(User user, Account? account, Session? session, CancellationToken cancellationToken);

    /// <summary>Finds a person by id.</summary>
    ValueTask<User?> FindUserAsync(string id, CancellationToken cancellationToken);

    /// <summary>Finds a person by login, in lower case.</summary>
    ValueTask<User?> FindUserByLoginAsync(string api, string login, CancellationToken cancellationToken);

    /// <summary>Adds a session, and removes those that are over and those that are too many for its person.</summary>
    /// <returns>The sessions of the person that were removed for being too many.</returns>
    ValueTask<IReadOnlyList<Session>> AddSessionAsync(Session session, CancellationToken cancellationToken);

    /// <summary>Finds a session, also one that is over, by the first half of its hash.</summary>
    ValueTask<Session?> FindSessionAsync(SessionHandle handle, CancellationToken cancellationToken);

    /// <summary>Removes a session; one that is not there stays so.</summary>
    ValueTask RemoveSessionAsync(string id, CancellationToken cancellationToken);
}
