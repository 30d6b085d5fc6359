using System.Collections.Concurrent;
using System.Collections.Frozen;
using Lintel.Caching;
using Lintel.Telemetry;

namespace Lintel.Keys;

/// <summary>
/// Keys by the handles of their secrets, read through to the store and kept. About 0.8 KB for a key with two scopes and one secret; a store may hold
/// millions of keys, of which the cache keeps those in use.
/// </summary>
internal sealed class KeyCache
{
    private readonly ReadThroughCache<KeyHandle, ApiKey> _cache;

    // Handles of known keys that were presented with a wrong secret, kept as those of unknown keys are and as long: who has no secret must not learn from the
    // time that an answer takes whether the store was asked.
    private readonly ReadThroughCache<KeyHandle, ApiKey> _failed;

    // Handles of imported keys that are being moved to others: a change of such a key would not find what is kept under the old handle.
    private readonly ConcurrentDictionary<KeyHandle, bool> _moving = [];

    private readonly IKeyStore _store;
    private readonly int[] _pepperVersions;
    private readonly Lock _importGate = new();

    private int _movingCount;

    // The versions of the pepper that imported keys may be stored with, by API. Replaced as a whole.
    private volatile FrozenDictionary<string, int[]> _imports = FrozenDictionary<string, int[]>.Empty;

    /// <summary>Makes an empty cache.</summary>
    /// <param name="store">Where the keys are.</param>
    /// <param name="time">The clock.</param>
    /// <param name="options">The bounds; null for the defaults.</param>
    /// <param name="trust">Tells whether what is kept may be believed; null where nobody else changes keys.</param>
    /// <param name="pepper">The pepper, under whose later versions imported keys are looked for, too; null for those that the store has noted alone.</param>
    public KeyCache(IKeyStore store, TimeProvider time, RecordCacheOptions? options = null, CacheTrust? trust = null, Pepper? pepper = null)
    {
        options ??= new RecordCacheOptions();
        _pepperVersions = pepper is null ? [] : [.. pepper.Versions];
        _store = store;
        _cache = new ReadThroughCache<KeyHandle, ApiKey>(async (handle, token) => Compact(await store.FindByHandleAsync(handle, token)), time, options, trust);
        _failed = new ReadThroughCache<KeyHandle, ApiKey>(AskAsync, time, options, trust);

        async ValueTask<ApiKey?> AskAsync(KeyHandle handle, CancellationToken token)
        {
            _ = await store.FindByHandleAsync(handle, token);
            return null;
        }
    }

    /// <summary>How many keys are kept.</summary>
    public int Count => _cache.Count;

    internal int AbsentCount => _cache.AbsentCount;

    internal LookupCounts Lookups => _cache.Lookups;

    /// <summary>Looks for a key, in any state, without asking the store; takes no lock and allocates nothing.</summary>
    /// <returns>False where only the store can tell; true with null where it is known to have no such key.</returns>
    public bool TryGetKept(KeyHandle handle, out ApiKey? key)
    {
        if (IsMoving(handle))
        {
            key = null;
            return false;
        }

        return _cache.TryGetKept(handle, out key);
    }

    /// <summary>Finds a key, in any state; synchronous, without lock and allocation where it is kept.</summary>
    public ValueTask<ApiKey?> FindAsync(KeyHandle handle, CancellationToken cancellationToken) =>
        IsMoving(handle) ? _store.FindByHandleAsync(handle, cancellationToken) : _cache.FindAsync(handle, cancellationToken);

    /// <summary>Begins to ask the store for a handle each time, because its key is about to get another one.</summary>
    internal void BeginMove(KeyHandle handle)
    {
        if (_moving.TryAdd(handle, true))
        {
            Interlocked.Increment(ref _movingCount);
        }
    }

    /// <summary>Forgets the key of a handle, which may have another one by now, and keeps what the store says of it again.</summary>
    internal void EndMove(KeyHandle handle)
    {
        Forget(handle);
        if (_moving.TryRemove(handle, out _))
        {
            Interlocked.Decrement(ref _movingCount);
        }
    }

    /// <summary>
    /// Reads from the store which APIs have imported keys. Until then, and for APIs that have none, no text is looked for by its digest. To be called once,
    /// before requests are taken; keys that this process imports are known at once.
    /// </summary>
    public async Task LoadImportsAsync(CancellationToken cancellationToken) => NoteImports(await _store.ListImportsAsync(cancellationToken));

    /// <summary>Returns true if keys were ever imported for an API, so that a text in any format may be one of its keys.</summary>
    public bool HasImports(string api) => _imports.ContainsKey(api);

    /// <summary>
    /// The versions of the pepper that the imported keys of an API may be stored with, in ascending order; empty where it has none. Later versions than the
    /// store has noted are among them: another node may store a key under the newest before this one is told.
    /// </summary>
    internal int[] ImportVersionsOf(string api) => _imports.TryGetValue(api, out var versions) ? versions : [];

    /// <summary>Notes that APIs have imported keys.</summary>
    internal void NoteImports(IEnumerable<KeyImport> imports)
    {
        lock (_importGate)
        {
            _imports = _imports.SelectMany(known => known.Value.Select(version => new KeyImport(known.Key, version)))
                .Concat(imports)
                .GroupBy(import => import.Api, StringComparer.Ordinal)
                .ToFrozenDictionary(
                    group => group.Key,
                    group => VersionsOf(group.Select(import => import.PepperVersion).ToArray()),
                    StringComparer.Ordinal);
        }
    }

    private int[] VersionsOf(int[] noted) => [.. _pepperVersions.Where(version => version > noted.Min()).Concat(noted).Distinct().Order()];

    private bool IsMoving(KeyHandle handle) => Volatile.Read(ref _movingCount) > 0 && _moving.ContainsKey(handle);

    /// <summary>Returns true if a wrong secret was presented with the handle of a known key a moment ago, so that the store need not be asked.</summary>
    internal bool HasFailed(KeyHandle handle) => _failed.TryGetKept(handle, out _);

    /// <summary>Notes that the store was asked for the handle of a known key, and the secret was wrong.</summary>
    internal void NoteFailure(KeyHandle handle) => _failed.NoteAbsent(handle);

    /// <summary>Asks the store for a key that is kept, as it is asked for one that is not known, and notes the failure.</summary>
    internal async ValueTask AskInVainAsync(KeyHandle handle, CancellationToken cancellationToken) => await _failed.FindAsync(handle, cancellationToken);

    /// <summary>Forgets a key under all its handles; to be called after its change is in the store and before the change is acknowledged.</summary>
    public void Forget(ApiKey key)
    {
        foreach (var secret in key.Secrets)
        {
            _cache.Forget(secret.Handle);
        }
    }

    /// <summary>Forgets the key of a handle that another node has changed.</summary>
    public void Forget(KeyHandle handle)
    {
        _cache.Forget(handle);
        _failed.Forget(handle);
    }

    /// <summary>Forgets all keys.</summary>
    public void ForgetAll()
    {
        _cache.ForgetAll();
        _failed.ForgetAll();
    }

    /// <summary>
    /// Brings a key into the least memory, and what a look-up reads close together: plain arrays, and one instance of the words that many keys have in
    /// common. Contracts and settings bound those words; a store makes them anew for each key.
    /// </summary>
    private static ApiKey? Compact(ApiKey? key) => key is null ? null : key with
    {
        Api = string.Intern(key.Api),
        Environment = string.Intern(key.Environment),
        Scopes = key.Scopes.Select(string.Intern).ToArray(),
        Secrets = key.Secrets.ToArray(),
    };
}
