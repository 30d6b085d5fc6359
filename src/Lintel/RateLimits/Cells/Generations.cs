namespace Lintel.RateLimits;

/// <summary>
/// The cells of a policy between two swaps, by stripes. Cells that are used move from <c>old</c> to the young ones; at the next swap those that
/// stayed behind are let go together, without a look at any of them. Whoever calls a member with a stripe holds that stripe.
/// </summary>
/// <typeparam name="TCell">The kind of cell.</typeparam>
internal sealed class Generations<TCell>(CellSlots<TCell>?[] old, int oldCount)
    where TCell : ICell
{
    private readonly CellSlots<TCell>?[] _young = new CellSlots<TCell>?[old.Length];
    private int _youngCount;
    private int _oldCount = oldCount;
    private long _began = long.MaxValue;

    /// <summary>
    /// When these generations began, read from the clock after everybody could see them: no charge that was made under the generations before is
    /// later than that. Until then it lies in an endless future.
    /// </summary>
    public long Began
    {
        get => Volatile.Read(ref _began);
        set => Volatile.Write(ref _began, value);
    }

    public Generations<TCell> Next() => new(_young, Volatile.Read(ref _youngCount));

    public bool TryFind(in RateLimitKey key, ref CellClaim claim)
    {
        if (_young[claim.Stripe] is { } slots && slots.Find(key, claim.Hash) is var place and >= 0)
        {
            claim.Slots = slots;
            claim.Place = place;
            return true;
        }

        return TryPromote(key, ref claim);
    }

    /// <summary>Adds a cell for a newcomer, where there is room for one more.</summary>
    public bool TryAdd(in RateLimitKey key, ref CellClaim claim, int capacity, Func<RateLimitKey, int, TCell> create)
    {
        if (Interlocked.Increment(ref _youngCount) + Volatile.Read(ref _oldCount) > capacity)
        {
            Interlocked.Decrement(ref _youngCount);
            return false;
        }

        Place(key, ref claim, create(key, claim.Stripe));
        return true;
    }

    // The cell's old slot stays, and is not seen any more, because the young ones are asked first.
    private bool TryPromote(in RateLimitKey key, ref CellClaim claim)
    {
        if (old[claim.Stripe] is not { } slots || slots.Find(key, claim.Hash) is not (var place and >= 0))
        {
            return false;
        }

        Place(key, ref claim, slots[place]);
        Interlocked.Increment(ref _youngCount);
        Interlocked.Decrement(ref _oldCount);
        return true;
    }

    private void Place(in RateLimitKey key, ref CellClaim claim, TCell cell)
    {
        var slots = _young[claim.Stripe] ??= new CellSlots<TCell>();
        claim.Slots = slots;
        claim.Place = slots.Add(key, claim.Hash, cell);
    }
}
