using Lintel.Contracts;

namespace Lintel.Keys;

/// <summary>Decides whether a presented text opens a key.</summary>
/// <param name="keys">The keys.</param>
/// <param name="pepper">The pepper that they were made with.</param>
/// <param name="environment">The environment of this process.</param>
/// <param name="time">The clock.</param>
/// <param name="rehashes">Takes hashes under the current version of the pepper of secrets that are stored under an older one; null for nobody.</param>
internal sealed class KeyVerifier(KeyCache keys, Pepper pepper, string environment, TimeProvider time, KeyRehashes? rehashes = null)
{
    // Compared against where no key was found, so that an unknown handle takes as long as a known one. No hash has this value.
    private static readonly KeySecret Nobodys = new(default, default, SecretHash.Hmac, 0, string.Empty, null);

    private static readonly KeyVerdict Unknown = new(null, Refusal.For(Condition.CredentialUnknown));

    // Callers learn no more than of an unknown key; the log does.
    private static readonly Refusal OfAnotherApi = UnknownBecause("The key is of another API.");
    private static readonly Refusal OfAnotherEnvironment = UnknownBecause("The key is of another environment.");
    private static readonly Refusal Rotated = UnknownBecause("The secret was rotated, and its overlap has ended.");
    private static readonly Refusal Deleted = UnknownBecause("The key was deleted.");

    /// <summary>
    /// Finds the key of a presented text and checks it: form and checksum before any look-up, the secret in constant time, then environment, state
    /// and expiry. Completes synchronously, without lock and allocation, where the key is kept. A known id with a wrong secret asks the store as an unknown one
    /// does. In an API that keys were imported for, a text that opens no key in this way is looked up by its digest, whatever its form.
    /// </summary>
    /// <param name="contract">The API that was called.</param>
    /// <param name="scheme">How the credential was presented.</param>
    /// <param name="presented">What the caller sent, without the scheme's name; a part of the header, so that it is not copied.</param>
    /// <param name="memo">
    /// The key that the caller's connection presented last; <see cref="PresentedKeyMemo.None"/> where there is no connection. Of this verifier alone.
    /// </param>
    /// <param name="cancellationToken">Gives up waiting for the store, which bounds the wait itself.</param>
    /// <returns>The key, or one of the <c>credential.</c> conditions.</returns>
    public ValueTask<KeyVerdict> VerifyAsync(
        Contract contract,
        KeyScheme scheme,
        ReadOnlyMemory<char> presented,
        PresentedKeyMemo memo,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(memo);
        KeyReading? reading = memo.TryRead(scheme, presented, out var read) ? read : null;
        return keys.ImportVersionsOf(contract.Realm) is { Length: > 0 } versions
            ? VerifyWithImports(contract, scheme, presented, reading, versions, memo, cancellationToken)
            : VerifyOwn(contract, scheme, presented, reading, memo, cancellationToken);
    }

    /// <summary>The verdict on the newest secret of a stored key, as if its text had been presented.</summary>
    public KeyVerdict VerdictOn(Contract contract, ApiKey key) =>
        key.Secrets is [var newest, ..] ? new KeyVerdict(key, RefusalOf(contract, key, newest), newest) : Unknown;

    /// <summary>The verdict on a secret that was presented before, as if its text were presented again.</summary>
    public async ValueTask<KeyVerdict> VerdictOnAsync(Contract contract, KeyHandle handle, CancellationToken cancellationToken) =>
        await keys.FindAsync(handle, cancellationToken) is { } key && Find(key, handle) is { } secret
            ? new KeyVerdict(key, RefusalOf(contract, key, secret), secret)
            : Unknown;

    /// <summary>Asks for the key of a text in the contract's form; other texts are unknown.</summary>
    private ValueTask<KeyVerdict> VerifyOwn(
        Contract contract,
        KeyScheme scheme,
        ReadOnlyMemory<char> presented,
        KeyReading? read,
        PresentedKeyMemo memo,
        CancellationToken cancellationToken)
    {
        if (read is not { } reading)
        {
            return new ValueTask<KeyVerdict>(Unknown);
        }

        if (!keys.TryGetKept(reading.Handle, out var key))
        {
            return LoadAsync(contract, scheme, presented, reading, memo, cancellationToken);
        }

        var verdict = Judge(contract, scheme, presented, reading, key, memo);
        return key is null || verdict.Recognized is not null || keys.HasFailed(reading.Handle)
            ? new ValueTask<KeyVerdict>(verdict)
            : AskInVainAsync(verdict, reading.Handle, cancellationToken);
    }

    private async ValueTask<KeyVerdict> LoadAsync(
        Contract contract,
        KeyScheme scheme,
        ReadOnlyMemory<char> presented,
        KeyReading reading,
        PresentedKeyMemo memo,
        CancellationToken cancellationToken)
    {
        var key = await keys.FindAsync(reading.Handle, cancellationToken);
        var verdict = Judge(contract, scheme, presented, reading, key, memo);
        if (key is not null && verdict.Recognized is null)
        {
            keys.NoteFailure(reading.Handle);
        }

        return verdict;
    }

    private async ValueTask<KeyVerdict> AskInVainAsync(KeyVerdict verdict, KeyHandle handle, CancellationToken cancellationToken)
    {
        await keys.AskInVainAsync(handle, cancellationToken);
        return verdict;
    }

