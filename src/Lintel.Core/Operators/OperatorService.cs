using Lintel.Contracts;
using Lintel.Sessions;

namespace Lintel.Operators;

/// <summary>Adds, changes and removes operators; a change holds on every request that begins after the task has ended.</summary>
/// <param name="store">The operators.</param>
/// <param name="cache">Forgets what is changed.</param>
/// <param name="sessions">Forgets sessions that end.</param>
/// <param name="time">The clock.</param>
internal sealed class OperatorService(IOperatorStore store, OperatorCache cache, SessionService sessions, TimeProvider time)
{
    /// <summary>The account of all operators.</summary>
    public const string AccountId = "acct_operator";

    /// <summary>The API of all operators.</summary>
    public static string Api => Contract.Default.Api;

    /// <summary>Adds an operator.</summary>
    /// <returns>Null where the login is taken.</returns>
    public async Task<Operator?> AddAsync(string login, string name, OperatorRole role, CancellationToken cancellationToken)
    {
        var added = new Operator { Id = Operator.NewId(), Login = LoginName.Normalize(login), Name = name, Role = role, CreatedAt = time.GetUtcNow() };
        return await store.AddAsync(added, cancellationToken) ? added : null;
    }

    /// <summary>Makes a change of an operator.</summary>
    /// <param name="before">The operator as they are, which the change is meant for.</param>
    /// <param name="after">The operator as they are to be; the version is set here.</param>
    /// <param name="cancellationToken">Gives up waiting; the change may still happen.</param>
    public Task<OperatorOutcome> ChangeAsync(Operator before, Operator after, CancellationToken cancellationToken) => WriteAsync(
        before.Id,
        () => store.UpdateAsync(after with { Login = LoginName.Normalize(after.Login), Version = before.Version + 1 }, cancellationToken));

    /// <summary>Removes an operator with their sessions and links.</summary>
    public Task<OperatorOutcome> RemoveAsync(Operator removed, CancellationToken cancellationToken) =>
        WriteAsync(removed.Id, () => store.RemoveAsync(removed.Id, removed.Version, cancellationToken));

    private async Task<OperatorOutcome> WriteAsync(string id, Func<ValueTask<OperatorWrite>> write)
    {
        try
        {
            var written = await write();
            sessions.Forget(written.Ended);
            return written.Outcome;
        }
        finally
        {
            // Also where the write failed: whether it is in the store may then be unknown.
            cache.Forget(id);
        }
    }
}
