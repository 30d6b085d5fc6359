using System.Security.Cryptography;

namespace Lintel.Panel;

/// <summary>
/// Ids of 63 bits that grow with time: 41 bits of milliseconds since 2020 and 22 bits that begin anywhere in their lower half and count on within
/// a millisecond, so that a process that starts again in the millisecond in which another stopped hardly meets its ids.
/// </summary>
internal sealed class Snowflakes(TimeProvider clock)
{
    private const int CountBits = 22;
    private const int RandomBits = 21;

    private static readonly DateTimeOffset Epoch = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly Lock _gate = new();
    private long _last;

    /// <summary>An id above all that this process has made before.</summary>
    public long Next()
    {
        var milliseconds = (long)(clock.GetUtcNow() - Epoch).TotalMilliseconds;
        lock (_gate)
        {
            var first = (milliseconds << CountBits) + RandomNumberGenerator.GetInt32(1 << RandomBits);
            _last = milliseconds > _last >> CountBits ? first : _last + 1;
            return _last;
        }
    }
}
