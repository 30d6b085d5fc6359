using Lintel.AspNetCore;
using Lintel.Contracts;
using Lintel.Keys;
using Lintel.Operators;
using Lintel.Sessions;
using Microsoft.Extensions.DependencyInjection;

namespace Lintel.Management.Operators;

/// <summary>Signs operators in: by a link that works once, or by a token.</summary>
internal sealed class OperatorSignIn(
    Contract contract,
    IOperatorStore operators,
    OperatorCache cache,
    ISessionStore people,
    SessionService sessions,
    KeyVerifier keys,
    TimeProvider time)
{
    private readonly SignInLinks _links = new(contract, operators, time);
    private readonly OperatorRights _rights = new(contract.Scopes);

    public static OperatorSignIn Of(IServiceProvider services) => new(
        services.GetRequiredService<LintelOptions>().Contracts.Single(contract => contract.Api == OperatorService.Api),
        services.GetRequiredService<IOperatorStore>(),
        services.GetRequiredService<OperatorCache>(),
        services.GetRequiredService<ISessionStore>(),
        services.GetRequiredService<SessionService>(),
        services.GetRequiredService<KeyVerifier>(),
        services.GetRequiredService<TimeProvider>());

    /// <summary>Makes a link in the place of the one that the operator has, as <see cref="SignInLinks.CreateAsync"/> says.</summary>
    public Task<NewSignInLink?> CreateLinkAsync(string operatorId, CancellationToken cancellationToken) => _links.CreateAsync(operatorId, cancellationToken);

    /// <summary>Signs in by the token of a link, which is used up.</summary>
    /// <returns>Null where no link that works has the token.</returns>
    public async Task<SignedInOperator?> RedeemAsync(string token, CancellationToken cancellationToken) =>
        await _links.TakeAsync(token, cancellationToken) is { } id ? await StartAsync(id, notAfter: null, cancellationToken) : null;

    /// <summary>
    /// Signs in by a key: a personal token as its operator, the operator token as the owner. A session may do all that the role may and from anywhere, so the
    /// key must, too.
    /// </summary>
    /// <returns>Null where the key does not work or may do less.</returns>
    public async Task<SignedInOperator?> SignInWithTokenAsync(string token, CancellationToken cancellationToken)
    {
        if (contract.Keys is not { } scheme
            || !(await keys.VerifyAsync(contract, scheme, token.AsMemory(), PresentedKeyMemo.None, cancellationToken)).TryGet(out var key)
            || key.AccountId != OperatorService.AccountId
            || key.Addresses.Count > 0)
        {
            return null;
        }

        var owner = key.OperatorId is { } id ? await cache.FindAsync(id, cancellationToken) : await operators.FindOwnerAsync(cancellationToken);
        return owner is { DisabledAt: null } && _rights.Within(owner.Role, key.Scopes).Count == _rights.ScopesOf(owner.Role).Count
            ? await StartAsync(owner.Id, key.ExpiresAt, cancellationToken)
            : null;
    }

    private async Task<SignedInOperator?> StartAsync(string id, DateTimeOffset? notAfter, CancellationToken cancellationToken)
    {
        if (contract.Sessions is null
            || await people.FindUserAsync(id, cancellationToken) is not { } person
            || await sessions.StartAsync(person, withPassword: false, cancellationToken, notAfter) is not { } started)
        {
            return null;
        }

        await operators.NoteSignInAsync(id, time.GetUtcNow(), cancellationToken);
        cache.Forget(id);
        return await operators.FindAsync(id, cancellationToken) is { } signedIn ? new SignedInOperator(signedIn, started) : null;
    }
}

/// <summary>An operator and the session that just began.</summary>
internal sealed record SignedInOperator(Operator Operator, StartedSession Started);
