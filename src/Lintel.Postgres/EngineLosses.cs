namespace Lintel.Postgres;

/// <summary>Since when, and how often, an engine was lost. Written by one thread, read by all.</summary>
internal sealed class EngineLosses
{
    private Loss? _loss;
    private long _count;

    /// <summary>When it was lost; null while it answers.</summary>
    public DateTimeOffset? Since => Volatile.Read(ref _loss)?.Since;

    /// <summary>The number of times.</summary>
    public long Count => Volatile.Read(ref _count);

    public void Lose()
    {
        if (_loss is null)
        {
            Volatile.Write(ref _loss, new Loss(TimeProvider.System.GetUtcNow()));
            Interlocked.Increment(ref _count);
        }
    }

    public void Find() => Volatile.Write(ref _loss, null);

    private sealed record Loss(DateTimeOffset Since);
}
