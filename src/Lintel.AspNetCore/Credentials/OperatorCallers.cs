using Lintel.Contracts;
using Lintel.Operators;

namespace Lintel.AspNetCore;

/// <summary>Operators as callers: what their sessions and personal tokens may do goes by their role at this moment.</summary>
internal sealed class OperatorCallers(OperatorCache operators, Contract contract)
{
    private readonly OperatorRights _rights = new(contract.Scopes);

    /// <summary>The scopes of a session; null for one that opens nothing, because its person is no operator or is disabled.</summary>
    public async ValueTask<IReadOnlyList<string>?> ScopesOfAsync(Session session, CancellationToken cancellationToken) =>
        session.AccountId == OperatorService.AccountId && await operators.FindAsync(session.UserId, cancellationToken) is { DisabledAt: null } caller
            ? _rights.ScopesOf(caller.Role)
            : null;

    /// <summary>A personal token with the scopes that its operator has, too; null where they are gone or disabled.</summary>
    public async ValueTask<ApiKey?> NarrowAsync(ApiKey token, CancellationToken cancellationToken) =>
        await operators.FindAsync(token.OperatorId!, cancellationToken) is { DisabledAt: null } owner
            ? token with { Scopes = _rights.Within(owner.Role, token.Scopes) }
            : null;
}
