namespace Lintel.RateLimits;

/// <summary>Where durable policies keep their counts.</summary>
internal interface IRateLimitStore
{
    /// <summary>Reads a counter, or null where there is none.</summary>
    ValueTask<byte[]?> LoadAsync(string api, string policy, string partition, CancellationToken cancellationToken);

    /// <summary>Writes counters; when the task ends well, the counts survive <c>kill -9</c>. Writes that come together may be one commit.</summary>
    /// <param name="api">The contract's name.</param>
    /// <param name="counters">The counters, each once.</param>
    /// <param name="cancellationToken">Gives up waiting; the write may still happen.</param>
    ValueTask SaveAsync(string api, IReadOnlyList<StoredCounter> counters, CancellationToken cancellationToken);

    /// <summary>Removes counters that say nothing any more, up to some hundreds. Where one process writes, saves have done so, and this does nothing.</summary>
    /// <param name="cancellationToken">Gives up waiting; the write may still happen.</param>
    ValueTask RemoveExpiredAsync(CancellationToken cancellationToken);

    /// <summary>Reads counters, decides and writes them anew, in one transaction: as if all that do so, in any process, came one after the other.</summary>
    /// <param name="api">The contract's name.</param>
    /// <param name="counters">The counters.</param>
    /// <param name="decide">
    /// Decides by the states, null for a counter that is not there, and the moment by the clock of the store. May be called more than once: changes nothing
    /// beside.
    /// </param>
    /// <param name="cancellationToken">Gives up waiting; the writes may still happen.</param>
    ValueTask<T> ChangeAsync<T>(
        string api,
        IReadOnlyList<StoredCounterName> counters,
        Func<IReadOnlyList<byte[]?>, DateTimeOffset, StoredChange<T>> decide,
        CancellationToken cancellationToken);
}

/// <summary>The name of a counter in a store.</summary>
/// <param name="Policy">The policy's name.</param>
/// <param name="Partition">The counter.</param>
internal readonly record struct StoredCounterName(string Policy, string Partition);

/// <summary>A counter as it is written.</summary>
/// <param name="Name">The name.</param>
/// <param name="State">The counter's counts, opaque to the store.</param>
/// <param name="Expires">When the counter says nothing any more and may be removed.</param>
internal sealed record StoredCounter(StoredCounterName Name, byte[] State, DateTimeOffset Expires);

/// <summary>The decision that was made by the counters in a store.</summary>
/// <param name="Result">What is told.</param>
/// <param name="Written">The counters that are written.</param>
internal readonly record struct StoredChange<T>(T Result, IReadOnlyList<StoredCounter> Written);
