using Lintel.Contracts;
using Lintel.Requests;

namespace Lintel.Keys;

/// <summary>Decides whether a presented text opens a key.</summary>
/// <param name="keys">The keys.</param>
/// <param name="pepper">The pepper that they were made with.</param>
/// <param name="environment">The environment of this process.</param>
/// <param name="time">The clock.</param>
public sealed class KeyVerifier(KeyRing keys, Pepper pepper, string environment, TimeProvider time)
{
    // Compared against where no key was found, so that an unknown handle takes as long as a known one. No hash has this value.
    private static readonly KeySecret Nobodys = new(default, default, SecretHash.Hmac, 0, string.Empty, null);

    private static readonly Refusal Unknown = Refusal.For(Condition.CredentialUnknown);

    /// <summary>
    /// Finds the key of a presented text and checks it: form and checksum before any look-up, the secret in constant time, then environment, state
    /// and expiry.
    /// </summary>
    /// <param name="contract">The API that was called.</param>
    /// <param name="scheme">How the credential was presented.</param>
    /// <param name="presented">What the caller sent, without the scheme's name; a part of the header, so that it is not copied.</param>
    /// <param name="memo">What the caller's connection presented last; <see cref="PresentedKeyMemo.None"/> where there is no connection. Of this verifier alone.</param>
    /// <param name="cancellationToken">Gives up waiting for the store.</param>
    /// <returns>The key, or one of the <c>credential.</c> conditions.</returns>
    public async ValueTask<Outcome<ApiKey>> VerifyAsync(Contract contract, KeyScheme scheme, ReadOnlyMemory<char> presented, PresentedKeyMemo memo, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(memo);
        return memo.TryRead(scheme, presented, out var reading) ? Judge(contract, scheme, presented, reading, await keys.FindAsync(reading.Handle, cancellationToken), memo) : Unknown;
    }

    /// <summary>The same without the store.</summary>
    /// <remarks>For the server's hot path, which has no token to give: the first look at <c>HttpContext.RequestAborted</c> costs a lock and 500 instructions a request.</remarks>
    /// <returns>False where only the store can tell; then there is no verdict.</returns>
    /// <inheritdoc cref="VerifyAsync"/>
    public bool TryVerify(Contract contract, KeyScheme scheme, ReadOnlyMemory<char> presented, PresentedKeyMemo memo, out Outcome<ApiKey> verdict)
    {
        ArgumentNullException.ThrowIfNull(memo);
        verdict = Unknown;
        if (!memo.TryRead(scheme, presented, out var reading))
        {
            return true;
        }

        if (!keys.TryGetKept(reading.Handle, out var key))
        {
            return false;
        }

        verdict = Judge(contract, scheme, presented, reading, key, memo);
        return true;
    }

    private Outcome<ApiKey> Judge(Contract contract, KeyScheme scheme, ReadOnlyMemory<char> presented, in KeyReading reading, ApiKey? key, PresentedKeyMemo memo)
    {
        var secret = key is null ? null : Find(key, reading.Handle);
        var opens = SecretCheck.Opens(pepper, scheme, presented, reading, secret ?? Nobodys, memo);
        if (key is null || secret is null || !opens)
        {
            return Unknown;
        }

        return Belongs(contract, key) && !IsOver(secret.EndsAt) ? JudgeState(key) : Unknown;
    }

    private bool Belongs(Contract contract, ApiKey key) =>
        string.Equals(key.Api, contract.Api, StringComparison.Ordinal) && string.Equals(key.Environment, environment, StringComparison.Ordinal);

    private Outcome<ApiKey> JudgeState(ApiKey key) => key.State switch
    {
        KeyState.Deleted => Unknown,
        KeyState.Revoked => Refusal.For(Condition.CredentialRevoked),
        KeyState.Disabled => Refusal.For(Condition.CredentialDisabled),
        _ => IsOver(key.ExpiresAt) ? Refusal.For(Condition.CredentialExpired) : key,
    };

    // Most keys never end, and for them the clock is not read: 30 ns.
    private bool IsOver(DateTimeOffset? end) => end is { } moment && moment <= time.GetUtcNow();

    private static KeySecret? Find(ApiKey key, KeyHandle handle)
    {
        for (var i = 0; i < key.Secrets.Count; i++)
        {
            if (key.Secrets[i].Handle == handle)
            {
                return key.Secrets[i];
            }
        }

        return null;
    }
}
