using Lintel.Accounts;
using Lintel.Applications;
using Lintel.Contracts;
using Lintel.Keys;
using Lintel.Sessions;

namespace Lintel.AspNetCore;

/// <summary>
/// The credential opens a key, a session or an application, is a good access token, or the application has verified it, and it belongs to an account of this
/// API.
/// </summary>
/// <param name="verifier">Verifies keys.</param>
/// <param name="sessions">The sessions.</param>
/// <param name="tokens">Verifies access tokens; null where the contract takes none.</param>
/// <param name="accounts">The accounts.</param>
/// <param name="failures">Counts those whose credentials open nothing.</param>
/// <param name="readers">The readers of the application's own kinds, by their words.</param>
/// <param name="operators">The operators, in the API that they sign in to; null in every other.</param>
/// <param name="admitsDemo">True where the demo's accounts are let in.</param>
internal sealed class KeyGuard(
    KeyVerifier verifier,
    SessionCache sessions,
    AccessTokenVerifier? tokens,
    AccountCache accounts,
    FailedAuthentication failures,
    IReadOnlyDictionary<string, ICredentialReader> readers,
    OperatorCallers? operators,
    bool admitsDemo) : Guard
{
    private static readonly Refusal Disabled = Refusal.For(Condition.AccountDisabled);

    /// <summary>Tells whether a rehearsal may ask the guard: a reader of the application's own must say that it changes nothing.</summary>
    public bool MayAsk(ApiCall call) =>
        call.CredentialScheme is not CustomScheme scheme || readers[scheme.Name].GetType().IsDefined(typeof(WithoutSideEffectsAttribute), inherit: false);

    public override ValueTask<Decision> CheckAsync(ApiCall call) => call.CredentialScheme switch
    {
        null => ValueTask.FromResult(Decision.Pass),
        KeyScheme scheme => CheckKey(call, scheme),
        SessionScheme scheme => CheckSessionAsync(call, scheme),
        ApplicationScheme scheme => CheckApplicationAsync(call, scheme),
        JwtScheme scheme => CheckTokenAsync(call, scheme),
        CustomScheme scheme => CheckCustomAsync(call, scheme),
        var other => throw new InvalidOperationException($"No guard knows the credential {other.Kind}."),
    };

    private ValueTask<Decision> CheckKey(ApiCall call, KeyScheme scheme)
    {
        if (call.Rehearsal is { StoredKey: { } stored })
        {
            return WithKey(call, verifier.VerdictOn(call.Contract, stored));
        }

        var presented = Presented(call, scheme);
        var memo = call.Http.Feature<WatchedConnection>()?.Presented ?? PresentedKeyMemo.None;

        // Without the request's token: the store bounds the wait, and the first look at HttpContext.RequestAborted takes a lock.
        var verdict = verifier.VerifyAsync(call.Contract, scheme, presented, memo, CancellationToken.None);
        return verdict.IsCompletedSuccessfully ? WithKey(call, verdict.Result) : Await(call, verdict);
    }

    /// <summary>
    /// Tells whether the header may be two lines that something on the way has joined to one; the credential guard lets it pass for imported keys alone.
    /// </summary>
    private static bool IsJoined(ApiCall call) =>
        call.CredentialScheme is KeyScheme scheme && !call.CredentialIsInQuery && call.Http.Request.Headers[scheme.Header].ToString().Contains(',');

    private static ReadOnlyMemory<char> Presented(ApiCall call, CredentialScheme scheme) => call.CredentialIsInQuery
        ? QueryCredential.Of(call).ToString().AsMemory()
        : call.Http.Request.Headers[scheme.Header].ToString().AsMemory(call.CredentialStart);

    private async ValueTask<Decision> Await(ApiCall call, ValueTask<KeyVerdict> verdict) => await WithKey(call, await verdict);

    private ValueTask<Decision> WithKey(ApiCall call, KeyVerdict verdict)
    {
        if (!verdict.TryGet(out var key))
        {
            call.RefusedKey = verdict.Recognized;
            return ValueTask.FromResult<Decision>(
                failures.Count(call, verdict.Recognized is null && IsJoined(call) ? Refusal.For(Condition.CredentialMalformed) : verdict.Refusal!));
        }

        call.KeyOrNull = key;
        call.OldSecret = verdict.OldSecret;
        return key.OperatorId is null ? WithAccount(call, key.AccountId) : WithOperatorAsync(call, key);
    }

    /// <summary>Narrows a personal token to what its operator may do.</summary>
    private async ValueTask<Decision> WithOperatorAsync(ApiCall call, ApiKey token)
    {
        var narrowed = operators is null ? null : await operators.NarrowAsync(token, call.Aborted);
        call.KeyOrNull = narrowed;
        if (narrowed is not null)
        {
            return await WithAccount(call, token.AccountId);
        }

        call.RefusedKey = token;
        return failures.Count(call, Refusal.For(Condition.CredentialDisabled));
    }

    private async ValueTask<Decision> CheckSessionAsync(ApiCall call, SessionScheme scheme)
    {
        var token = scheme.Kind == CredentialKind.SessionCookie ? call.Http.Request.Cookies[scheme.Cookie].AsMemory() : Presented(call, scheme);
        if (await sessions.FindAsync(call.Contract, scheme, token, call.Aborted) is not { } session)
        {
            return failures.Count(call, Refusal.For(Condition.SessionInvalid));
        }

        if (operators is null)
        {
            call.Recognize(session);
        }
        else if (!await operators.RecognizeAsync(call, session))
        {
            return failures.Count(call, Refusal.For(Condition.SessionInvalid));
        }

        return await WithAccount(call, session.AccountId);
    }

    private async ValueTask<Decision> CheckApplicationAsync(ApiCall call, ApplicationScheme scheme)
    {
        var headers = call.Http.Request.Headers;
        var verdict = await ApplicationVerifier.VerifyAsync(
            call.Runtime.Options.FindApplication!,
            scheme,
            headers[scheme.Header].ToString(),
            headers[scheme.ClientSecretHeader].ToString(),
            headers[scheme.ApiKeyHeader].ToString(),
            call.Aborted);
        if (!verdict.TryGet(out var application))
        {
            return failures.Count(call, verdict.Refusal!);
        }

        call.Recognize(application);
        return await WithAccount(call, application.AccountId);
    }

    private async ValueTask<Decision> CheckTokenAsync(ApiCall call, JwtScheme scheme)
    {
        var result = await tokens!.VerifyAsync(Presented(call, scheme).ToString(), call.Aborted);

        // That the issuer is away is nobody's failed attempt.
        return result is CredentialResult.Refused { Refusal: var refusal } && refusal.Condition == Condition.ServerDependency
            ? refusal
            : await WithResult(call, result);
    }

    private async ValueTask<Decision> CheckCustomAsync(ApiCall call, CustomScheme scheme)
    {
        var reader = readers[scheme.Name];
        return await WithResult(
            call,
            await reader.VerifyAsync(call) ?? throw new InvalidOperationException(
                $"{reader.GetType().Name} has returned no result. Return CredentialResult.Refuse(…) where the credential is none of the API's."));
    }

    private async ValueTask<Decision> WithResult(ApiCall call, CredentialResult result)
    {
        switch (result)
        {
            case CredentialResult.KeyText key:
                return await CheckKeyText(call, key.Text);
            case CredentialResult.Verified { Caller: var caller }:
                call.Recognize(caller);
                var decision = await WithAccount(call, caller.AccountId);
                return decision == Decision.Pass ? decision.Comparing(("subject", caller.Subject)) : decision;
            default:
                return failures.Count(call, ((CredentialResult.Refused)result).Refusal);
        }
    }

    private async ValueTask<Decision> CheckKeyText(ApiCall call, string text)
    {
        var schemes = call.Contract.Credentials.Where(scheme => scheme is KeyScheme).ToArray();
        return QueryCredential.SchemeOf(text, schemes) is KeyScheme scheme
            ? await WithKey(
                call,
                await verifier.VerifyAsync(call.Contract, scheme, text.AsMemory(), PresentedKeyMemo.None, CancellationToken.None))
            : throw new InvalidOperationException($"{call.Contract.File} has no credential of kind bearer or header, so the API has no keys that a text could be.");
    }

    private ValueTask<Decision> WithAccount(ApiCall call, string id) =>
        accounts.TryGetKept(id, out var account) ? ValueTask.FromResult(WithAccount(call, id, account)) : Await(call, id, accounts.FindAsync(id, call.Aborted));

    private async ValueTask<Decision> Await(ApiCall call, string id, ValueTask<Account?> account) => WithAccount(call, id, await account);

    private Decision WithAccount(ApiCall call, string id, Account? account)
    {
        var fault = account is null ? $"The credential names the account {id}, which is not there."
            : account.Api != call.Contract.Realm ? $"The credential names the account {id}, which is one of '{account.Api}'."
            : account.IsDemo && !admitsDemo ? $"The account {id} belongs to the demo data, and this process does not admit demo accounts."
            : null;
        if (account is null || fault is not null)
        {
            return failures.Count(call, Refusal.For(Condition.CredentialUnknown).BecauseOf(fault!));
        }

        call.AccountOrNull = account;
        return account.SuspendedAt is null ? Decision.Pass : Disabled;
    }
}