    /// <summary>Looks at keys in memory first, so that a client with a good key waits for no store, whichever of the two it is.</summary>
    private ValueTask<KeyVerdict> VerifyWithImports(
        Contract contract,
        KeyScheme scheme,
        ReadOnlyMemory<char> presented,
        KeyReading? reading,
        int[] versions,
        PresentedKeyMemo memo,
        CancellationToken cancellationToken)
    {
        if (reading is { } own
            && keys.TryGetKept(own.Handle, out var key)
            && key is not null
            && Judge(contract, scheme, presented, own, key, memo) is { Recognized: not null } verdict)
        {
            return new ValueTask<KeyVerdict>(verdict);
        }

        if (!KeyDigest.TryCompute(presented.Span, out var digest))
        {
            return VerifyOwn(contract, scheme, presented, reading, memo, cancellationToken);
        }

        foreach (var version in versions)
        {
            if (pepper.TryHashImported(version, digest, out var hash)
                && keys.TryGetKept(new KeyHandle(hash.First), out key)
                && JudgeImported(contract, key, hash, digest) is { Recognized: not null } imported)
            {
                return new ValueTask<KeyVerdict>(imported);
            }
        }

        return LoadWithImportsAsync(contract, scheme, presented, reading, digest, versions, memo, cancellationToken);
    }

    private async ValueTask<KeyVerdict> LoadWithImportsAsync(
        Contract contract,
        KeyScheme scheme,
        ReadOnlyMemory<char> presented,
        KeyReading? reading,
        SecretDigest digest,
        int[] versions,
        PresentedKeyMemo memo,
        CancellationToken cancellationToken)
    {
        var verdict = await VerifyOwn(contract, scheme, presented, reading, memo, cancellationToken);
        if (verdict.Recognized is not null)
        {
            return verdict;
        }

        foreach (var version in versions)
        {
            if (pepper.TryHashImported(version, digest, out var hash))
            {
                var imported = JudgeImported(contract, await keys.FindAsync(new KeyHandle(hash.First), cancellationToken), hash, digest);
                if (imported.Recognized is not null)
                {
                    return imported;
                }
            }
        }

        return verdict;
    }

    private KeyVerdict JudgeImported(Contract contract, ApiKey? key, SecretDigest hash)
    {
        var secret = key is null ? null : Find(key, new KeyHandle(hash.First));
        var opens = hash.Equals((secret ?? Nobodys).Hash);
        return key is null || secret is not { Algorithm: SecretHash.Imported } || !opens
            ? Unknown
            : new KeyVerdict(key, RefusalOf(contract, key, secret), secret);
    }

    private KeyVerdict JudgeImported(Contract contract, ApiKey? key, SecretDigest hash, SecretDigest digest)
    {
        var verdict = JudgeImported(contract, key, hash);
        if (verdict is { Refusal: null, Secret: { } secret }
            && rehashes?.Wants(secret) == true
            && pepper.TryHashImported(rehashes.Version, digest, out var newest))
        {
            rehashes.Offer(new SecretRehash(
                verdict.Recognized!.Api, secret, secret with { Handle = new KeyHandle(newest.First), Hash = newest, PepperVersion = rehashes.Version }));
        }

        return verdict;
    }

    /// <summary>Makes the hash of an admitted secret anew, while its text is there.</summary>
    private void Rehash(KeyScheme scheme, ReadOnlySpan<char> presented, in KeyReading reading, ApiKey key, KeySecret secret)
    {
        if (rehashes?.Wants(secret) == true && KeyText.TryHash(scheme, presented, reading, pepper, rehashes.Version, out var hash))
        {
            rehashes.Offer(new SecretRehash(key.Api, secret, secret with { Hash = hash, PepperVersion = rehashes.Version }));
        }
    }

    private KeyVerdict Judge(Contract contract, KeyScheme scheme, ReadOnlyMemory<char> presented, in KeyReading reading, ApiKey? key, PresentedKeyMemo memo)
    {
        var secret = key is null ? null : Find(key, reading.Handle);
        var opens = SecretCheck.Opens(pepper, scheme, presented, reading, secret ?? Nobodys, memo);
        if (key is null || secret is null || !opens)
        {
            return Unknown;
        }

        var refusal = RefusalOf(contract, key, secret);
        if (refusal is null && secret.PepperVersion != pepper.Newest)
        {
            Rehash(scheme, presented.Span, reading, key, secret);
        }

        return new KeyVerdict(key, refusal, secret);
    }

    private Refusal? RefusalOf(Contract contract, ApiKey key, KeySecret secret)
    {
        if (!string.Equals(key.Api, contract.Realm, StringComparison.Ordinal))
        {
            return OfAnotherApi;
        }

        if (!string.Equals(key.Environment, environment, StringComparison.Ordinal))
        {
            return OfAnotherEnvironment;
        }

        return key.State switch
        {
            KeyState.Deleted => Deleted,
            _ when IsOver(secret.EndsAt) => Rotated,
            KeyState.Revoked => Refusal.For(Condition.CredentialRevoked),
            KeyState.Disabled => Refusal.For(Condition.CredentialDisabled),
            _ => IsOver(key.ExpiresAt) ? Refusal.For(Condition.CredentialExpired) : null,
        };
    }

    private static Refusal UnknownBecause(string cause) => Refusal.For(Condition.CredentialUnknown).BecauseOf(cause);

    // Most keys never end, and for them the clock is not read.
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
