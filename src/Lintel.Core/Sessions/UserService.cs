namespace Lintel.Sessions;

/// <summary>Disables, enables and removes people and ends their sessions; a change holds on every request that begins after the task has ended.</summary>
/// <param name="store">The people and their sessions.</param>
/// <param name="sessions">Forgets sessions that end.</param>
/// <param name="time">The clock.</param>
internal sealed class UserService(ISessionStore store, SessionService sessions, TimeProvider time)
{
    /// <summary>Keeps a person from signing in and ends all of their sessions.</summary>
    /// <returns>The person as they are now; null where there is no such person.</returns>
    public Task<User?> DisableAsync(string id, CancellationToken cancellationToken) => SetDisabledAsync(id, time.GetUtcNow(), cancellationToken);

    /// <summary>Lets a person sign in again.</summary>
    /// <returns>The person as they are now; null where there is no such person.</returns>
    public Task<User?> EnableAsync(string id, CancellationToken cancellationToken) => SetDisabledAsync(id, disabledAt: null, cancellationToken);

    /// <summary>Removes a person with their sessions and everything that is remembered of where they have signed in.</summary>
    /// <returns>False where there is no such person.</returns>
    public async Task<bool> RemoveAsync(string id, CancellationToken cancellationToken) => Forget(await store.RemoveUserAsync(id, cancellationToken));

    /// <summary>Ends all sessions of a person.</summary>
    /// <returns>False where there is no such person.</returns>
    public async Task<bool> EndSessionsAsync(string id, CancellationToken cancellationToken) => Forget(await store.RemoveSessionsAsync(id, cancellationToken));

    private async Task<User?> SetDisabledAsync(string id, DateTimeOffset? disabledAt, CancellationToken cancellationToken) =>
        Forget(await store.SetDisabledAsync(id, disabledAt, cancellationToken)) ? await store.FindUserAsync(id, cancellationToken) : null;

    private bool Forget(IReadOnlyList<Session>? ended)
    {
        sessions.Forget(ended ?? []);
        return ended is not null;
    }
}
