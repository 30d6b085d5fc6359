using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Lintel.AspNetCore;
using Lintel.Contracts;
using Lintel.Keys;
using Lintel.Operators;
using Lintel.Sessions;

namespace Lintel.Management.Operators;

/// <summary>Signs operators in: by a link that works once, or by a token.</summary>
internal sealed class OperatorSignIn(
    ApiDirectory apis,
    IOperatorStore operators,
    OperatorCache cache,
    ISessionStore people,
    SessionService sessions,
    KeyVerifier keys,
    TimeProvider time)
{
    // In one process and at once: a browser that comes back from the provider is signed in before it is answered.
    private static readonly TimeSpan RecognizedFor = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, (string OperatorId, DateTimeOffset Until)> _recognized = new(StringComparer.Ordinal);

    private ApiRuntime Runtime => apis.Named(OperatorService.Api);

    private Contract Contract => Runtime.Contract;

    private SignInLinks Links => new(Contract, operators, time);

    /// <summary>Makes a link in the place of the one that the operator has, as <see cref="SignInLinks.CreateAsync"/> says.</summary>
    public Task<NewSignInLink?> CreateLinkAsync(string operatorId, CancellationToken cancellationToken) => Links.CreateAsync(operatorId, cancellationToken);

    /// <summary>
    /// Makes a token by which this process signs in, once and within a minute, whom an identity provider has recognized. Links stay as they are.
    /// </summary>
    /// <returns>The token; null where nobody signs in by the contract.</returns>
    public string? Recognize(string operatorId)
    {
        if (Contract.Sessions is not { } scheme)
        {
            return null;
        }

        var now = time.GetUtcNow();
        foreach (var (past, _) in _recognized.Where(known => known.Value.Until <= now))
        {
            _recognized.TryRemove(past, out _);
        }

        var token = SessionToken.Generate(scheme);
        _recognized[DigestOf(token)] = (operatorId, now + RecognizedFor);
        return token;
    }

    /// <summary>Signs in by the token of a link, or by one of <see cref="Recognize"/>, which is used up.</summary>
    /// <returns>Null where nothing that works has the token.</returns>
    public async Task<SignedInOperator?> RedeemAsync(string token, CancellationToken cancellationToken)
    {
        var id = _recognized.TryRemove(DigestOf(token), out var recognized)
            ? recognized.Until > time.GetUtcNow() ? recognized.OperatorId : null
            : await Links.TakeAsync(token, cancellationToken);
        return id is null ? null : await StartAsync(id, begunWith: null, cancellationToken);
    }

    /// <summary>Finds who would sign in by the token of a link, which stays as it is.</summary>
    /// <returns>Null where no link that works has the token.</returns>
    public async Task<Operator?> FindByLinkAsync(string token, CancellationToken cancellationToken) =>
        await Links.FindAsync(token, cancellationToken) is { } id ? await operators.FindAsync(id, cancellationToken) : null;

    /// <summary>
    /// Signs in by a key: a personal token as its operator, the operator token as the owner. A session may do all that the role may and from anywhere, so the
    /// key must, too; and it opens nothing once the key does not work.
    /// </summary>
    /// <returns>Null where the key does not work or may do less.</returns>
    public async Task<SignedInOperator?> SignInWithTokenAsync(string token, CancellationToken cancellationToken)
    {
        if (Contract.Keys is not { } scheme)
        {
            return null;
        }

        var verdict = await keys.VerifyAsync(Contract, scheme, token.AsMemory(), PresentedKeyMemo.None, cancellationToken);
        if (!verdict.TryGet(out var key) || key.AccountId != OperatorService.AccountId || key.Addresses.Count > 0)
        {
            return null;
        }

        var owner = key.OperatorId is { } id ? await cache.FindAsync(id, cancellationToken) : await operators.FindOwnerAsync(cancellationToken);
        return owner is { DisabledAt: null } && Runtime.Roles.Within(owner.Role, key.Scopes).Count == Runtime.Roles.ScopesOf(owner.Role).Count
            ? await StartAsync(owner.Id, verdict, cancellationToken)
            : null;
    }

    private static string DigestOf(string token) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(token)));

    private async Task<SignedInOperator?> StartAsync(string id, KeyVerdict? begunWith, CancellationToken cancellationToken)
    {
        if (Contract.Sessions is null
            || await people.FindUserAsync(id, cancellationToken) is not { } person
            || await sessions.StartAsync(person, withPassword: false, cancellationToken, begunWith) is not { } started)
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
