using Lintel.Accounts;
using Lintel.Contracts;
using Lintel.Keys;
using Lintel.Requests;

namespace Lintel.AspNetCore;

/// <summary>The credential opens a key, and the key belongs to an account of this API.</summary>
internal sealed class KeyGuard(KeyVerifier verifier, AccountRing accounts, FailedAuthentication failures) : IGuard
{
    public ValueTask<Decision> CheckAsync(ApiCall call)
    {
        if (call.CredentialScheme is not { } scheme)
        {
            return ValueTask.FromResult(Decision.Pass);
        }

        var presented = call.Http.Request.Headers[scheme.Header].ToString().AsMemory(call.CredentialStart);
        var verdict = verifier.VerifyAsync(call.Contract, scheme, presented, call.Aborted);
        return verdict.IsCompletedSuccessfully ? WithKey(call, verdict.Result) : Await(call, verdict);
    }

    private async ValueTask<Decision> Await(ApiCall call, ValueTask<Outcome<ApiKey>> verdict) => await WithKey(call, await verdict);

    private ValueTask<Decision> WithKey(ApiCall call, Outcome<ApiKey> verdict)
    {
        if (!verdict.TryGet(out var key))
        {
            return failures.CountAsync(call, verdict.Refusal!);
        }

        var account = accounts.FindAsync(key.AccountId, call.Aborted);
        return account.IsCompletedSuccessfully ? WithAccount(call, key, account.Result) : Await(call, key, account);
    }

    private async ValueTask<Decision> Await(ApiCall call, ApiKey key, ValueTask<Account?> account) => await WithAccount(call, key, await account);

    private ValueTask<Decision> WithAccount(ApiCall call, ApiKey key, Account? account)
    {
        if (account is null)
        {
            return failures.CountAsync(call, Refusal.For(Condition.CredentialUnknown).BecauseOf(new InternalCause($"Key {key.Id} names an account that is not there.")));
        }

        call.KeyOrNull = key;
        call.AccountOrNull = account;
        return ValueTask.FromResult(Decision.Pass);
    }
}
