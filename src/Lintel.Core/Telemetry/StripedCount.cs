using System.Numerics;

namespace Lintel.Telemetry;

/// <summary>
/// A count that every request goes up by, and that is read seldom: each processor has a part of its own, so that they do not wait for one another's memory.
/// Thread-safe.
/// </summary>
internal sealed class StripedCount
{
    // In longs: two lines of a processor's cache, which are fetched together.
    private const int Distance = 16;

    private static readonly int Stripes = (int)BitOperations.RoundUpToPowerOf2((uint)Environment.ProcessorCount);

    private readonly long[] _parts = new long[Stripes * Distance];

    /// <summary>The count.</summary>
    public long Value
    {
        get
        {
            var sum = 0L;
            for (var i = 0; i < _parts.Length; i += Distance)
            {
                sum += Volatile.Read(ref _parts[i]);
            }

            return sum;
        }
    }

    /// <summary>Adds one.</summary>
    public void Increment() => Interlocked.Increment(ref _parts[(Thread.GetCurrentProcessorId() & (Stripes - 1)) * Distance]);
}
