using System.Collections.Concurrent;
using System.Threading.Channels;

namespace Lintel.Keys;

/// <summary>
/// Hashes of presented secrets under the current version of the pepper, which wait to be stored. They are made while the text is there, once for a secret, and
/// no text is kept. Bounded: what finds no room is made anew when its key is presented next. Thread-safe.
/// </summary>
internal sealed class KeyRehashes(Pepper pepper)
{
    /// <summary>The most hashes that wait.</summary>
    public const int Capacity = 4096;

    private readonly ConcurrentDictionary<KeyHandle, SecretRehash> _pending = [];
    private readonly Channel<SecretRehash> _queue = Channel.CreateBounded<SecretRehash>(Capacity);
    private volatile bool _isOpen;

    /// <summary>true if hashes are taken; false until it is known that all nodes have the current version.</summary>
    public bool IsOpen
    {
        get => _isOpen;
        set => _isOpen = value;
    }

    /// <summary>The version that hashes are made with.</summary>
    public int Version => pepper.Newest;

    /// <summary>Returns true if the hash of a secret is to be made anew; allocates nothing and takes no lock.</summary>
    public bool Wants(KeySecret secret) =>
        secret.PepperVersion < pepper.Newest && secret.PepperVersion > 0 && _isOpen && !_pending.ContainsKey(secret.Handle);

    /// <summary>Takes a hash where there is room.</summary>
    public void Offer(SecretRehash rehash)
    {
        if (_pending.TryAdd(rehash.Old.Handle, rehash) && !_queue.Writer.TryWrite(rehash))
        {
            _pending.TryRemove(rehash.Old.Handle, out _);
        }
    }

    /// <summary>Waits for hashes and takes them.</summary>
    /// <param name="most">The most of them.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>At least one. Each is to be given back with <see cref="Done"/>.</returns>
    public async Task<IReadOnlyList<SecretRehash>> TakeAsync(int most, CancellationToken cancellationToken)
    {
        List<SecretRehash> taken = [await _queue.Reader.ReadAsync(cancellationToken)];
        while (taken.Count < most && _queue.Reader.TryRead(out var next))
        {
            taken.Add(next);
        }

        return taken;
    }

    /// <summary>Lets the secrets of hashes be offered again: they are stored and forgotten in memory, or could not be stored.</summary>
    public void Done(IEnumerable<SecretRehash> rehashes)
    {
        foreach (var rehash in rehashes)
        {
            _pending.TryRemove(rehash.Old.Handle, out _);
        }
    }
}
