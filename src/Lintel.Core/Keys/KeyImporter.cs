using Lintel.Accounts;
using Lintel.Contracts;

namespace Lintel.Keys;

/// <summary>
/// Imports keys that were issued elsewhere, by the digests of their texts. Of a digest its HMAC under the pepper is stored: such keys may have been short or
/// guessable, and their SHA-256 alone would let a reader of the database test guesses.
/// </summary>
internal sealed class KeyImporter
{
    /// <summary>The most keys of one import.</summary>
    public const int MaxKeys = 1000;

    private const int MaxPrefixLength = 16;
    private const int MaxFaults = 100;

    private readonly IKeyStore _store;
    private readonly AccountCache _accounts;
    private readonly KeyCache _cache;
    private readonly Pepper _pepper;
    private readonly KeyFinder _finder;
    private readonly IEnumerable<Contract> _contracts;
    private readonly string _environment;
    private readonly TimeProvider _time;

    /// <summary>Makes the importer.</summary>
    /// <param name="store">The store of the keys.</param>
    /// <param name="accounts">The accounts that keys belong to.</param>
    /// <param name="cache">The cache of the process, which learns of imported keys.</param>
    /// <param name="pepper">The pepper that digests are stored under.</param>
    /// <param name="contracts">The contracts of all APIs, enumerated at each use: they are reloaded.</param>
    /// <param name="environment">The environment of this process.</param>
    /// <param name="time">The clock.</param>
    public KeyImporter(
        IKeyStore store,
        AccountCache accounts,
        KeyCache cache,
        Pepper pepper,
        IEnumerable<Contract> contracts,
        string environment,
        TimeProvider time)
    {
        _contracts = contracts;
        _store = store;
        _accounts = accounts;
        _cache = cache;
        _pepper = pepper;
        _finder = new KeyFinder(store, pepper, contracts);
        _environment = environment;
        _time = time;
    }

    /// <summary>Imports keys in one transaction: all of them, or none where one is faulty.</summary>
    /// <param name="keys">The keys, at most <see cref="MaxKeys"/>.</param>
    /// <param name="options">The settings.</param>
    /// <param name="cancellationToken">Gives up waiting; the keys may still be imported.</param>
    public async Task<KeyImportResult> ImportAsync(IReadOnlyList<ForeignKey> keys, KeyImportOptions options, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(keys.Count, MaxKeys);
        while (true)
        {
            var plan = await PlanAsync(keys, options, cancellationToken);
            if (plan.Faults.Count > 0)
            {
                return new KeyImportResult.Invalid(plan.Faults);
            }

            // Where another import took one of the digests between the check and the write, the check is made again, and names it.
            if (options.CheckOnly || await TryWriteAsync([.. plan.Items.Select(item => item.New).OfType<ApiKey>()], cancellationToken))
            {
                return new KeyImportResult.Done(
                    [.. plan.Items.Select(item => new KeyImportItem(item.Existing?.Id ?? (options.CheckOnly ? null : item.New!.Id), item.New is not null))]);
            }
        }
    }

    private async Task<bool> TryWriteAsync(ApiKey[] keys, CancellationToken cancellationToken)
    {
        if (keys.Length == 0)
        {
            return true;
        }

        try
        {
            return (await _store.ImportAsync(keys, cancellationToken)).Count == 0;
        }
        finally
        {
            // Also where the write failed: whether the keys are in the store may then be unknown.
            _cache.NoteImports(keys.Select(key => new KeyImport(key.Api, key.Secrets[0].PepperVersion)));
            foreach (var key in keys)
            {
                _cache.Forget(key);
            }
        }
    }

    private async Task<Plan> PlanAsync(IReadOnlyList<ForeignKey> keys, KeyImportOptions options, CancellationToken cancellationToken)
    {
        var plan = new Plan();
        var places = new Dictionary<SecretDigest, int>();
        for (var i = 0; i < keys.Count && plan.Faults.Count < MaxFaults; i++)
        {
            var faults = new List<FieldFault>();
            if (!places.TryAdd(keys[i].Digest, i))
            {
                faults.Add(DigestFault($"is the same as that of keys[{places[keys[i].Digest]}]"));
            }

            var item = await PlanAsync(keys[i], options, faults, cancellationToken);
            plan.Items.Add(item);
            plan.Faults.AddRange(faults.Select(fault => RecordRules.Within(fault, $"keys[{i}]")));
        }

        return plan;
    }

    private async Task<Item> PlanAsync(ForeignKey key, KeyImportOptions options, List<FieldFault> faults, CancellationToken cancellationToken)
    {
        if (await _accounts.FindAsync(key.Key.AccountId, cancellationToken) is not { } account
            || _contracts.FirstOrDefault(known => known.Api == account.Api) is not { } contract)
        {
            faults.Add(RecordRules.Fault("accountId", FieldFaultKind.Other, "is the id of no account"));
            return default;
        }

        faults.AddRange(KeyRules.Check(key.Key, contract));
        if (key.Key.ExpiresAt <= _time.GetUtcNow())
        {
            faults.Add(RecordRules.Fault("expiresAt", FieldFaultKind.Other, "must be in the future"));
        }

        if (key.Prefix is { } prefix && (prefix.Length is 0 or > MaxPrefixLength || prefix.Any(char.IsControl)))
        {
            faults.Add(RecordRules.Fault("prefix", FieldFaultKind.Format, $"must have 1 to {MaxPrefixLength} characters, none of them a control character"));
        }

        if (await FindExistingAsync(key.Digest, cancellationToken) is not { } existing)
        {
            return faults.Count > 0
                ? default
                : new Item(Existing: null, NewKeys.Of(key.Key, account, key.Key.Environment ?? _environment, SecretOf(key), _time.GetUtcNow()));
        }

        if (existing.AccountId != account.Id)
        {
            faults.Add(DigestFault($"is that of the key {existing.Id} already, which belongs to another account"));
        }
        else if (!options.SkipExisting)
        {
            faults.Add(DigestFault($"is that of the key {existing.Id} already{(existing.State == KeyState.Deleted ? ", which was deleted" : string.Empty)}"));
        }

        return new Item(existing, New: null);
    }

    /// <summary>Finds the key that has the digest: imported before, or issued here by an API that stores the SHA-256 of its keys.</summary>
    private async Task<ApiKey?> FindExistingAsync(SecretDigest digest, CancellationToken cancellationToken) =>
        await _finder.FindImportedAsync(digest, cancellationToken)
        ?? (await _store.FindByHandleAsync(new KeyHandle(digest.First), cancellationToken) is { } issued
            && issued.Secrets.Any(secret => secret.Algorithm == SecretHash.Sha256 && digest.Equals(secret.Hash)) ? issued : null);

    private KeySecret SecretOf(ForeignKey key)
    {
        _ = _pepper.TryHashImported(_pepper.Newest, key.Digest, out var hash);
        return new KeySecret(new KeyHandle(hash.First), hash, SecretHash.Imported, _pepper.Newest, $"{key.Prefix}…", null);
    }

    private static FieldFault DigestFault(string problem) => RecordRules.Fault("digest", FieldFaultKind.Other, problem);

    private sealed class Plan
    {
        public List<Item> Items { get; } = [];

        public List<FieldFault> Faults { get; } = [];
    }

    /// <summary>A key of an import: one that is there already, or a new one; neither where it is faulty.</summary>
    private readonly record struct Item(ApiKey? Existing, ApiKey? New);
}
