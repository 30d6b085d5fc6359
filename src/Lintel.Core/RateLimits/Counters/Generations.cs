namespace Lintel.RateLimits;

/// <summary>
/// The counters of a policy between two swaps, by stripes. Counters that are used move from <c>old</c> to the young ones; at the next swap those that
/// stayed behind are let go together, without a look at any of them. Whoever calls a member with a stripe holds that stripe.
/// </summary>
/// <typeparam name="TCounter">The kind of counter.</typeparam>
internal sealed class Generations<TCounter>(CounterSlots<TCounter>?[] old, int oldCount)
    where TCounter : ICounter
{
    private readonly CounterSlots<TCounter>?[] _young = new CounterSlots<TCounter>?[old.Length];
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

    public Generations<TCounter> Next() => new(_young, Volatile.Read(ref _youngCount));

    /// <summary>Finds a counter and keeps it for another generation.</summary>
    /// <param name="claim">The key and its stripe.</param>
    /// <param name="place">Its place.</param>
    /// <returns>Where the place is; null where there is no such counter.</returns>
    public CounterSlots<TCounter>? Find(in CounterClaim claim, out int place)
    {
        var slots = _young[claim.Stripe];
        if (slots is null || (place = slots.Find(claim)) < 0)
        {
            return Promote(claim, out place);
        }

        return slots;
    }

    /// <summary>Adds a counter for a newcomer, where there is room for one more.</summary>
    public CounterSlots<TCounter>? Add(in CounterClaim claim, int capacity, Func<RateLimitKey, int, TCounter> create, out int place)
    {
        if (Interlocked.Increment(ref _youngCount) + Volatile.Read(ref _oldCount) > capacity)
        {
            Interlocked.Decrement(ref _youngCount);
            place = -1;
            return null;
        }

        return AddYoung(claim, create(claim.Key, claim.Stripe), out place);
    }

    // The counter's old slot stays, and is not seen any more, because the young ones are asked first.
    private CounterSlots<TCounter>? Promote(in CounterClaim claim, out int place)
    {
        place = -1;
        if (old[claim.Stripe] is not { } slots || slots.Find(claim) is not (var found and >= 0))
        {
            return null;
        }

        Interlocked.Increment(ref _youngCount);
        Interlocked.Decrement(ref _oldCount);
        return AddYoung(claim, slots[found], out place);
    }

    private CounterSlots<TCounter> AddYoung(in CounterClaim claim, TCounter counter, out int place)
    {
        var slots = _young[claim.Stripe] ??= new CounterSlots<TCounter>();
        place = slots.Add(claim, counter);
        return slots;
    }
}
