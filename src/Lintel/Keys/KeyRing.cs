namespace Lintel.Keys;

/// <summary>
/// Keys by the handles of their secrets, read through to the store and kept. About 1 KB for a key with two scopes and one secret; a store may hold
/// millions of keys, of which the ring keeps those in use.
/// </summary>
public sealed class KeyRing
{
    private readonly ReadThroughRing<KeyHandle, ApiKey> _ring;

    /// <summary>Makes an empty ring.</summary>
    /// <param name="store">Where the keys are.</param>
    /// <param name="time">The clock.</param>
    /// <param name="options">The bounds; null for the defaults.</param>
    public KeyRing(IKeyStore store, TimeProvider time, RingOptions? options = null) =>
        _ring = new ReadThroughRing<KeyHandle, ApiKey>(store.FindByHandleAsync, time, options ?? new RingOptions());

    /// <summary>How many keys are kept.</summary>
    public int Count => _ring.Count;

    internal int AbsentCount => _ring.AbsentCount;

    /// <summary>Finds a key, in any state; synchronous, without lock and allocation where it is kept.</summary>
    public ValueTask<ApiKey?> FindAsync(KeyHandle handle, CancellationToken cancellationToken) => _ring.FindAsync(handle, cancellationToken);

    /// <summary>Forgets a key under all its handles; to be called after its change is in the store and before the change is acknowledged.</summary>
    public void Forget(ApiKey key)
    {
        foreach (var secret in key.Secrets)
        {
            _ring.Forget(secret.Handle);
        }
    }
}
