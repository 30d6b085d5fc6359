namespace Lintel.Cluster;

/// <summary>The losses of an engine that nodes share: since when it is lost, and how often it was. Thread-safe.</summary>
/// <param name="time">The clock.</param>
internal sealed class EngineLosses(TimeProvider time)
{
    private readonly Lock _gate = new();
    private Loss? _loss;
    private long _count;

    /// <summary>When it was lost; null while it answers.</summary>
    public DateTimeOffset? Since => Volatile.Read(ref _loss)?.Since;

    /// <summary>The number of times.</summary>
    public long Count => Volatile.Read(ref _count);

    /// <summary>Begins without the engine, which is no loss yet.</summary>
    public void BeginWithout() => Volatile.Write(ref _loss, new Loss(time.GetUtcNow()));

    /// <summary>Counts the engine that is still not there as lost.</summary>
    public void CountMissing() => Interlocked.Increment(ref _count);

    /// <summary>Notes that it does not answer.</summary>
    /// <returns>true if it did before; otherwise, false.</returns>
    public bool Lose()
    {
        lock (_gate)
        {
            if (_loss is not null)
            {
                return false;
            }

            Volatile.Write(ref _loss, new Loss(time.GetUtcNow()));
            Interlocked.Increment(ref _count);
            return true;
        }
    }

    /// <summary>Notes that it answers.</summary>
    /// <returns>true if it did not before; otherwise, false.</returns>
    public bool Find()
    {
        lock (_gate)
        {
            var wasLost = _loss is not null;
            Volatile.Write(ref _loss, null);
            return wasLost;
        }
    }

    private sealed record Loss(DateTimeOffset Since);
}
