namespace Lintel.RateLimits;

/// <summary>All counters of one policy, of one kind.</summary>
/// <typeparam name="TCounter">The kind.</typeparam>
internal sealed class CounterTable<TCounter> : CounterTable
    where TCounter : ICounter
{
    // Shorter windows swap less often than they end; a swap moves every counter that is in use.
    private static readonly TimeSpan ShortestGeneration = TimeSpan.FromSeconds(10);

    private readonly RequestClock _clock;
    private readonly int _capacity;
    private readonly long _generation;
    private readonly Func<RateLimitKey, int, TCounter> _create;
    private readonly Lock _swap = new();
    private readonly CounterSlots<TCounter> _shared = new();
    private readonly int _sharedPlace;
    private Generations<TCounter> _generations;

    /// <param name="policy">The policy.</param>
    /// <param name="clock">The time.</param>
    /// <param name="capacity">How many counters the table has at most, without the shared one.</param>
    /// <param name="create">Makes the empty counter of a key in a stripe.</param>
    public CounterTable(RateLimitPolicy policy, RequestClock clock, int capacity, Func<RateLimitKey, int, TCounter> create)
        : base(policy)
    {
        _clock = clock;
        _capacity = capacity;
        _generation = Math.Max(Window, ShortestGeneration.Ticks);
        _create = create;
        var shared = default(CounterClaim);
        shared.SetKey(RateLimitKey.Of("overflow:"));
        _sharedPlace = _shared.Add(shared, create(shared.Key, SharedStripe));
        _generations = new Generations<TCounter>(new CounterSlots<TCounter>?[Stripes], 0) { Began = clock.Now };
    }

    public override DurableCounter? SharedDurable => _shared.FindDurable(_sharedPlace);

    /// <inheritdoc/>
    /// <remarks>
    /// The time is settled before the generations are read, so that a charge is never later than the beginning of the generations that follow; counters
    /// that they let go a whole window later hold no charge that stands.
    /// </remarks>
    public override bool TryFind(long now, ref CounterClaim claim)
    {
        claim.Slots = GetGenerations(now).Find(claim, out claim.Place);
        return claim.Slots is not null;
    }

    public override void FindOrAdd(long now, ref CounterClaim claim)
    {
        var generations = GetGenerations(now);
        if ((claim.Slots = generations.Find(claim, out claim.Place)) is not null)
        {
            return;
        }

        if (generations.Add(claim, _capacity, _create, out claim.Place) is { } slots)
        {
            claim.Slots = slots;
            AbsorbShared(now, ref slots[claim.Place], claim.Stripe);
        }
        else
        {
            FindShared(ref claim);
        }
    }

    public override void FindShared(ref CounterClaim claim)
    {
        claim.Stripe = SharedStripe;
        claim.Slots = _shared;
        claim.Place = _sharedPlace;
    }

    /// <summary>A newcomer may have been counted in the shared counter before there was room for it, so it begins with that counter's charges.</summary>
    private void AbsorbShared(long now, ref TCounter newcomer, int stripe)
    {
        ref var shared = ref _shared[_sharedPlace];
        if (shared.CountUsed(now, Window) > 0)
        {
            newcomer.Absorb(shared.Export(), now, Window, NextSerial(stripe));
        }
    }

    private Generations<TCounter> GetGenerations(long now)
    {
        var generations = Volatile.Read(ref _generations);
        return IsDue(generations, now) ? Swap(now) : generations;
    }

    private bool IsDue(Generations<TCounter> generations, long now)
    {
        var began = generations.Began;
        return now > began && now - began >= _generation;
    }

    private Generations<TCounter> Swap(long now)
    {
        lock (_swap)
        {
            var generations = _generations;
            if (IsDue(generations, now))
            {
                generations = generations.Next();
                Volatile.Write(ref _generations, generations);
                generations.Began = _clock.Now;
            }

            return generations;
        }
    }
}
