namespace Lintel.Keys;

/// <summary>Which keys a list shows.</summary>
/// <param name="AccountId">Only of this account; null for all.</param>
/// <param name="Api">Only of this API; null for all.</param>
/// <param name="After">Only those with an id after this one; null for the first page.</param>
/// <param name="Limit">How many at most, 1 to 200.</param>
internal sealed record KeyQuery(string? AccountId, string? Api, string? After, int Limit)
{
    /// <summary>The operator whose personal tokens are listed; null for all keys.</summary>
    internal string? OperatorId { get; init; }

    /// <summary>The one operator whose personal tokens are among those listed; empty for none of them, null for all.</summary>
    internal string? OnlyOperator { get; init; }

    /// <summary>Only those in this state; null for all.</summary>
    internal KeyState? State { get; init; }

    /// <summary>true to list deleted keys too; otherwise, false.</summary>
    internal bool IncludesDeleted { get; init; }

    /// <summary>Only those that were not used since this moment, which the request log tells and not this store; null for all.</summary>
    internal DateTimeOffset? UnusedSince { get; init; }

    /// <summary>Only those with this in their name; null for all.</summary>
    internal string? Name { get; init; }

    /// <summary>Only those with this in their id, their name, the hint of a secret or the name of their account, whatever its case; null for all.</summary>
    internal string? Text { get; init; }

    /// <summary>Only those with these ids; null for all.</summary>
    internal IReadOnlyList<string>? Ids { get; init; }

    /// <summary>Only those that have this scope themselves; null for all.</summary>
    internal string? Scope { get; init; }

    /// <summary>Only those that work for this application; null for all.</summary>
    internal string? Application { get; init; }

    /// <summary>Only those with these metadata; empty for all.</summary>
    internal IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>();

    /// <summary>Only those that expire after this moment; null for all.</summary>
    internal DateTimeOffset? ExpiresAfter { get; init; }

    /// <summary>Only those with an old secret that ends after this moment; null for all.</summary>
    internal DateTimeOffset? OldSecretsAfter { get; init; }

    /// <summary>Only those that expire before this moment; null for all.</summary>
    internal DateTimeOffset? ExpiresBefore { get; init; }

    /// <summary>Only those that can be used still and have a secret under this version of the pepper; null for all.</summary>
    internal PepperFilter? Pepper { get; init; }

    /// <summary>The place in the order of expiry, after which those are listed that end, by that order; null for the order of ids.</summary>
    internal ExpiryPlace? AfterExpiry { get; init; }
}

/// <summary>The place of a key in the order of expiry.</summary>
/// <param name="At">When it ends.</param>
/// <param name="Id">The key's id, the order of those that end at once.</param>
internal sealed record ExpiryPlace(DateTimeOffset At, string Id);

/// <summary>Picks keys by what their secrets are stored under.</summary>
/// <param name="Version">The version of the pepper.</param>
/// <param name="At">The moment at which a secret must not have ended.</param>
internal sealed record PepperFilter(int Version, DateTimeOffset At);

/// <summary>Counts what is stored under a version of the pepper and can be used still.</summary>
/// <param name="Version">The version.</param>
/// <param name="Keys">The keys of accounts, active or disabled, with a secret under it that has not ended.</param>
/// <param name="PersonalTokens">The personal tokens of operators, counted likewise.</param>
internal readonly record struct PepperUse(int Version, long Keys, long PersonalTokens);

/// <summary>The hash of a secret under a newer version of the pepper, made while its text was there.</summary>
/// <param name="Api">The API of the key.</param>
/// <param name="Old">The secret as it is stored.</param>
/// <param name="New">The same secret with another hash and version; of an imported key with another handle, too.</param>
internal sealed record SecretRehash(string Api, KeySecret Old, KeySecret New);

/// <summary>Says that keys were imported for an API.</summary>
/// <param name="Api">The API's name.</param>
/// <param name="PepperVersion">The version of the pepper that their secrets are stored with.</param>
internal readonly record struct KeyImport(string Api, int PepperVersion);

/// <summary>Where keys are kept. Every write that ends well survives <c>kill -9</c>.</summary>
internal interface IKeyStore
{
    /// <summary>Finds a key, in any state, by the handle of one of its secrets.</summary>
    ValueTask<ApiKey?> FindByHandleAsync(KeyHandle handle, CancellationToken cancellationToken);

    /// <summary>Finds a key, in any state, by id.</summary>
    ValueTask<ApiKey?> FindAsync(string id, CancellationToken cancellationToken);

    /// <summary>Lists keys by id, or by when they end, deleted ones left out.</summary>
    ValueTask<IReadOnlyList<ApiKey>> ListAsync(KeyQuery query, CancellationToken cancellationToken);

    /// <summary>Adds a key.</summary>
    ValueTask AddAsync(ApiKey key, CancellationToken cancellationToken);

    /// <summary>
    /// Adds imported keys, all or none, and notes for each of their APIs that it has imported keys of a version of the pepper (<see cref="ListImportsAsync"/>).
    /// </summary>
    /// <param name="keys">The keys, each with one secret.</param>
    /// <param name="cancellationToken">Gives up waiting; the keys may still be added.</param>
    /// <returns>The handles that other keys have already; where there are any, nothing was added.</returns>
    ValueTask<IReadOnlyList<KeyHandle>> ImportAsync(IReadOnlyList<ApiKey> keys, CancellationToken cancellationToken);

    /// <summary>Lists the APIs that keys were ever imported for, once for each version of the pepper that these were stored with.</summary>
    ValueTask<IReadOnlyList<KeyImport>> ListImportsAsync(CancellationToken cancellationToken);

    /// <summary>Replaces a key whose version is one less, and its secrets.</summary>
    /// <returns>False where the stored version is another.</returns>
    ValueTask<bool> UpdateAsync(ApiKey key, CancellationToken cancellationToken);

    /// <summary>
    /// Rewrites hashes of secrets. A secret that is not stored as it was any more stays as it is. Where an imported key gets another handle, its version
    /// goes up, and it is noted that its API has imported keys of that version of the pepper (<see cref="ListImportsAsync"/>).
    /// </summary>
    /// <param name="rehashes">The hashes, at most a few hundred.</param>
    /// <param name="cancellationToken">Gives up waiting; they may be rewritten all the same.</param>
    /// <returns>The number of hashes that were rewritten.</returns>
    ValueTask<int> RehashAsync(IReadOnlyList<SecretRehash> rehashes, CancellationToken cancellationToken);

    /// <summary>Counts the keys that can be used still, for each version of the pepper that they have secrets under, in ascending order.</summary>
    /// <param name="at">The moment at which a secret must not have ended.</param>
    /// <param name="cancellationToken">Gives up.</param>
    ValueTask<IReadOnlyList<PepperUse>> CountByPepperAsync(DateTimeOffset at, CancellationToken cancellationToken);
}
