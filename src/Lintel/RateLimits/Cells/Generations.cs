using System.Collections.Concurrent;

namespace Lintel.RateLimits;

/// <summary>
/// The cells of a policy between two swaps. Cells that are used move from <c>old</c> to the young ones; at the next swap those that stayed behind
/// are let go together, without a look at any of them.
/// </summary>
internal sealed class Generations(ConcurrentDictionary<RateLimitKey, Cell> old, int oldCount)
{
    private readonly ConcurrentDictionary<RateLimitKey, Cell> _young = new();
    private readonly Lock _creation = new();
    private int _youngCount;
    private int _oldCount = oldCount;
    private long _began = long.MaxValue;
    private volatile bool _isFull;

    /// <summary>
    /// When these generations began, read from the clock after everybody could see them: no charge that was made under the generations before is
    /// later than that. Until then it lies in an endless future.
    /// </summary>
    public long Began
    {
        get => Volatile.Read(ref _began);
        set => Volatile.Write(ref _began, value);
    }

    /// <summary>
    /// True from the moment at which a newcomer found no room. From then on no newcomer gets a cell of its own before the next swap, so that
    /// nobody is counted in two cells at a time.
    /// </summary>
    public bool IsFull => _isFull;

    public Generations Next() => new(_young, Volatile.Read(ref _youngCount));

    public Cell? Find(RateLimitKey key)
    {
        if (_young.TryGetValue(key, out var cell))
        {
            return cell;
        }

        return old.TryGetValue(key, out cell) ? Promote(key, cell) : null;
    }

    /// <summary>Adds a cell for a newcomer.</summary>
    /// <returns>The cell; null where there is no room.</returns>
    public Cell? FindOrAdd(RateLimitKey key, int capacity, Func<RateLimitKey, Cell> create)
    {
        lock (_creation)
        {
            if (Find(key) is { } present)
            {
                return present;
            }

            _isFull = _isFull || Volatile.Read(ref _youngCount) + Volatile.Read(ref _oldCount) >= capacity;
            if (_isFull)
            {
                return null;
            }

            var cell = create(key);
            _young.TryAdd(key, cell);
            Interlocked.Increment(ref _youngCount);
            return cell;
        }
    }

    // The cell stays among the old ones too: were it taken out, a look-up that found it in neither place would be possible.
    private Cell Promote(RateLimitKey key, Cell cell)
    {
        if (_young.TryAdd(key, cell))
        {
            Interlocked.Increment(ref _youngCount);
            Interlocked.Decrement(ref _oldCount);
        }

        return cell;
    }
}
