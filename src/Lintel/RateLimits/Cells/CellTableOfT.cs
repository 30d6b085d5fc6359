namespace Lintel.RateLimits;

/// <summary>All cells of one policy, of one kind.</summary>
/// <typeparam name="TCell">The kind.</typeparam>
internal sealed class CellTable<TCell> : CellTable
    where TCell : ICell
{
    private const int SharedPlace = 0;

    // Shorter windows swap less often than they end; a swap moves every cell that is in use.
    private static readonly TimeSpan ShortestGeneration = TimeSpan.FromSeconds(10);

    private readonly LimiterClock _clock;
    private readonly int _capacity;
    private readonly long _generation;
    private readonly Func<RateLimitKey, int, TCell> _create;
    private readonly Lock _swap = new();
    private readonly CellSlots<TCell> _shared = new();
    private Generations<TCell> _generations;

    /// <param name="policy">The policy.</param>
    /// <param name="clock">The time.</param>
    /// <param name="capacity">How many cells the table has at most, without the shared one.</param>
    /// <param name="create">Makes the empty cell of a key in a stripe.</param>
    public CellTable(RateLimitPolicy policy, LimiterClock clock, int capacity, Func<RateLimitKey, int, TCell> create)
        : base(policy)
    {
        _clock = clock;
        _capacity = capacity;
        _generation = Math.Max(Window, ShortestGeneration.Ticks);
        _create = create;
        var shared = RateLimitKey.Of("overflow:");
        _shared.Add(shared, 0, create(shared, SharedStripe));
        _generations = new Generations<TCell>(new CellSlots<TCell>?[Stripes], 0) { Began = clock.Now };
    }

    public override DurableCell? SharedDurable => _shared.FindDurable(SharedPlace);

    /// <inheritdoc/>
    /// <remarks>
    /// The time is read before the generations, so that a charge is never later than the beginning of the generations that follow; cells that they
    /// let go a whole window later hold no charge that stands.
    /// </remarks>
    public override bool TryFind(in RateLimitKey key, long now, ref CellClaim claim)
    {
        claim.Stripe = StripeOf(claim.Hash);
        return GetGenerations(now).TryFind(key, ref claim);
    }

    public override void FindOrAdd(in RateLimitKey key, long now, ref CellClaim claim)
    {
        claim.Stripe = StripeOf(claim.Hash);
        var generations = GetGenerations(now);
        if (generations.TryFind(key, ref claim))
        {
            return;
        }

        if (generations.TryAdd(key, ref claim, _capacity, _create))
        {
            AbsorbShared(now, claim);
        }
        else
        {
            FindShared(ref claim);
        }
    }

    public override void FindShared(ref CellClaim claim)
    {
        claim.Stripe = SharedStripe;
        claim.Slots = _shared;
        claim.Place = SharedPlace;
    }

    /// <summary>A newcomer may have been counted in the shared cell before there was room for it, so it begins with that cell's charges.</summary>
    private void AbsorbShared(long now, in CellClaim claim)
    {
        ref var shared = ref _shared[SharedPlace];
        if (shared.CountUsed(now, Window) > 0)
        {
            ((CellSlots<TCell>)claim.Slots!)[claim.Place].Absorb(shared.Export(), now, Window, NextSerial(claim.Stripe));
        }
    }

    private Generations<TCell> GetGenerations(long now)
    {
        var generations = Volatile.Read(ref _generations);
        return IsDue(generations, now) ? Swap(now) : generations;
    }

    private bool IsDue(Generations<TCell> generations, long now)
    {
        var began = generations.Began;
        return now > began && now - began >= _generation;
    }

    private Generations<TCell> Swap(long now)
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
