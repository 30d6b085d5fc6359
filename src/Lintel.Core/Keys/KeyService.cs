using Lintel.Accounts;
using Lintel.Addresses;
using Lintel.Contracts;

namespace Lintel.Keys;

/// <summary>
/// Issues keys and changes them. A change is in the store, and forgotten by the cache, before the task ends: it holds on every request that begins
/// afterwards. Changes of one key at the same time follow each other; none is lost.
/// </summary>
public sealed class KeyService
{
    private readonly IKeyStore _store;
    private readonly AccountCache _accounts;
    private readonly KeyCache _cache;
    private readonly KeyMaker _maker;
    private readonly IEnumerable<Contract> _contracts;
    private readonly string _environment;
    private readonly TimeProvider _time;

    /// <summary>Makes the service.</summary>
    /// <param name="store">Where keys are kept.</param>
    /// <param name="accounts">The accounts that keys belong to.</param>
    /// <param name="cache">The cache that forgets what is changed.</param>
    /// <param name="pepper">What new secrets are hashed with.</param>
    /// <param name="contracts">The contracts of all APIs, enumerated at each use: they are reloaded.</param>
    /// <param name="environment">The environment of this process.</param>
    /// <param name="time">The clock.</param>
    internal KeyService(
        IKeyStore store,
        AccountCache accounts,
        KeyCache cache,
        Pepper pepper,
        IEnumerable<Contract> contracts,
        string environment,
        TimeProvider time)
    {
        _store = store;
        _accounts = accounts;
        _cache = cache;
        _maker = new KeyMaker(pepper);
        _contracts = contracts;
        _environment = environment;
        _time = time;
    }

    /// <summary>Finds a key by id, in any state.</summary>
    /// <returns>The key as it is stored; null where there is none.</returns>
    public ValueTask<ApiKey?> FindAsync(string id, CancellationToken cancellationToken) => _store.FindAsync(id, cancellationToken);

