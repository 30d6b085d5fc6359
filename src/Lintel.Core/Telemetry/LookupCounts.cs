using System.Diagnostics.Metrics;

namespace Lintel.Telemetry;

/// <summary>Counts look-ups in a cache, while somebody listens. Thread-safe.</summary>
internal sealed class LookupCounts
{
    private readonly StripedCount _hits = new();
    private readonly StripedCount _misses = new();

    /// <summary>The instrument that tells the counts; null where there is none, and then nothing is counted.</summary>
    public Instrument? Instrument { get; set; }

    /// <summary>The look-ups that were answered by the cache.</summary>
    public long Hits => _hits.Value;

    /// <summary>The look-ups that waited for the store.</summary>
    public long Misses => _misses.Value;

    /// <summary>Counts a look-up that the cache has answered.</summary>
    public void Hit()
    {
        if (Instrument is { Enabled: true })
        {
            _hits.Increment();
        }
    }

    /// <summary>Counts a look-up that waits for the store.</summary>
    public void Miss()
    {
        if (Instrument is { Enabled: true })
        {
            _misses.Increment();
        }
    }
}
