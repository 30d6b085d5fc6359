using Lintel.Contracts;
using Lintel.Keys;
using Lintel.Operators;

namespace Lintel.AspNetCore;

/// <summary>Operators as callers: what their sessions and personal tokens may do goes by their role at this moment.</summary>
internal sealed class OperatorCallers(OperatorCache operators, KeyVerifier keys, Contract contract)
{
    private readonly OperatorRights _rights = new(contract.Scopes);

    /// <summary>
    /// Recognizes the operator of a session. One that was begun with a key does no more than that key does now, and nothing once the key does not work: whoever
    /// ends a key ends what was begun with it.
    /// </summary>
    /// <returns>false for a session that opens nothing; otherwise, true.</returns>
    public async ValueTask<bool> RecognizeAsync(ApiCall call, Session session)
    {
        if (session.AccountId != OperatorService.AccountId || await operators.FindAsync(session.UserId, call.Aborted) is not { DisabledAt: null } caller)
        {
            return false;
        }

        if (session.BegunWith is not { } begunWith)
        {
            call.Recognize(session, _rights.ScopesOf(caller.Role));
            return true;
        }

        // A session works from anywhere, which a key that was restricted since does not.
        var verdict = await keys.VerdictOnAsync(contract, begunWith.Handle, call.Aborted);
        if (!verdict.TryGet(out var key) || key.Id != begunWith.Id || key.Addresses.Count > 0)
        {
            return false;
        }

        call.Recognize(session, _rights.Within(caller.Role, key.Scopes), key);
        return true;
    }

    /// <summary>A personal token with the scopes that its operator has, too; null where they are gone or disabled.</summary>
    public async ValueTask<ApiKey?> NarrowAsync(ApiKey token, CancellationToken cancellationToken) =>
        await operators.FindAsync(token.OperatorId!, cancellationToken) is { DisabledAt: null } owner
            ? token with { Scopes = _rights.Within(owner.Role, token.Scopes) }
            : null;
}
