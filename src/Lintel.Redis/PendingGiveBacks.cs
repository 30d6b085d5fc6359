using System.Collections.Concurrent;
using Lintel.RateLimits;
using StackExchange.Redis;

namespace Lintel.Redis;

/// <summary>
/// Charges that could not be given back while the engine was lost, and are once it answers. Bounded: what is beyond stays charged until its window ends.
/// Thread-safe.
/// </summary>
internal sealed class PendingGiveBacks
{
    private const int Most = 10_000;

    private readonly ConcurrentQueue<PendingGiveBack> _waiting = new();

    /// <summary>Adds charges.</summary>
    public void Add(PendingGiveBack giveBack)
    {
        if (_waiting.Count < Most)
        {
            _waiting.Enqueue(giveBack);
        }
    }

    /// <summary>Gives back what waits, until the engine is lost again.</summary>
    /// <param name="giveBack">Gives charges back.</param>
    public async Task DrainAsync(Func<PendingGiveBack, ValueTask> giveBack)
    {
        for (var left = _waiting.Count; left > 0 && _waiting.TryDequeue(out var next); left--)
        {
            try
            {
                await giveBack(next);
            }
            catch (CountersLostException)
            {
                Add(next);
                return;
            }
        }
    }
}

/// <summary>Charges that are to be given back.</summary>
/// <param name="Keys">The keys of the script.</param>
/// <param name="Arguments">Its arguments.</param>
internal sealed record PendingGiveBack(RedisKey[] Keys, RedisValue[] Arguments);
