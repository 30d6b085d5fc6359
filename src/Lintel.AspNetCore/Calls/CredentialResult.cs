using System.Security.Claims;

namespace Lintel.AspNetCore;

/// <summary>The outcome of reading a credential with an <see cref="ICredentialReader"/>. A closed type; a <see cref="Refusal"/> converts to it.</summary>
public abstract class CredentialResult
{
    private const int LongestSubject = 200;

    private static readonly string[] OwnClaims =
        [ClaimTypes.NameIdentifier, LintelClaims.Account, LintelClaims.Application, LintelClaims.Environment, LintelClaims.Scope];

    private protected CredentialResult()
    {
    }

    /// <summary>
    /// The credential holds the text of one of the API's keys, which is verified as one in a header is: form, secret, environment, state, expiry.
    /// </summary>
    /// <param name="text">The whole key. The contract has a <c>bearer</c> or <c>header</c> credential with its prefix.</param>
    public static CredentialResult Key(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new KeyText(text);
    }

    /// <summary>
    /// The reader has verified the credential itself, and it belongs to an account. Scopes, limits, claims and the log go by what it says; the handler's
    /// <c>Account</c> is there, and <c>ApiKey</c> is not.
    /// </summary>
    /// <param name="accountId">The account's id, such as <c>acct_…</c>. One that is not there, or is of another API, is answered by
    /// <c>credential.unknown</c>, a suspended one by <c>account.disabled</c>.</param>
    /// <param name="subject">The name of whoever presented it, unique among the account's callers, 1 to 200 characters: a limit <c>per: key</c> counts by it,
    /// and it is the user's <see cref="ClaimTypes.NameIdentifier"/>. Not a secret.</param>
    /// <param name="scopes">The scopes of the contract that it has; null for none.</param>
    /// <param name="claims">Further claims of <c>HttpContext.User</c>, none of them one of <see cref="LintelClaims"/>; null for none.</param>
    /// <exception cref="ArgumentException">The id is empty, the subject has another length, or a claim is one that Lintel gives the user.</exception>
    public static CredentialResult Account(string accountId, string subject, IEnumerable<string>? scopes = null, IEnumerable<Claim>? claims = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(accountId);
        ArgumentException.ThrowIfNullOrEmpty(subject);
        if (subject.Length > LongestSubject)
        {
            throw new ArgumentException($"The subject has {subject.Length} characters. Take a name of at most {LongestSubject}.", nameof(subject));
        }

        Claim[] further = [.. claims ?? []];
        return Array.Find(further, claim => OwnClaims.Contains(claim.Type)) is { } own
            ? throw new ArgumentException($"The claim '{own.Type}' is one that Lintel gives the user. Leave it out; scopes have an argument of their own.", nameof(claims))
            : new Verified(new VerifiedCaller(accountId, subject, [.. scopes ?? []], further));
    }

    /// <summary>The credential is refused.</summary>
    /// <param name="refusal">The reason: a condition such as <see cref="Condition.CredentialUnknown"/>, or a code that <see cref="RaisesErrorAttribute"/> on
    /// the reader names.</param>
    public static CredentialResult Refuse(Refusal refusal)
    {
        ArgumentNullException.ThrowIfNull(refusal);
        return new Refused(refusal);
    }

    /// <inheritdoc cref="Refuse"/>
    public static implicit operator CredentialResult(Refusal refusal) => Refuse(refusal);

    internal sealed class KeyText(string text) : CredentialResult
    {
        public string Text => text;
    }

    internal sealed class Verified(VerifiedCaller caller) : CredentialResult
    {
        public VerifiedCaller Caller => caller;
    }

    internal sealed class Refused(Refusal refusal) : CredentialResult
    {
        public Refusal Refusal => refusal;
    }
}
