using System.Security.Cryptography;
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
    private static readonly KeySecret Nobodys = new(default, new byte[HMACSHA256.HashSizeInBytes], SecretHash.Hmac, 0, string.Empty, null);

    private static readonly Refusal Unknown = Refusal.For(Condition.CredentialUnknown);

    /// <summary>
    /// Finds the key of a presented text and checks it: form and checksum before any look-up, the secret in constant time, then environment, state
    /// and expiry.
    /// </summary>
    /// <param name="contract">The API that was called.</param>
    /// <param name="scheme">How the credential was presented.</param>
    /// <param name="presented">What the caller sent, without the scheme's name; a part of the header, so that it is not copied.</param>
    /// <param name="cancellationToken">Gives up waiting for the store.</param>
    /// <returns>The key, or one of the <c>credential.</c> conditions.</returns>
    public ValueTask<Outcome<ApiKey>> VerifyAsync(Contract contract, KeyScheme scheme, ReadOnlyMemory<char> presented, CancellationToken cancellationToken)
    {
        if (!KeyText.TryGetHandle(scheme, presented.Span, out var handle))
        {
            return new ValueTask<Outcome<ApiKey>>(Unknown);
        }

        var lookup = keys.FindAsync(handle, cancellationToken);
        return lookup.IsCompletedSuccessfully
            ? new ValueTask<Outcome<ApiKey>>(Judge(contract, scheme, presented, handle, lookup.Result))
            : JudgeLaterAsync(contract, scheme, presented, handle, lookup);
    }

    private async ValueTask<Outcome<ApiKey>> JudgeLaterAsync(Contract contract, KeyScheme scheme, ReadOnlyMemory<char> presented, KeyHandle handle, ValueTask<ApiKey?> lookup) =>
        Judge(contract, scheme, presented, handle, await lookup);

    private Outcome<ApiKey> Judge(Contract contract, KeyScheme scheme, ReadOnlyMemory<char> presented, KeyHandle handle, ApiKey? key)
    {
        var secret = key is null ? null : Find(key, handle);
        var opens = SecretCheck.Opens(pepper, scheme, presented.Span, secret ?? Nobodys);
        if (key is null || secret is null || !opens)
        {
            return Unknown;
        }

        var now = time.GetUtcNow();
        return Belongs(contract, key) && !(secret.EndsAt <= now) ? JudgeState(key, now) : Unknown;
    }

    private bool Belongs(Contract contract, ApiKey key) =>
        string.Equals(key.Api, contract.Api, StringComparison.Ordinal) && string.Equals(key.Environment, environment, StringComparison.Ordinal);

    private static Outcome<ApiKey> JudgeState(ApiKey key, DateTimeOffset now) => key.State switch
    {
        KeyState.Deleted => Unknown,
        KeyState.Revoked => Refusal.For(Condition.CredentialRevoked),
        KeyState.Disabled => Refusal.For(Condition.CredentialDisabled),
        _ => key.ExpiresAt <= now ? Refusal.For(Condition.CredentialExpired) : key,
    };

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
