namespace Lintel.Sessions;

/// <summary>Keeps people, their sessions and where they have signed in. Every write that ends well survives <c>kill -9</c>.</summary>
internal interface ISessionStore
{
    /// <summary>How many sessions a person may have at a time; the oldest ends when another begins.</summary>
    const int SessionsOfAUser = 50;

    /// <summary>The most devices and addresses of a person that are remembered; the one used longest ago is forgotten first.</summary>
    const int OriginsOfAUser = 50;

    /// <summary>The time for which a device or an address is remembered after a person signed in with it: 90 days.</summary>
    static readonly TimeSpan OriginLifetime = TimeSpan.FromDays(90);

    /// <summary>Adds a person; with them, where they are given, a new account and a first session: all of it or nothing.</summary>
    /// <returns>False where the API has the login already; then nothing was added.</returns>
    ValueTask<bool> AddUserAsync(User user, Account? account, Session? session, CancellationToken cancellationToken);

    /// <summary>Finds a person by id.</summary>
    ValueTask<User?> FindUserAsync(string id, CancellationToken cancellationToken);

    /// <summary>Finds a person by login, as <see cref="LoginName.Normalize"/> makes it.</summary>
    ValueTask<User?> FindUserByLoginAsync(string api, string login, CancellationToken cancellationToken);

    /// <summary>Lists the people of an account by id.</summary>
    ValueTask<IReadOnlyList<User>> ListUsersAsync(UserQuery query, CancellationToken cancellationToken);

    /// <summary>Disables a person and ends all of their sessions, or enables them.</summary>
    /// <param name="id">The person.</param>
    /// <param name="disabledAt">The moment from which the person cannot sign in; null to enable them.</param>
    /// <param name="cancellationToken">Gives up waiting; the change may still happen.</param>
    /// <returns>The sessions that ended; null where there is no such person.</returns>
    ValueTask<IReadOnlyList<Session>?> SetDisabledAsync(string id, DateTimeOffset? disabledAt, CancellationToken cancellationToken);

    /// <summary>Replaces a person's password.</summary>
    /// <param name="id">The person.</param>
    /// <param name="change">The hashes, and what becomes of sessions.</param>
    /// <param name="cancellationToken">Gives up waiting; the change may still happen.</param>
    /// <returns>The sessions that ended; null where there is no such person, or the stored hash is another than was expected.</returns>
    ValueTask<IReadOnlyList<Session>?> SetPasswordAsync(string id, PasswordChange change, CancellationToken cancellationToken);

    /// <summary>Removes a person with all of their sessions.</summary>
    /// <returns>The sessions that ended; null where there is no such person.</returns>
    ValueTask<IReadOnlyList<Session>?> RemoveUserAsync(string id, CancellationToken cancellationToken);

    /// <summary>Adds a session, and removes those that are too many for its person.</summary>
    /// <param name="session">The session.</param>
    /// <param name="passwordHash">The person's hash that the password was compared with; null where it was not asked for.</param>
    /// <param name="cancellationToken">Gives up waiting; the session may still begin.</param>
    /// <returns>
    /// The sessions of the person that were removed for being too many; null where the person is gone or disabled, or has another password by now. Then
    /// nothing was added.
    /// </returns>
    ValueTask<IReadOnlyList<Session>?> AddSessionAsync(Session session, string? passwordHash, CancellationToken cancellationToken);

    /// <summary>Removes sessions that are over, a bounded number.</summary>
    /// <param name="endedBefore">The moment by which they were over.</param>
    /// <param name="cancellationToken">Gives up waiting; they may still be removed.</param>
    /// <returns>true if there may be more; otherwise, false.</returns>
    ValueTask<bool> TrimSessionsAsync(DateTimeOffset endedBefore, CancellationToken cancellationToken);

    /// <summary>Finds a session, also one that is over, by the first half of its hash.</summary>
    ValueTask<Session?> FindSessionAsync(SessionHandle handle, CancellationToken cancellationToken);

    /// <summary>Finds a session, also one that is over, by its id.</summary>
    ValueTask<Session?> FindSessionByIdAsync(string id, CancellationToken cancellationToken);

    /// <summary>Lists the sessions of a person that are not over, the newest first.</summary>
    ValueTask<IReadOnlyList<Session>> ListSessionsAsync(string userId, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>Lists all sessions of some people that are kept, also those that are over, those of one person together and the newest first.</summary>
    /// <param name="userIds">The people, at most a page of them.</param>
    /// <param name="cancellationToken">Gives up.</param>
    ValueTask<IReadOnlyList<Session>> ListKeptSessionsAsync(IReadOnlyCollection<string> userIds, CancellationToken cancellationToken);

    /// <summary>Removes a session.</summary>
    /// <returns>The session; null where there is none.</returns>
    ValueTask<Session?> RemoveSessionAsync(string id, CancellationToken cancellationToken);

    /// <summary>Removes all sessions of a person.</summary>
    /// <returns>The sessions that ended; null where there is no such person.</returns>
    ValueTask<IReadOnlyList<Session>?> RemoveSessionsAsync(string userId, CancellationToken cancellationToken);

    /// <summary>Remembers where a person has signed in.</summary>
    /// <param name="userId">The person.</param>
    /// <param name="origins">The names of the address and the device.</param>
    /// <param name="at">The moment.</param>
    /// <param name="cancellationToken">Gives up waiting; it may still be remembered.</param>
    ValueTask RememberOriginsAsync(string userId, IReadOnlyList<string> origins, DateTimeOffset at, CancellationToken cancellationToken);

    /// <summary>Finds which of some devices and addresses a person has signed in with.</summary>
    /// <param name="userId">The person.</param>
    /// <param name="origins">The names that are looked for.</param>
    /// <param name="since">Only those of this moment or later.</param>
    /// <param name="cancellationToken">Gives up.</param>
    ValueTask<IReadOnlyList<string>> FindOriginsAsync(string userId, IReadOnlyList<string> origins, DateTimeOffset since, CancellationToken cancellationToken);
}

/// <summary>Selects the people that a list shows.</summary>
/// <param name="AccountId">The account.</param>
/// <param name="After">Only those with an id after this one; null for the first page.</param>
/// <param name="Limit">How many at most, 1 to 200.</param>
internal sealed record UserQuery(string AccountId, string? After, int Limit);

/// <summary>A change of a password.</summary>
/// <param name="Hash">The new hash.</param>
/// <param name="Expected">The hash that is replaced; null for any.</param>
/// <param name="EndsSessions">True if the person's sessions end.</param>
/// <param name="KeptSession">The id of a session that does not end; null for none.</param>
internal sealed record PasswordChange(string Hash, string? Expected, bool EndsSessions, string? KeptSession = null)
{
    /// <summary>Nothing of the hashes: they belong in no log.</summary>
    public override string ToString() => nameof(PasswordChange);
}