    /// <summary>Lists keys by id, a page at a time, deleted ones left out.</summary>
    /// <param name="accountId">Only of this account; null for all.</param>
    /// <param name="api">Only of this API; null for all.</param>
    /// <param name="after">Only those with an id after this one; null for the first page.</param>
    /// <param name="limit">How many at most, 1 to 200.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public ValueTask<IReadOnlyList<ApiKey>> ListAsync(
        string? accountId = null, string? api = null, string? after = null, int limit = 100, CancellationToken cancellationToken = default) =>
        ListAsync(new KeyQuery(accountId, api, after, limit), cancellationToken);

    /// <summary>Lists keys by id, or by when they end.</summary>
    internal ValueTask<IReadOnlyList<ApiKey>> ListAsync(KeyQuery query, CancellationToken cancellationToken) => _store.ListAsync(query, cancellationToken);

    /// <summary>Issues a key.</summary>
    /// <returns><see cref="KeyResult.Issued"/>, <see cref="KeyResult.Missing"/> where there is no such account, or <see cref="KeyResult.Invalid"/>.</returns>
    public Task<KeyResult> IssueAsync(NewKey request, CancellationToken cancellationToken) => AddAsync(request, text: null, cancellationToken);

    /// <summary>Takes over a key whose text was made somewhere else, such as an operator token from a secret store.</summary>
    /// <param name="request">The key.</param>
    /// <param name="text">The whole text, in the form of the API's keys and of the request's environment.</param>
    /// <param name="cancellationToken">Gives up waiting; the key may still be added.</param>
    /// <returns>As <see cref="IssueAsync"/>; <see cref="KeyResult.Invalid"/> also where no key can have this text.</returns>
    public Task<KeyResult> ImportAsync(NewKey request, string text, CancellationToken cancellationToken) => AddAsync(request, text, cancellationToken);

    /// <summary>Changes name, scopes, addresses, applications, expiry, limits or metadata.</summary>
    /// <param name="id">The key.</param>
    /// <param name="change">
    /// Makes the changed key of the one that is stored: <c>key => key with { ExpiresAt = null }</c>. Called again where somebody else was first.
    /// </param>
    /// <param name="version">The version that the change is meant for; null for whatever there is.</param>
    /// <param name="cancellationToken">Gives up waiting; the change may still happen.</param>
    /// <exception cref="InvalidOperationException"><paramref name="change"/> changes something else.</exception>
    public Task<KeyResult> EditAsync(string id, Func<ApiKey, ApiKey> change, long? version, CancellationToken cancellationToken) =>
        EditAsync(id, key => KeyEdit.Between(key, change(key)), version, cancellationToken);

    /// <summary>Changes what an edit names.</summary>
    internal Task<KeyResult> EditAsync(string id, KeyEdit edit, long? version, CancellationToken cancellationToken) =>
        EditAsync(id, _ => edit, version, cancellationToken);

    private Task<KeyResult> EditAsync(string id, Func<ApiKey, KeyEdit> editOf, long? version, CancellationToken cancellationToken) => ChangeAsync(
        id,
        version,
        key =>
        {
            if (key.State == KeyState.Revoked)
            {
                return Revoked(key);
            }

            var edit = editOf(key);
            var faults = TryGetContract(key.Api, out var contract) ? KeyRules.Check(edit, contract) : [];
            return faults.Count > 0 ? new KeyResult.Invalid(faults) : new KeyResult.Changed(Apply(edit, key));
        },
        cancellationToken);

    /// <summary>Switches a key off, until it is enabled.</summary>
    public Task<KeyResult> DisableAsync(string id, long? version, CancellationToken cancellationToken) =>
        ChangeAsync(id, version, key => Move(key, KeyState.Disabled), cancellationToken);

    /// <summary>Switches a disabled key on again.</summary>
    public Task<KeyResult> EnableAsync(string id, long? version, CancellationToken cancellationToken) =>
        ChangeAsync(id, version, key => Move(key, KeyState.Active), cancellationToken);

    /// <summary>Ends a key for good; callers learn that it was revoked.</summary>
    public Task<KeyResult> RevokeAsync(string id, long? version, CancellationToken cancellationToken) => ChangeAsync(
        id,
        version,
        key => new KeyResult.Changed(key.State == KeyState.Revoked ? key : key with { State = KeyState.Revoked, RevokedAt = _time.GetUtcNow() }),
        cancellationToken);

    /// <summary>Ends a key for good; callers learn that it is unknown.</summary>
    public Task<KeyResult> DeleteAsync(string id, long? version, CancellationToken cancellationToken) =>
        ChangeAsync(id, version, key => new KeyResult.Changed(key with { State = KeyState.Deleted }), cancellationToken);

    /// <summary>Gives a key a new secret. With an overlap the current one works until it ends; older ones keep the end that they were promised.</summary>
    /// <param name="id">The key.</param>
    /// <param name="overlap">How long the current secret still works; null or zero for not at all.</param>
    /// <param name="version">The version that the change is meant for; null for whatever there is.</param>
    /// <param name="cancellationToken">Gives up waiting; the change may still happen.</param>
    /// <returns>
    /// <see cref="KeyResult.Issued"/> where it went well; <see cref="KeyResult.Impossible"/> where the key is revoked or expired, or would have more than three
    /// secrets.
    /// </returns>
    public async Task<KeyResult> RotateAsync(string id, TimeSpan? overlap, long? version, CancellationToken cancellationToken)
    {
        string? text = null;
        var result = await ChangeAsync(
            id,
            version,
            key =>
            {
                var now = _time.GetUtcNow();
                if (RotationProblem(key, now) is { } problem)
                {
                    return problem;
                }

                var older = KeyRotation.OlderSecrets(key, overlap, now);
                if (older.Count >= KeyRotation.MaxSecrets)
                {
                    return new KeyResult.Impossible(key, KeyRotation.TooMany(older));
                }

                (text, var secret) = _maker.Make(_contracts.First(contract => contract.Api == key.Api).Keys!, key.Environment);
                return new KeyResult.Changed(key with { Secrets = [secret, .. older, .. KeyRotation.EndedSecrets(key, overlap, now)] });
            },
            cancellationToken);
        return result is KeyResult.Changed changed ? new KeyResult.Issued(changed.Key, text!) { Before = changed.Before } : result;
    }

    /// <summary>Ends old secrets of a key before their overlap is over.</summary>
    /// <param name="id">The key.</param>
    /// <param name="hint">The hint of the secret that ends; null for all old ones.</param>
    /// <param name="version">The version that the change is meant for; null for whatever there is.</param>
    /// <param name="cancellationToken">Gives up waiting; the change may still happen.</param>
    internal Task<KeyResult> EndOldSecretsAsync(string id, string? hint, long? version, CancellationToken cancellationToken) => ChangeAsync(
        id,
        version,
        key => key.State == KeyState.Revoked ? Revoked(key)
            : KeyRotation.EndOld(key, hint, _time.GetUtcNow()) is { } secrets ? new KeyResult.Changed(key with { Secrets = secrets })
            : new KeyResult.Impossible(key, hint is null ? "has no old secret that works." : $"has no old secret {hint} that works."),
        cancellationToken);

    private KeyResult.Impossible? RotationProblem(ApiKey key, DateTimeOffset now) => key switch
    {
        { State: KeyState.Revoked } => Revoked(key),
        { ExpiresAt: { } end } when end <= now => new KeyResult.Impossible(key, "has expired and cannot be rotated. Move its expiry first."),
        _ when !TryGetContract(key.Api, out var contract) || contract.Keys is null => new KeyResult.Impossible(key, "is of an API that does not read keys."),
        _ => null,
    };

    private async Task<KeyResult> AddAsync(NewKey request, string? text, CancellationToken cancellationToken)
    {
        if (await _accounts.FindAsync(request.AccountId, cancellationToken) is not { } account || !TryGetContract(account.Api, out var contract))
        {
            return new KeyResult.Missing();
        }

        var faults = KeyRules.Check(request, contract);
        var environment = request.Environment ?? _environment;
        KeySecret? secret = null;
        if (faults.Count == 0 && contract.Keys is { } scheme)
        {
            if (text is null)
            {
                (text, secret) = _maker.Make(scheme, environment);
            }
            else if (!_maker.TryTake(scheme, environment, text, out secret))
            {
                faults.Add(RecordRules.Fault("key", FieldFaultKind.Format, $"is no key of {contract.Api}"));
            }
        }

        if (faults.Count > 0 || text is null || secret is null)
        {
            return new KeyResult.Invalid(faults);
        }

        var key = NewKeys.Of(request, account, environment, secret, _time.GetUtcNow());
        await _store.AddAsync(key, cancellationToken);
        _cache.Forget(key);
        return new KeyResult.Issued(key, text);
    }

    private bool TryGetContract(string api, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out Contract? contract) =>
        (contract = _contracts.FirstOrDefault(known => known.Api == api)) is not null;

    private static KeyResult Move(ApiKey key, KeyState state) => key.State switch
    {
        KeyState.Active or KeyState.Disabled => new KeyResult.Changed(key.State == state ? key : key with { State = state }),
        _ => Revoked(key),
    };

    private static KeyResult.Impossible Revoked(ApiKey key) => new(key, "is revoked and cannot be changed.");

    private static ApiKey Apply(KeyEdit edit, ApiKey key) => key with
    {
        Name = edit.Name ?? key.Name,
        Scopes = edit.Scopes is { } scopes ? [.. scopes.Distinct(StringComparer.Ordinal)] : key.Scopes,
        Addresses = edit.Addresses is { } addresses ? [.. addresses.Select(NetworkText.Unmap).Distinct()] : key.Addresses,
        Applications = edit.Applications is { } applications ? NewKeys.Distinct(applications.Ids) : key.Applications,
        ExpiresAt = edit.Expiry is { } expiry ? expiry.At : key.ExpiresAt,
        Limits = edit.Limits ?? key.Limits,
        Metadata = edit.Metadata ?? key.Metadata,
    };

    /// <summary>Reads, changes and writes; where somebody else was first and no version was named, once more on what there is now.</summary>
    private async Task<KeyResult> ChangeAsync(string id, long? version, Func<ApiKey, KeyResult> change, CancellationToken cancellationToken)
    {
        while (true)
        {
            var key = await _store.FindAsync(id, cancellationToken);
            if (key is null || key.State == KeyState.Deleted)
            {
                return new KeyResult.Missing();
            }

            if (version is { } expected && expected != key.Version)
            {
                return new KeyResult.Stale(key);
            }

            var result = change(key);
            if (result is not KeyResult.Changed changed)
            {
                return result;
            }

            if (ReferenceEquals(changed.Key, key))
            {
                return changed with { Before = key };
            }

            var next = changed.Key with { Version = key.Version + 1 };
            if (await TryWriteAsync(key, next, cancellationToken))
            {
                return new KeyResult.Changed(next) { Before = key };
            }
        }
    }

    private async Task<bool> TryWriteAsync(ApiKey before, ApiKey after, CancellationToken cancellationToken)
    {
        try
        {
            return await _store.UpdateAsync(after, cancellationToken);
        }
        finally
        {
            // Also where the write failed: whether it is in the store may then be unknown, and asking again costs little. Handles that the change
            // took away are forgotten with those that it brought.
            _cache.Forget(before);
            _cache.Forget(after);
        }
    }
}
